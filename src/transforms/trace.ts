/**
 * Momentum: a decaying sum of updates.
 * Polyak: Some methods of speeding up the convergence of iteration methods, 1964; Nesterov's form as Sutskever, Martens,
 * Dahl, Hinton: On the importance of initialization and momentum in deep learning, ICML 2013.
 */

import { chain } from "../compose/chain.ts";
import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import { flag } from "../options/kinds.ts";
import { type Hyper, HyperparameterError, reader } from "../rule/hyper.ts";

/** Options of `trace`. */
export interface TraceOptions extends MomentsOptions {
  /** The share of the sum that a step keeps; default 0.9. */
  readonly momentum?: Hyper | undefined;
  /** How much of each new update is left out, from the second step on: torch's option. */
  readonly dampening?: Hyper | undefined;
  /** Whether to look ahead along the new sum. */
  readonly nesterov?: boolean | undefined;
}

const hyper = { momentum: 0.9 };
const dampened = { momentum: 0.9, dampening: 0 };
const state = { m: 0 };
const moments = { m: "first" } as const;

const classical = rule({ name: "trace", hyper, state, moments, text: "m = momentum*m + g\n u = m" });
const nesterov = rule({
  name: "trace",
  hyper,
  state,
  moments,
  text: "m = momentum*m + g\n u = g + momentum*m",
});
/** The first update is not dampened. */
const dampenedClassical = rule({
  name: "trace",
  hyper: dampened,
  bounds: { dampening: "[0, 1]" },
  state,
  moments,
  text: "m = where(t == 1, g, momentum*m + (1 - dampening)*g)\n u = m",
});

const read = reader<TraceOptions>("trace", {
  ...dampenedClassical.options,
  ...momentsOption,
  nesterov: flag,
});

/**
 * Replaces updates by their decaying sum, torch's momentum buffer: optax's `trace`.
 *
 * @example
 * chain(trace({ momentum: 0.9, nesterov: true }), scaleByLearningRate(0.1))
 */
export function trace(options: TraceOptions = {}): Optimizer<HyperOf<TraceOptions>> {
  const { momentum, dampening, nesterov: looksAhead, moments: stored } = read(options);
  if (dampening !== undefined && dampening !== 0) {
    if (looksAhead) throw new HyperparameterError("nesterov needs dampening 0; leave one of them out");
    return dampenedClassical({ momentum, dampening, moments: stored });
  }
  return chain((looksAhead ? nesterov : classical)({ momentum, moments: stored }));
}
