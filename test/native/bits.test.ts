/**
 * Compiled C gives the bits of `js`: all operations on difficult arguments, reductions over tensors and slices of all shapes at which
 * loops could go wrong, random numbers, and optimizers of the conformance table: some of them, all in `npm run native`. What the
 * right values are is tested on `js`. As few kernels as possible, since each is compiled by the system's compiler.
 */
import { describe, expect, test } from "vitest";
import {
  adam,
  adan,
  amsgrad,
  lamb,
  lion,
  type Optimizer,
  rule,
  sgd,
  type Tensor,
  tensor,
  yogi,
} from "../../src/index.ts";
import { operation, operationNames, textNameOf } from "../../src/language/operations.ts";
import { deviceOf } from "../../src/runtime/host/host-device.ts";
import { native } from "../../src/runtime/host/native/native.ts";
import { cases, changing } from "../conformance/cases.ts";
import { everything, mixed } from "../conformance/descents.ts";
import { exceptionOf } from "../conformance/exceptions.ts";
import { extreme, shaped } from "../conformance/problems.ts";
import { contents, difference } from "../fuzz/trees.ts";
import { adversarial, arrays, type DType, pairs, random } from "../kernels/compute.ts";
import { missing } from "./available.ts";

type Tree = Readonly<Record<string, Tensor>>;

/** All that a descent holds after some steps. */
async function after(optimizer: Optimizer, params: Tree, grads: readonly Tree[], device: "js" | "native") {
  const descent = await optimizer.init(params, { device, measure: true });
  expect(descent.device).toBe(device);
  for (const grad of grads) descent.step(grad);
  const found = contents(descent);
  const { gradNorm, updateNorm, finite } = descent.last;
  found.set("last", [gradNorm, updateNorm, +finite]);
  descent.dispose();
  return found;
}

async function expectSameBits(optimizer: Optimizer, params: Tree, grads: readonly Tree[]): Promise<void> {
  const [meant, found] = [
    await after(optimizer, params, grads, "js"),
    await after(optimizer, params, grads, "native"),
  ];
  const where = difference(meant, found);
  if (where) expect.fail(`js and native differ at ${where}`);
}

/** Calls of all operations on elements and, where they take two numbers, on one that is the same for all. */
function calls(): string[] {
  const called = operationNames.filter((name) => {
    const { reduces, internal, isPlanned, isOfMatrices } = operation(name);
    return !(reduces || internal || isPlanned || isOfMatrices);
  });
  return called.flatMap((name) => {
    const { takes, gives, infix } = operation(name);
    const written = (args: readonly string[]): string => {
      const given = args.slice(0, takes.length);
      const call = infix
        ? given.length === 1
          ? infix[0] + given[0]
          : given.join(` ${infix[0]} `)
        : `${textNameOf(name)}${given.length ? `(${given.join(", ")})` : ""}`;
      return gives === "boolean" ? `where(${call}, 2, 3)` : call;
    };
    if (takes.includes("boolean"))
      return [written(["(g < p)", takes[1] === "boolean" ? "(g == g)" : "g", "p"])];
    const orders = [
      ["g", "p", "0.75"],
      ["g", "k", "p"],
      ["k", "g", "p"],
      ["g", "0", "p"],
      ["-0", "g", "k"],
    ];
    return takes.length < 2 ? [written(["g"])] : orders.map(written);
  });
}

const powers = ["g^2", "g^3", "g^-1", "g^0.5", "g^1.5", "g^0.25", "g^(1/3)", "g^p", "g^0.3", "normal(3)"];

/** The probe's states are its results: nothing touches them. */
function probe(expressions: readonly string[]): Optimizer {
  const names = expressions.map((_, index) => `r${index}`);
  return rule({
    name: "probe",
    hyper: { k: 2 },
    state: Object.fromEntries(names.map((name) => [name, 0])),
    text: `${expressions.map((expression, index) => `${names[index]} = ${expression}`).join("\n")}\nu = g` as string,
  })();
}

const reduced = rule({
  name: "reduced",
  state: { rows: 0, columns: 0, rowMost: 0, columnMost: 0, units: 0, squares: 0, sums: 0, all: 0, m: 0 },
  text: `
    rows = rowSum(g)
    columns = columnSum(g*p)
    rowMost = rowMax(g)
    columnMost = columnMax(p - g)
    units = unitSumSquares(g) + unitSum(p)
    squares = sumSquares(g)
    sums = sum(g*p)
    all = globalSum(g) + globalNorm(p)
    m = 0.9*m + where(g < rowMean(g), g, -g)*where(columnMean(g) > 0, 1, 2)
    u = -0.1*m/(1 + rowMost^2) + columns - normal(7)`,
});

const shapes = [
  ...Array.from({ length: 18 }, (_, columns) => [3, columns + 1]),
  ...[1, 7, 8, 9].map((columns) => [1, columns]),
  ...[
    [65, 1],
    [200, 5],
    [1100, 16],
    [2, 70, 9],
    [3, 2, 2, 3],
    [5],
    [],
    [1],
    [4097],
    [10_000],
    [3, 1023],
    [2, 2051],
  ],
];

function wild(dtype: DType, seed: number, isWild: boolean): Tree {
  const next = random(seed);
  const special = [0, -0, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e30, 1e-40];
  const number = () =>
    isWild && next() < 0.002
      ? special[Math.floor(next() * special.length)]!
      : (next() - 0.5) * 10 ** (4 * next() - 2);
  return Object.fromEntries(
    shapes.map((shape, index) => {
      const size = shape.reduce((product, extent) => product * extent, 1);
      return [`x${index}`, tensor(new arrays[dtype](size).map(number), shape)];
    }),
  );
}

describe.skipIf(missing).each(["float32", "float64"] as const)("in %s", (dtype) => {
  const args = [...pairs(dtype), ...adversarial(dtype).map((g): [number, number] => [g, 0.3])];
  const column = (index: 0 | 1) => ({
    x: tensor(new arrays[dtype](args.map((pair) => pair[index])), [args.length]),
  });

  test("all operations give the same bits", async () => {
    await expectSameBits(probe([...calls(), ...powers]), column(1), [column(0)]);
  });

  test.each([false, true])(
    "reductions over everything do, and what follows from them; not finite: %s",
    async (isWild) => {
      const grads = [1, 2, 3].map((seed) => wild(dtype, seed, isWild));
      await expectSameBits(reduced(), wild(dtype, 4, false), grads);
    },
  );
});

const all = process.env.GLISSADE_NATIVE === "all";
const rows = cases.filter(([name], index) => all || index % 48 === 7 || name === "adafactor_default");
const [hard, moving] = [extreme({ steps: 20, float32: true }), shaped({ steps: 20, float32: true })];

describe.skipIf(missing)("optimizers", () => {
  test.each(rows)("%s gives the same bits", async (name, row) => {
    if (exceptionOf("gives the same bits on every backend", name)) return;
    const device = deviceOf(native());
    for (const [problem, dtype] of [
      [hard, "float32"],
      [hard, "float64"],
      [moving, mixed],
    ] as const) {
      const meant = await everything(changing(row), problem, { device: "js", dtype });
      const found = await everything(changing(row), problem, { device, dtype });
      const where = difference(meant, found);
      if (where) expect.fail(`js and native differ in ${String(dtype)} at ${where}`);
    }
  });

  test.each([
    ["adam", "bf16", adam({ moments: "bf16" })],
    ["adam", "q8", adam({ moments: "q8" })],
    ["amsgrad", "q8", amsgrad({ moments: "q8" })],
    ["lamb", "q8", lamb({ moments: "q8" })],
    ["yogi", "q8", yogi({ moments: "q8" })],
    ["adan", "bf16", adan({ moments: "bf16" })],
    ["lion", "bf16", lion({ moments: "bf16" })],
    ["sgd", "bf16", sgd({ momentum: 0.9, moments: "bf16" })],
  ] as const)("%s gives the same bits with moments in %s", async (_, __, optimizer) => {
    const next = random(7);
    const numbers = (scale: number) =>
      tensor(
        Float32Array.from({ length: 5003 }, () => (next() - 0.5) * 2 ** (scale * (next() - 0.5))),
        [5003],
      );
    const wild = numbers(0);
    [0, Number.NaN, Number.POSITIVE_INFINITY, 1e-40, -1e30, -0].forEach((x, index) => {
      wild.data[index] = x;
    });
    const grads = [wild, ...Array.from({ length: 30 }, () => numbers(60))].map((x) => ({ x }));
    await expectSameBits(optimizer, { x: numbers(1) }, grads);
  });
});
