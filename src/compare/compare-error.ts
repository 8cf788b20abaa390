/** The errors of comparisons. Wrong options are OptionErrors, as everywhere. */

/** A comparison that cannot go on: trials of other settings in its folder, records that contradict each other, a trial that failed. */
export class CompareError extends Error {
  override readonly name: string = "CompareError";
}

/** The test split was asked for before the hyperparameters were chosen. */
export class TestSplitError extends CompareError {
  override readonly name: string = "TestSplitError";
}
