/**
 * Difficult arguments, and expressions computed for them on a target. It expects only that the right target did the work.
 */
import { expect } from "vitest";
import { rule } from "../../src/index.ts";
import { evaluate } from "../../src/language/evaluate.ts";
import { parse } from "../../src/language/parse.ts";

/** Arrays by dtype. */
export const arrays = { float32: Float32Array, float64: Float64Array } as const;
export type DType = keyof typeof arrays;
export type Target = readonly [dtype: DType, device: "js" | "wasm"];
export type Elements = Float32Array | Float64Array;

/** All dtypes on all targets. */
export const targets: readonly Target[] = (["float32", "float64"] as const).flatMap((dtype) =>
  (["js", "wasm"] as const).map((device) => [dtype, device] as const),
);

/** Smallest subnormal and normal numbers, distance of 1 to the next, largest number. */
export const limits = {
  float32: { tiny: 2 ** -149, normal: 2 ** -126, epsilon: 2 ** -23, huge: (2 - 2 ** -23) * 2 ** 127 },
  float64: { tiny: 2 ** -1074, normal: 2 ** -1022, epsilon: 2 ** -52, huge: Number.MAX_VALUE },
} as const;

/** Zeros, infinities, NaN, the ends of the ranges, neighbours of 1, halves, large whole numbers; of both signs. */
export function adversarial(dtype: DType): number[] {
  const { tiny, normal, epsilon, huge } = limits[dtype];
  const edges = [
    0,
    tiny,
    3 * tiny,
    normal - tiny,
    normal,
    normal * 3,
    huge / 2,
    huge,
    Number.POSITIVE_INFINITY,
  ];
  const ones = [
    1,
    1 + epsilon,
    1 - epsilon / 2,
    0.5,
    1.5,
    2,
    2.5,
    3,
    Math.PI,
    Math.SQRT2,
    Math.SQRT1_2,
    1e-20,
    1e20,
  ];
  const whole = [0.5 / epsilon, 0.5 / epsilon + 0.5, 1 / epsilon, 2 / epsilon - 1, 2 / epsilon];
  const positive = [...edges, ...ones, ...whole];
  return [
    ...new Set([...positive, ...positive.map((x) => -x), Number.NaN].map((x) => arrays[dtype].of(x)[0]!)),
  ];
}

/** All pairs of adversarial arguments. */
export const pairs = (dtype: DType): [number, number][] => {
  const values = adversarial(dtype);
  return values.flatMap((a) => values.map((b): [number, number] => [a, b]));
};

/** Seeded, uniform in [0, 1): Tommy Ettinger's mulberry32. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** An expression of g and p on a target: read from a state, so that no sum with the parameter touches it. */
export async function compute(
  expression: string,
  [dtype, device]: Target,
  args: readonly (readonly [g: number, p: number])[],
): Promise<Elements> {
  const probe = rule({
    name: "probe",
    hyper: { k: 2 },
    state: { r: 0 },
    text: `r = ${expression}\n u = g` as string,
  });
  const p = new arrays[dtype](args.map(([, value]) => value));
  const descent = await probe().init({ x: p }, { device });
  expect(descent.device).toBe(device);
  descent.step({ x: new arrays[dtype](args.map(([value]) => value)) });
  const found = (descent.state.r as { x: Elements }).x.slice();
  descent.dispose();
  return found;
}

/** What an expression of g, p and the hyperparameter k = 2 means. */
export const definitionOf = (expression: string) => {
  const { value } = parse("probe", `r = ${expression}`, ["g", "p", "k"]).lines[0]!;
  return (g: number, p: number): number => evaluate(value, (name) => ({ g, p, k: 2 })[name] ?? Number.NaN);
};

/** Expects an expression's values to be its definition's, rounded once, to the bit. */
export async function expectDefinition(
  expression: string,
  [dtype, device]: Target,
  args: readonly (readonly [g: number, p: number])[],
): Promise<void> {
  const found = await compute(expression, [dtype, device], args);
  const meaning = definitionOf(expression);
  for (const [index, [g, p]] of args.entries()) {
    const [expected] = arrays[dtype].of(meaning(g, p));
    if (!Object.is(found[index], expected))
      expect.fail(`${expression} at ${g}, ${p}: ${found[index]}, not ${expected}`);
  }
}
