/**
 * Adam's corrections of moments for optimizers that estimate a distance. They skip some steps, and the corrections count only
 * the steps taken.
 */
import type { Like } from "../compose/presets.ts";

const corrections = {
  none: { state: {}, factor: "", next: "" },
  /** Products of the betas of the steps that were taken. */
  default: {
    state: { b1Past: 1, b2Past: 1 },
    factor: "*sqrt(1 - b2*b2Past)/(1 - b1*b1Past)",
    next: "b1Past = where(moves, b1*b1Past, b1Past)\n b2Past = where(moves, b2*b2Past, b2Past)",
  },
  /** Powers of the present betas. */
  optax: {
    state: { k: 1 },
    factor: "*sqrt(1 - b2^k)/(1 - b1^k)",
    next: "k = where(moves, k + 1, k)",
  },
};

/** Adam's corrections of its moments: their states, what the rate is multiplied by, what a step makes of the states. */
export const correction = ({
  like,
  biasCorrection = like === "optax",
}: {
  readonly like?: Like | undefined;
  readonly biasCorrection?: boolean | undefined;
}) => corrections[biasCorrection ? (like === "optax" ? "optax" : "default") : "none"];
