/**
 * exp, log and pow, element by element, on both targets and in both dtypes, against integers of 400 bits.
 * Bounds stand in the table of tolerances.
 */
import { describe, expect, test } from "vitest";
import {
  adversarial,
  arrays,
  compute,
  type Elements,
  expectDefinition,
  limits,
  pairs,
  random,
  targets,
} from "./compute.ts";
import { type Exact, error, exactExp, exactLog, exactPower, ulps } from "./reference.ts";
import { tolerances } from "./tolerances.ts";

describe.each(targets)("in %s on %s", (dtype, device) => {
  const worst = (found: Elements, exact: (index: number) => Exact, scale = (_: number) => 1): number => {
    let error = 0;
    for (const [index, value] of found.entries()) {
      error = Math.max(error, ulps(value, exact(index), dtype) / scale(index));
    }
    return error;
  };

  test("exp is within its bound", async () => {
    const next = random(1);
    const range = dtype === "float32" ? 104 : 746;
    const edges =
      dtype === "float32" ? [88.72283, 88.72284, -87.33654, -103.97207, -103.9721, -103.2, 89, 104] : [];
    const more = [
      709.782712893384, 709.7827128933841, -708.3964185322641, -745.1332191019411, -745.14, 710, 746,
    ];
    const given = [
      ...adversarial(dtype).filter(Number.isFinite),
      ...[...edges, ...more, Math.LN2 / 2, -Math.LN2 / 2].flatMap((x) => [
        x,
        x * (1 + 2 ** -20),
        x * (1 - 2 ** -20),
      ]),
      ...Array.from({ length: 1500 }, () => (next() * 2 - 1) * range * next() ** 2),
    ];
    const args = given.map((x): [number, number] => [arrays[dtype].of(x)[0]!, 1]);
    const found = await compute("exp(g)", [dtype, device], args);
    const inRange = (x: number) => Math.max(-2000, Math.min(2000, x));
    expect(worst(found, (index) => exactExp(inRange(args[index]![0])))).toBeLessThan(tolerances.exp[dtype]);
    const special = await compute(
      "exp(g)",
      [dtype, device],
      [
        [0, 1],
        [-0, 1],
        [Infinity, 1],
        [-Infinity, 1],
        [Number.NaN, 1],
      ],
    );
    expect([...special]).toEqual([1, 1, Infinity, 0, Number.NaN]);
  });

  test("log is within its bound", async () => {
    const next = random(2);
    const exponents = dtype === "float32" ? 149 : 1074;
    const given = [
      ...adversarial(dtype),
      ...Array.from({ length: 700 }, () => 1 + (next() - 0.5) * 2 ** (-30 * next())),
      ...Array.from({ length: 700 }, () => 2 ** ((2 * next() - 1) * exponents) * (1 + next())),
      ...Array.from({ length: 200 }, () => limits[dtype].normal * next()),
    ];
    const args = given
      .map((x): [number, number] => [arrays[dtype].of(x)[0]!, 1])
      .filter(([x]) => x > 0 && x < Infinity);
    const found = await compute("log(g)", [dtype, device], args);
    expect(worst(found, (index) => exactLog(args[index]![0]))).toBeLessThan(tolerances.log[dtype]);
    await expectDefinition(
      "log(g)",
      [dtype, device],
      [0, -0, 1, -1, -limits[dtype].tiny, -Infinity, Infinity, Number.NaN].map((x) => [x, 1]),
    );
  });

  test("exp and log err to both sides alike: their series are long enough", async () => {
    const next = random(4);
    const args = Array.from({ length: 600 }, (): [number, number] => [
      arrays[dtype].of(Math.SQRT2 - next() / 20)[0]!,
      arrays[dtype].of((next() < 0.5 ? -0.5 : 0.5) * Math.LN2 * (1 - next() / 20))[0]!,
    ]);
    const bias = (found: Elements, exact: (index: number) => Exact): number =>
      [...found].reduce((sum, value, index) => sum + error(value, exact(index), dtype), 0) / args.length;
    const log = await compute("log(g)", [dtype, device], args);
    expect(Math.abs(bias(log, (index) => exactLog(args[index]![0])))).toBeLessThan(0.3);
    const exp = await compute("exp(p)", [dtype, device], args);
    expect(Math.abs(bias(exp, (index) => exactExp(args[index]![1])))).toBeLessThan(0.3);
  });

  test("pow of a positive base is within its bound", async () => {
    const next = random(3);
    const { huge, tiny } = limits[dtype];
    const reach = Math.log(huge);
    const given = [
      ...pairs(dtype),
      ...Array.from({ length: 800 }, (): [number, number] => {
        const x = 2 ** ((2 * next() - 1) * (next() < 0.5 ? 2 : Math.log2(huge) - 1));
        return [x, ((2 * next() - 1) * reach * next()) / Math.abs(Math.log(x))];
      }),
    ];
    const args = given
      .map(([x, y]): [number, number] => [arrays[dtype].of(x)[0]!, arrays[dtype].of(y)[0]!])
      .filter(([x, y]) => x > 0 && x < Infinity && Number.isFinite(y))
      .filter(([x, y]) => y * Math.log(x) < reach - 1 && y * Math.log(x) > Math.log(tiny) + 1);
    const found = await compute("g^p", [dtype, device], args);
    const exact = (index: number) => exactPower(...args[index]!);
    const grows = (index: number) => 1 + Math.abs(args[index]![1] * Math.log(args[index]![0]));
    expect(worst(found, exact, grows)).toBeLessThan(tolerances.pow[dtype]);
  });

  test("pow leaves the range as its definition does", async () => {
    const { huge, tiny } = limits[dtype];
    await expectDefinition(
      "g^p",
      [dtype, device],
      [
        [huge, 2],
        [huge, -2],
        [tiny, 3],
        [tiny, -3],
        [2, 5000],
        [0.5, 5000],
        [2, Infinity],
        [2, -Infinity],
        [0.5, Infinity],
        [Infinity, 2],
        [Infinity, -2],
        [0, 2],
        [0, -2],
        [1, Infinity],
        [2, Number.NaN],
        [Number.NaN, 2],
        [-8, 0.5],
      ],
    );
  });

  test("pow of a negative base has a whole power's value and sign", async () => {
    const args: [number, number][] = [
      [-2, 2],
      [-2, 3],
      [-2, -1],
      [-1, 4],
      [-1, 5],
      [-0.5, 7],
    ];
    const byElement = await compute("g^p", [dtype, device], args);
    for (const [index, [x, y]] of args.entries()) expect(byElement[index]! / x ** y).toBeCloseTo(1, 5);
    const byHyper = await compute("g^k", [dtype, device], args);
    for (const [index, [x]] of args.entries()) expect(byHyper[index]! / x ** 2).toBeCloseTo(1, 5);
  });

  test("pow to the power 0 is 1, whatever the base", async () => {
    const bases = [0, -0, 1, -3, Infinity, -Infinity, Number.NaN];
    await expectDefinition(
      "g^p",
      [dtype, device],
      bases.map((x) => [x, 0]),
    );
  });
});
