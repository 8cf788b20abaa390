/** The book's data for a regression, which come with the page. Nothing is done with them here. */
import type { TableSetup } from "../experiment.ts";
import autoMpg from "./auto-mpg.json";

/** Fuel consumption of 392 cars. StatLib and UCI Machine Learning Repository, doi:10.24432/C5859H, CC BY 4.0; from vega-datasets. */
const autoMpgTable: TableSetup = autoMpg;

/** The table that a setup means. */
export const tableOf = (data: "auto-mpg" | TableSetup): TableSetup =>
  data === "auto-mpg" ? autoMpgTable : data;
