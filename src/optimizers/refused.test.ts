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
  ['radam has no hyperparameter "threshold"; it has: b1, b2, eps', () => radam({ threshold: 5 })],
  ['adamax has no hyperparameter "eps"; it has: b1, b2', () => adamax({ like: "paper", eps: 1e-8 })],
  ['has no hyperparameter "momentumDecay"', () => nadam({ like: "optax", momentumDecay: 1 })],
  ['has no hyperparameter "warmup"', () => ademamix({ like: "optax", warmup: 10 })],
  ['has no hyperparameter "epsRoot"', () => adan({ epsRoot: 0 })],
  ['scaleByNadam has no form like "paper"; it has: torch, keras, optax', () => nadamw({ like: "paper" })],
  ['scaleByAdopt has no form like "keras"; it has: paper, optax', () => adopt({ like: "keras" })],
])("%s", (message, make) => {
  expect(make).toThrow(HyperparameterError);
  expect(make).toThrow(message);
});
