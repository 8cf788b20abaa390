/** Updates of weights times a number that follows from their sides: how much a weight of so many inputs and outputs is to move. */
import type { Layout } from "../compose/hidden-weights.ts";
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";

// The elements of a column are as many as there are rows.
const rules = {
  original: {
    "out,in": rule({ name: "scaleByShape", text: "u = sqrt(max(1, columnSize(g)/rowSize(g)))*g" }),
    "in,out": rule({ name: "scaleByShape", text: "u = sqrt(max(1, rowSize(g)/columnSize(g)))*g" }),
  },
  spectral: {
    "out,in": rule({ name: "scaleByShape", text: "u = sqrt(columnSize(g)/rowSize(g))*g" }),
    "in,out": rule({ name: "scaleByShape", text: "u = sqrt(rowSize(g)/columnSize(g))*g" }),
  },
  matchRms: rule({ name: "scaleByShape", text: "u = 0.2*sqrt(max(rowSize(g), columnSize(g)))*g" }),
  none: rule({ name: "scaleByShape", text: "u = g" }),
};

/** Names of scales. */
export const shapeScales = ["original", "matchRms", "spectral", "none"] as const;

/** By what an update is multiplied. */
export type ShapeScale = (typeof shapeScales)[number];

/** Why a scale needs the layout; undefined where it does not. */
export const layoutReason = (scale: ShapeScale): string | undefined =>
  "out,in" in rules[scale] ? `the scale "${scale}" depends on which axis is a weight's output` : undefined;

/** Multiplies updates by their scale. */
export function scaleByShape(scale: ShapeScale, layout: Layout = "out,in"): Optimizer {
  const found = rules[scale];
  return "out,in" in found ? found[layout]() : found();
}
