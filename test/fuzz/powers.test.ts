/** Powers whose exponent is no literal: a hyperparameter, a step, an element. They mean what the definition says. */
import { describe, expect, test } from "vitest";
import { rule } from "../../src/compose/rule.ts";
import { power } from "../../src/expr/arithmetic.ts";

const bases = [2, 1, 0.5, 0, -0.5, -1, -2, 1e-10, 1e10];
const exponents = [0, 1, 2, 3, -1, -2, 0.5, -0.5, 1.5];

const byHyper = rule({ name: "byHyper", hyper: { k: 1 }, text: "u = g^k" });
const byStep = rule({ name: "byStep", text: "u = g^t" });
const byElement = rule({ name: "byElement", text: "u = g^p - p" });
const ofHyper = rule({ name: "ofHyper", hyper: { b: 1 }, text: "u = b^g" });

const zeros = bases.map(() => 0);

function expectClose(found: ArrayLike<number>, meant: readonly number[]): void {
  for (const [i, value] of meant.entries()) {
    const fits = Object.is(found[i], value) || Math.abs(found[i]! - value) <= 1e-12 * Math.abs(value);
    if (!fits && !(found[i] === value)) expect(found[i], `element ${i}`).toBe(value);
  }
}

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test.each(exponents)("g^k at k = %d", async (k) => {
    const descent = await byHyper({ k }).init({ x: zeros }, { device });
    descent.step({ x: bases });
    expectClose(
      descent.params.x,
      bases.map((g) => power(g, k)),
    );
    descent.dispose();
  });

  test("g^t", async () => {
    const descent = await byStep().init({ x: zeros }, { device });
    for (let t = 1; t <= 3; t++) {
      descent.params.x.fill(0);
      descent.step({ x: bases });
      expectClose(
        descent.params.x,
        bases.map((g) => power(g, t)),
      );
    }
    descent.dispose();
  });

  test.each(exponents)("g^p at p = %d", async (k) => {
    const descent = await byElement().init({ x: bases.map(() => k) }, { device });
    descent.step({ x: bases });
    const meant = bases.map((g) => power(g, k) - k + k);
    expectClose(descent.params.x, meant);
    descent.dispose();
  });

  test.each([2, 1, 0.5, 0])("b^g at b = %d", async (b) => {
    const descent = await ofHyper({ b }).init({ x: exponents.map(() => 0) }, { device });
    descent.step({ x: exponents });
    expectClose(
      descent.params.x,
      exponents.map((g) => power(b, g)),
    );
    descent.dispose();
  });
});
