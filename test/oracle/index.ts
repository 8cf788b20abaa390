// The table of oracles, keyed OPTIMIZER/LIKE or OPTIMIZER/LIKE+VARIANT, with `default` for the form without `like`.
// Independent of src on purpose: nothing here may import from it.
import { adadeltaCases } from "./adadelta.ts";
import { adagradCases } from "./adagrad.ts";
import { adamCases } from "./adam.ts";
import { adamwCases } from "./adamw.ts";
import type { OracleCase } from "./case.ts";
import { rmspropCases } from "./rmsprop.ts";
import { sgdCases } from "./sgd.ts";
import { yogiCases } from "./yogi.ts";

export type { Like, OptimizerName, Options, Oracle, OracleCase } from "./case.ts";
export { defaults } from "./defaults.ts";

/** All cases by name, for example `oracles["adam/torch"]`. */
export const oracles: Readonly<Record<string, OracleCase>> = {
  ...sgdCases,
  ...adagradCases,
  ...adadeltaCases,
  ...rmspropCases,
  ...adamCases,
  ...adamwCases,
  ...yogiCases,
};
