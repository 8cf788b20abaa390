/** Options that optimizers refuse: values outside of their interval, hyperparameters that a form has not got. */
import { expect, test } from "vitest";
import { HyperparameterError } from "../rule/hyper.ts";
import { adamax } from "./adamax.ts";
import { adan } from "./adan.ts";
import { ademamix } from "./ademamix.ts";
import { adopt } from "./adopt.ts";
import { nadam } from "./nadam.ts";
import { nadamw } from "./nadamw.ts";
import { radam } from "./radam.ts";

test.each([
  ["threshold must be in [4, inf); got 3", () => radam({ like: "optax", threshold: 3 })],
  ["momentumDecay must be in [0, inf); got -1", () => nadam({ momentumDecay: -1 })],
  ["warmup must be in [0, inf); got -1", () => ademamix({ warmup: -1 })],
  ["alpha must be in [0, inf); got -1", () => ademamix({ alpha: -1 })],
  ["alpha must be in [0, inf); got -1", () => ademamix({ like: "optax", alpha: -1 })],
  ['radam: threshold needs like: "optax"; got no like', () => radam({ threshold: 5 })],
  [
    'adamax: eps needs like: "torch" or "optax" or "keras" or no like; got like: "paper"',
    () => adamax({ like: "paper", eps: 1e-8 }),
  ],
  [
    'nadam: momentumDecay needs like: "torch" or "keras" or no like; got like: "optax"',
    () => nadam({ like: "optax", momentumDecay: 1 }),
  ],
  [
    'ademamix: warmup needs like: "paper" or no like; got like: "optax"',
    () => ademamix({ like: "optax", warmup: 10 }),
  ],
  ['adan: epsRoot needs like: "optax"; got no like', () => adan({ epsRoot: 0 })],
  ['nadamw: like must be one of "torch", "keras", "optax"; got "paper"', () => nadamw({ like: "paper" })],
  ['adopt: like must be one of "paper", "optax"; got "keras"', () => adopt({ like: "keras" })],
])("%s", (message, make) => {
  expect(make).toThrow(HyperparameterError);
  expect(make).toThrow(message);
});
