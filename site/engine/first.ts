/** The registry for the first race: what the default experiment needs, and nothing else, so that a visitor sees it early. */
import { adam, yogi } from "glissade";
import { UnknownNameError } from "./optimizer-of.ts";
import { planeProblem } from "./problems/plane.ts";
import { rosenbrock, valley } from "./problems/rosenbrock.ts";
import type { Registry } from "./registry.ts";

const notYet = (): never => {
  throw new UnknownNameError("the first race has no such part");
};

/** Adam and Yogi in Rosenbrock's valley. */
export const first: Registry = {
  optimizers: { adam, yogi } as Registry["optimizers"],
  wrappers: {},
  schedule: notYet,
  rule: notYet,
  problem: (setup) =>
    setup.kind === "surface" && setup.name === "rosenbrock" && setup.noise === 0
      ? planeProblem(valley, setup.start, rosenbrock.window, rosenbrock.minima)
      : notYet(),
  bounded: notYet,
  beyond: null,
};
