/**
 * Auto MPG, embedded: fuel consumption of cars. StatLib and UCI Machine Learning Repository, doi:10.24432/C5859H, CC BY 4.0; here from
 * vega-datasets.
 */
import cars from "../../node_modules/vega-datasets/data/cars.json" with { type: "json" };
import { categoryColumn, type Frame, type FrameColumn, numberColumn } from "../train/data/frame.ts";

const NUMBERS = ["Cylinders", "Displacement", "Horsepower", "Weight_in_lbs", "Acceleration"] as const;

/** The 406 cars: five columns of numbers, the origin, and miles per gallon, with 14 missing cells. The year and the name are left out. */
export function loadAutoMpg(): Frame {
  const numbers = (name: (typeof NUMBERS)[number] | "Miles_per_Gallon"): FrameColumn =>
    numberColumn(
      name,
      Float64Array.from(cars, (car) => car[name] ?? Number.NaN),
    );
  return {
    name: "auto-mpg",
    origin: "Auto MPG, StatLib and UCI, from vega-datasets",
    notes: [],
    rows: cars.length,
    columns: [
      ...NUMBERS.map(numbers),
      categoryColumn(
        "Origin",
        cars.map((car) => car.Origin),
      ),
      numbers("Miles_per_Gallon"),
    ],
  };
}
