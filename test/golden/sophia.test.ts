/** Sophia with estimates of the Hessian's diagonal, beside optax's. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { sophia } from "../../src/index.ts";

interface Golden {
  readonly options: Readonly<
    Record<"learningRate" | "b1" | "b2" | "eps" | "gamma" | "maxDelta" | "weightDecay", number>
  >;
  readonly every: number;
  readonly a: readonly number[];
  readonly b: readonly number[];
  readonly start: readonly number[];
  readonly trajectory: readonly (readonly number[])[];
  readonly state: { readonly m: readonly number[]; readonly h: readonly number[] };
}

const golden = JSON.parse(readFileSync(new URL("sophia.json", import.meta.url), "utf8")) as Golden;

const worst = (found: ArrayLike<number>, meant: readonly number[]): number =>
  Math.max(...meant.map((value, i) => Math.abs(found[i]! - value) / Math.max(1e-3, Math.abs(value))));

const stateOf = (state: unknown) => (state as { x: Float64Array }).x;

test.each(["js", "wasm", "native"] as const)("on %s", async (device) => {
  const { options, every, a, b, start, trajectory, state } = golden;
  const descent = await sophia({ like: "optax", ...options }).init(
    { x: Float64Array.from(start) },
    { device },
  );
  for (const [step, expected] of trajectory.entries()) {
    const before = [...descent.params.x];
    descent.step({ x: before.map((x, i) => (a[i]! * x ** 3) / 3 + b[i]! * x) });
    if (step % every === 0) descent.estimate({ x: before.map((x, i) => a[i]! * x ** 2 + b[i]!) });
    expect(worst(descent.params.x, expected)).toBeLessThan(1e-13);
  }
  expect(worst(stateOf(descent.state.m), state.m)).toBeLessThan(1e-13);
  expect(worst(stateOf(descent.state.h), state.h)).toBeLessThan(1e-13);
});
