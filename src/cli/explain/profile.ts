/** `glissade explain OPTIMIZER --profile`: where the time of a step goes, on tensors of given shapes with values of no special form. */
import { type DeviceName, type Optimizer, type Tensor, tensor } from "../../index.ts";
import { UsageError } from "../usage-error.ts";

/** A shape such as `1024x1024`, `512` or `64x3x3`. */
export type Shape = readonly number[];

const most = 2 ** 28;

/** Parses a shape. */
export function shape(given: string): Shape {
  const extents = given.split("x").map(Number);
  const size = extents.reduce((product, extent) => product * extent, 1);
  if (!/^\d+(x\d+)*$/.test(given) || size === 0) {
    throw new UsageError(`--shape must be extents such as 1024x1024, each 1 or more; got "${given}"`);
  }
  if (size > most) throw new UsageError(`--shape must have at most ${most} elements; got "${given}"`);
  return extents;
}

/** Tensors of these shapes, by name. */
export function tensorsOf(shapes: readonly Shape[]): Record<string, Tensor> {
  return Object.fromEntries(
    shapes.map((extents, index) => {
      const size = extents.reduce((product, extent) => product * extent, 1);
      const values = Float32Array.from({ length: size }, (_, i) => Math.sin(i + index));
      const name = extents.join("x");
      const before = shapes.slice(0, index).filter((other) => other.join("x") === name).length;
      return [before > 0 ? `${name} (${before + 1})` : name, tensor(values, extents)];
    }),
  );
}

/** The profile as a table. */
export async function profile(
  optimizer: Optimizer,
  shapes: readonly Shape[],
  device: DeviceName,
): Promise<string> {
  const descent = await optimizer.init(tensorsOf(shapes), { device, threads: "auto" });
  for (const { data } of Object.values(descent.grads)) data.set(data.map((_, i) => Math.cos(i)));
  try {
    return String(await descent.profile());
  } finally {
    descent.dispose();
  }
}
