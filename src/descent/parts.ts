/** The parts of a descent, all of which belong to one execution: an edit of rows makes new ones. */
import type { Measure } from "../plan/measure.ts";
import type { Transformation } from "../rule/transformation.ts";
import type { Device } from "../runtime/device.ts";
import { viewsOf } from "./half-arrays.ts";
import type { Hypers } from "./hypers.ts";
import { Measurements } from "./last.ts";
import type { Subject } from "./moment.ts";
import type { Running } from "./running.ts";
import { scaleOf } from "./scale.ts";
import { shownState } from "./state.ts";
import { Steps } from "./steps.ts";
import { targetsOf } from "./targets.ts";
import type { Structure } from "./tree.ts";

/** What a descent was made from. */
export interface Origin {
  readonly optimizer: Transformation;
  readonly device: Device;
  readonly measure: Measure;
}

/** The parts. */
export interface Parts extends Subject {
  readonly origin: Origin;
  /** Parameters, gradients and states as users see them. */
  readonly params: unknown;
  readonly grads: unknown;
  readonly state: Readonly<Record<string, unknown>>;
  readonly measurements: Pick<Measurements, "read">;
  /** The scale of the loss for the step after so many. */
  readonly scaleAt: (count: number) => number;
}

/** The parts around an execution. */
export function partsOf(origin: Origin, running: Running, structure: Structure, hypers: Hypers): Parts {
  const targets = targetsOf(running);
  const steps = new Steps(running, hypers, structure, targets);
  return {
    origin,
    running,
    structure,
    hypers,
    steps,
    targets,
    device: origin.device.name,
    params: viewsOf(running, structure, "p"),
    grads: viewsOf(running, structure, "g"),
    state: shownState(running, structure, steps.participants),
    measurements: new Measurements(running),
    scaleAt: scaleOf(running, hypers),
  };
}
