/** A problem of a comparison, with what the command line asks of it before it is run. Types only. */
import type { Problem, Settings } from "../../compare/index.ts";

/** A problem whose data have been read. */
export interface LoadedProblem {
  readonly problem: Problem;
  /** What is said of its data. @throws UsageError for data that cannot be used. */
  describe(): string[];
  /** @throws UsageError for an optimizer that cannot train its model. */
  check(settings: Pick<Settings, "entrants">): void;
  /** Adds what only its model can say. */
  settle?(settings: Settings): Promise<Settings>;
}
