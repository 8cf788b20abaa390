/** The registry for the first race: what the default experiment needs, and nothing else, so that a visitor sees it early. */
import { adam, yogi } from "glissade";
import { UnknownNameError } from "./optimizer-of.ts";
import { preparePlane } from "./problems/prepare-plane.ts";
import type { Registry } from "./registry.ts";

const notYet = (): never => {
  throw new UnknownNameError("the first race has no such part");
};

/** Adam and Yogi on a surface. */
export const first: Registry = {
  optimizers: { adam, yogi } as Registry["optimizers"],
  wrappers: {},
  schedule: notYet,
  rule: notYet,
  problem: (setup) => (setup.kind === "surface" ? preparePlane(setup) : notYet()),
};
