/** The data of the textbook's experiment as the experiment uses it. Zhang, Lipton, Li, Smola: Dive into Deep Learning, 12.5. */
import { DataError } from "../train/data/data-error.ts";
import { type Regression, standardize } from "../train/data/standardize.ts";
import { tableOf } from "../train/data/table.ts";
import { loadAirfoil } from "./airfoil.ts";
import { loadAutoMpg } from "./auto-mpg.ts";
import type { Sources } from "./published-file.ts";

/** Airfoil as the book trains on it: statistics over all 1503 rows, the first 1500 kept. Throws as `loadAirfoil` does. */
export async function airfoilRegression(sources?: Sources): Promise<Regression> {
  return standardize(tableOf(await loadAirfoil(sources)), { keep: 1500 });
}

/** The 392 complete rows of Auto MPG and its columns of numbers, standardised. */
export const autoMpgRegression = (): Regression => standardize(tableOf(loadAutoMpg(), { drop: ["Origin"] }));

/**
 * Airfoil if it is available, otherwise the embedded Auto MPG; `onUnavailable` is then told why. A file with the wrong checksum in the
 * folder of GLISSADE_DATA still throws, so that it is noticed.
 */
export async function defaultRegression(
  sources?: Sources,
  onUnavailable?: (error: DataError) => void,
): Promise<Regression> {
  try {
    return await airfoilRegression(sources);
  } catch (error) {
    if (!(error instanceof DataError && error.code === "unavailable")) throw error;
    onUnavailable?.(error);
    return autoMpgRegression();
  }
}
