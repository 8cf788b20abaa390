/**
 * The table of operations: one row holds what an operation means for every part of the library and for every device. The rows
 * are in `operations/`.
 */
import { arithmetic } from "./operations/arithmetic.ts";
import { bounds } from "./operations/bounds.ts";
import { comparisons } from "./operations/comparisons.ts";
import { matrices } from "./operations/matrices.ts";
import { nearest } from "./operations/nearest.ts";
import { noise } from "./operations/noise.ts";
import { powers } from "./operations/powers.ts";
import { reductions } from "./operations/reductions.ts";
import { rounding } from "./operations/rounding.ts";
import type { Operation } from "./operations/row.ts";
import { trigonometry } from "./operations/trigonometry.ts";

export * from "./operations/row.ts";

/**
 * Every operation by its name.
 *
 * @internal
 */
export const operations = {
  ...arithmetic,
  ...powers,
  ...trigonometry,
  ...comparisons,
  ...bounds,
  ...noise,
  ...rounding,
  ...nearest,
  ...reductions,
  ...matrices,
};

/** Name of an operation. */
export type OperationName = keyof typeof operations;

/** The row of an operation. */
export const operation = (name: OperationName): Operation => operations[name];

/** The name of an operation in a text. */
export const textNameOf = (name: OperationName): string => operation(name).name ?? name;

/** The names of all operations. */
export const operationNames = Object.keys(operations) as OperationName[];

/** The operations for which a device has code of its own. */
export const operationsOf = (
  device: "js" | "wasm" | "c" | "wgsl",
): { has(name: OperationName): boolean } => ({
  has: (name) => operation(name)[device] !== undefined,
});
