/**
 * Every operation of the language that has an exact result, element by element, on both targets and in both dtypes,
 * against its definition. exp, log and pow have a file of their own.
 */
import { describe, expect, test } from "vitest";
import { type OperationName, operation, operationNames, textNameOf } from "../../src/language/operations.ts";
import { adversarial, arrays, compute, expectDefinition, limits, pairs, targets } from "./compute.ts";
import { tolerances } from "./tolerances.ts";

/** Operations of rules that give numbers, element by element. */
const elementwise = operationNames.filter((name) => name in tolerances && !operation(name).reduces);
const exact = elementwise.filter((name) => {
  const bound = tolerances[name as keyof typeof tolerances];
  return typeof bound === "object" && bound.float32 === 0.5 && bound.float64 === 0.5;
});

/** A call of an operation on g, p and a constant, as a rule writes it. */
function written(name: OperationName): string {
  const { takes, infix } = operation(name);
  const [a = "g", b = "p", c = "0.75"] = takes[0] === "boolean" ? ["g < p", "g", "p"] : [];
  const called = textNameOf(name);
  if (takes.length === 0) return `where(g < p, ${called}, g)`;
  if (!infix) return `${called}(${[a, b, c].slice(0, takes.length).join(", ")})`;
  return takes.length === 1 ? infix[0] + a : `${a} ${infix[0]} ${b}`;
}

describe.each(targets)("in %s on %s", (dtype, device) => {
  test.each(exact)("%s is its definition rounded once, zeros' signs included", async (name) => {
    await expectDefinition(written(name), [dtype, device], pairs(dtype));
  });

  test.each(["<", "<=", ">", ">=", "==", "!="])("%s compares as IEEE says, NaN included", async (sign) => {
    await expectDefinition(`where(g ${sign} p, 2, 3)`, [dtype, device], pairs(dtype));
  });

  test.each([
    "g > 1 && p > 1",
    "g > 1 || p > 1",
    "!(g > 1)",
    "!(g > 1) && (p == p || g < 0)",
    "k > 1 && g > p",
    "!(k > 1) || g > p",
  ])("conditions combine: %s", async (condition) => {
    await expectDefinition(`where(${condition}, g, p)`, [dtype, device], pairs(dtype));
  });

  test.each(["g^2", "g^3", "g^5", "g^8", "g^-1", "g^-2", "g^1"])(
    "%s is repeated multiplication in the dtype",
    async (expression) => {
      const n = Number(expression.slice(2));
      const round = (x: number) => arrays[dtype].of(x)[0]!;
      const power = (x: number, exponent: number): number => {
        if (exponent === 0) return 1;
        if (exponent === 1) return x;
        const half = power(x, Math.floor(exponent / 2));
        const square = round(half * half);
        return exponent % 2 ? round(square * x) : square;
      };
      const args = adversarial(dtype).map((g): [number, number] => [g, 1]);
      const found = await compute(expression, [dtype, device], args);
      const expected = args.map(([g]) => (n < 0 ? power(round(1 / g), -n) : power(g, n)));
      expect([...found]).toEqual(expected);
    },
  );

  test.each(["k", "k - k", "-(k - k)", "1/(k - k)", "-1/(k - k)", "(k - k)/(k - k)"])(
    "the larger and the smaller of a number and %s, which is the same for all elements",
    async (same) => {
      const args = adversarial(dtype).map((g): [number, number] => [g, 1]);
      for (const name of ["max", "min"]) {
        await expectDefinition(`${name}(g, ${same})`, [dtype, device], args);
        await expectDefinition(`${name}(${same}, g)`, [dtype, device], args);
      }
    },
  );

  test("a quotient by what is the same for all elements is a product with the reciprocal, within 1.5 units", async () => {
    const args = adversarial(dtype).map((g): [number, number] => [g, 1]);
    const found = await compute("g/(k + 1)", [dtype, device], args);
    const { tiny, epsilon } = limits[dtype];
    for (const [index, [g]] of args.entries()) {
      const expected = g / 3;
      if (Number.isFinite(g)) {
        expect(Math.abs(found[index]! - expected)).toBeLessThanOrEqual(
          1.5 * Math.max(tiny, Math.abs(expected) * epsilon),
        );
      } else expect(found[index]).toBe(expected);
    }
  });
});

test.each([
  ...elementwise.map(written),
  "exp(g)*log(p) + sign(g)",
  "sqrt(abs(g)) + floor(p)",
  "where(g < p, 0/0, p)",
])("%s has the same bits on both targets", async (expression) => {
  for (const dtype of ["float32", "float64"] as const) {
    const [js, wasm] = await Promise.all(
      (["js", "wasm"] as const).map((device) => compute(expression, [dtype, device], pairs(dtype))),
    );
    for (const [index, value] of js!.entries()) {
      if (!Object.is(value, wasm![index]))
        expect.fail(`${pairs(dtype)[index]}: ${value} and ${wasm![index]}`);
    }
  }
});
