// The table of oracles, keyed OPTIMIZER/LIKE or OPTIMIZER/LIKE+VARIANT, with `default` for the form without `like`.
// Independent of src on purpose: nothing here may import from it.
import { readdirSync } from "node:fs";
import type { OracleCase } from "./case.ts";

export type { Like, OptimizerName, Options, Oracle, OracleCase } from "./case.ts";
export { defaults } from "./defaults.ts";

const files = readdirSync(new URL(".", import.meta.url)).filter(
  (file) => /^[^.]+\.ts$/.test(file) && file !== "index.ts",
);
const modules: object[] = await Promise.all(
  files.sort().map((file) => import(new URL(file, import.meta.url).href)),
);
/** What a file of this folder exports under a name such as `lionCases`. */
const tables: Record<string, OracleCase>[] = modules
  .flatMap(Object.entries)
  .filter(([name, value]) => name.endsWith("Cases") && typeof value === "object")
  .map(([, table]) => table);

/** All cases by name, for example `oracles["adam/torch"]`: those of all files of this folder. */
export const oracles: Readonly<Record<string, OracleCase>> = Object.assign({}, ...tables);
