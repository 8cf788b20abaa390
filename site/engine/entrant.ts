/** A contestant that has its optimizer: what races know of it. */
import type { Hyper, Optimizer } from "glissade";
import type { Contestant } from "./experiment.ts";
import type { Traits } from "./traits.ts";

/** A contestant's optimizer, ready to race at any rate. */
export interface Entrant extends Traits {
  readonly optimizer: Optimizer;
  /** The same at another rate. */
  at(rate: number): Optimizer;
  /** The rate with its schedule, by the name under which `descent.set` takes it; null where the method has none. */
  readonly rateAt: ((rate: number) => Readonly<Record<string, Hyper>>) | null;
}

/** A contestant with its optimizer. */
export interface Racer {
  readonly contestant: Contestant;
  readonly entrant: Entrant;
}
