/** Which options of `glissade compare` go together. */
import { trainedOptimizer } from "../options/registry.ts";
import { trainingDataNames } from "../options/training-data.ts";
import { type FitWorkload, fitWorkloads } from "../train/workload-data.ts";
import { checkFitting } from "../train/workloads.ts";
import { UsageError } from "../usage-error.ts";

/** The optimizers of a command. */
interface Named {
  readonly optimizers: readonly string[];
}

/** Options whose values are looked at. */
interface Checked {
  readonly data?: readonly string[];
  readonly workload?: FitWorkload;
  readonly folder?: string;
  readonly part?: unknown;
}

/** Optimizers that stand as words of the command. @throws UsageError for an unknown one, and where `--optimizers` stands too. */
export function namedOptimizers(
  names: readonly string[],
  written: readonly string[],
  { optimizers }: Named,
): Named {
  if (names.length === 0) return { optimizers };
  if (written.includes("optimizers"))
    throw new UsageError(
      `optimizers are named twice, ${names.join(", ")} and --optimizers ${optimizers.join(",")}; name them once`,
    );
  return { optimizers: names.map(trainedOptimizer) };
}

/** Options that go with a workload, as they are written. */
const withWorkload = [
  ...[
    "workload",
    "steps",
    "held-out",
    "optimizers",
    "matrices",
    "layout",
    "rates",
    "grow",
    "search",
    "points",
  ],
  ...["tuning-seeds", "seeds", "folder", "part", "wait", "workers", "device", "json", "report"],
];

/** @throws UsageError for options that do not go together. */
export function checkOptions({ data, workload, folder, part }: Checked, written: readonly string[]): void {
  if (workload !== undefined) checkFitting(workload, withWorkload, written);
  else if (data === undefined)
    throw new UsageError(
      `--data is missing: a CSV file, or one of ${trainingDataNames.join(", ")}; public workloads are ${fitWorkloads.map((name) => `--workload ${name}`).join(", ")}; the book's experiment is glissade textbook compare`,
    );
  else if (written.includes("steps"))
    throw new UsageError("--steps is for --workload; with --data give --epochs, passes over the data");
  else if (written.includes("heldOut"))
    throw new UsageError("--held-out is for --workload; with --data give --validation and --test");
  checkSpace(written);
  if (part && folder === undefined)
    throw new UsageError("--part needs --folder, where all parts keep their trials");
}

/** Options of one way of searching say nothing of the other. */
function checkSpace(written: readonly string[]): void {
  const isSearched = written.includes("search");
  const ofGrid = ["rates", "grow"].find((name) => written.includes(name));
  if (isSearched && ofGrid !== undefined)
    throw new UsageError(
      `--${ofGrid} is of the grid of learning rates, in whose place --search has ${ofGrid === "grow" ? "points that do not grow" : "intervals of its own, such as --search lr=1e-4:1"}: leave out --${ofGrid}, or --search`,
    );
  if (!isSearched && written.includes("points"))
    throw new UsageError(
      "--points is how many points --search has; a grid of learning rates has those of --rates, such as 1e-4:1:2: leave it out, or give --search",
    );
}
