/**
 * The embedded data set, used if the airfoil data is not available: fuel consumption of cars, regressed on the
 * numeric columns. Auto MPG, StatLib and UCI Machine Learning Repository, doi:10.24432/C5859H; here from vega-datasets.
 */
import cars from "../../../node_modules/vega-datasets/data/cars.json" with { type: "json" };
import type { Table } from "./table.ts";

const COLUMNS = [
  "Cylinders",
  "Displacement",
  "Horsepower",
  "Weight_in_lbs",
  "Acceleration",
  "Miles_per_Gallon",
] as const;

/** The 392 complete rows of Auto MPG: five features and miles per gallon. */
export function loadAutoMpg(): Table {
  const rows = cars.map((car) => COLUMNS.map((column) => car[column]));
  const complete = rows.filter((row): row is number[] => row.every((value) => value !== null));
  return {
    name: "auto-mpg",
    origin: "Auto MPG, StatLib and UCI, from vega-datasets",
    notes: [`left out ${rows.length - complete.length} of ${rows.length} rows with missing values`],
    columns: COLUMNS,
    rows: complete.length,
    values: Float64Array.from(complete.flat()),
  };
}
