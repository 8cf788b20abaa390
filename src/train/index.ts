/**
 * `glissade/train`: the textbook's experiment. Data sets, the linear regression, its training loop and the traces;
 * named re-exports only.
 */
export { type AirfoilSources, loadAirfoil } from "./airfoil.ts";
export { loadAutoMpg } from "./auto-mpg.ts";
export { DataError, type DataErrorCode } from "./data-error.ts";
export { concise, type ExperimentOptions, experiment, type Run, scratch } from "./experiment.ts";
export { type LeastSquares, leastSquares } from "./least-squares.ts";
export { batchGradient, type LinearParams, meanLoss } from "./linear-regression.ts";
export { type Regression, type StandardizeOptions, standardize } from "./standardize.ts";
export { parseTable, type Table, type TableOptions } from "./table.ts";
export { airfoilRegression, defaultRegression, type TextbookResult, textbookResults } from "./textbook.ts";
export { trace } from "./trace.ts";
