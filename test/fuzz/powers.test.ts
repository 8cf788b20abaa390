/** Powers whose exponent is not a literal: a hyperparameter, a step, an element. They agree with the definition. */
import { describe, expect, test } from "vitest";
import { rule } from "../../src/compose/rule.ts";
import { power } from "../../src/language/arithmetic.ts";
import { arrays, compute, targets } from "../kernels/compute.ts";

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

/** Operands for which Math.pow is specified to the bit: any base with the first five, any exponent with all. */
const specialExponents = [0, -0, Infinity, -Infinity, NaN];
const specialBases = [...specialExponents, 1, -1];
const plain = [
  0.5,
  -0.5,
  2,
  -2,
  3,
  -3,
  2.5,
  -2.5,
  65,
  -65,
  66,
  -66,
  0.25,
  2 ** 24,
  2 ** 53,
  -(2 ** 53),
  1e-30,
  -1e-30,
];
const operands = [...specialBases, ...plain];
const isSpecial = (x: number, y: number) => specialBases.includes(x) || specialExponents.includes(y);
const pairs = operands.flatMap((x) => operands.flatMap((y) => (isSpecial(x, y) ? [[x, y] as const] : [])));

function expectPowers(found: ArrayLike<number>, of: readonly (readonly [x: number, y: number])[]): void {
  for (const [i, [x, y]] of of.entries())
    if (isSpecial(x, y) && !Object.is(found[i], x ** y))
      expect.fail(`(${x})^(${y}) is ${found[i]}, not ${x ** y}`);
}

describe("special operands give what Math.pow gives", () => {
  test.each(targets)("in kernels of %s on %s", async (...target) => {
    expectPowers(await compute("g^p", target, pairs), pairs);
  });

  test.each(targets)("where the step fixes one of them, of %s on %s", async (dtype, device) => {
    for (const text of ["r = k^g", "r = g^k"]) {
      const fixed = rule({
        name: "fixed",
        hyper: { k: 1 },
        bounds: { k: "[-inf, inf]" },
        state: { r: 0 },
        text: `${text}\n u = g` as string,
      });
      for (const k of operands.filter((value) => !Number.isNaN(value))) {
        const descent = await fixed({ k }).init({ x: new arrays[dtype](operands.length) }, { device });
        descent.step({ x: arrays[dtype].from(operands) });
        const { x } = descent.state.r as { x: ArrayLike<number> };
        expectPowers(
          x,
          operands.map((g) => (text === "r = k^g" ? [k, g] : [g, k])),
        );
        descent.dispose();
      }
    }
  });

  test.each(targets)("where the exponent is a literal, of %s on %s", async (dtype, device) => {
    for (const y of plain) {
      const found = await compute(
        `g^(${y})`,
        [dtype, device],
        specialBases.map((x) => [x, 0]),
      );
      expectPowers(
        found,
        specialBases.map((x) => [x, y]),
      );
    }
  });

  test("on the host", () =>
    expectPowers(
      pairs.map(([x, y]) => power(x, y)),
      pairs,
    ));
});
