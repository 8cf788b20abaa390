/** Many fits: the bits of each alone, errors of their own, groups of a table. */
import { describe, expect, it, vi } from "vitest";
import { OptionError } from "../options/option.ts";
import { CurveError, FormulaError, fitCurve, fitCurves, leastSquares, type Table } from "./index.ts";

const times = Array.from({ length: 12 }, (_, i) => 0.4 * i);
const tableOf = (k: number): Table => ({
  t: times,
  y: times.map((t, i) => 1 + (k % 5) + 4 * Math.exp(-t * (0.3 + (k % 7) / 10)) + 0.02 * Math.sin(7 * i + k)),
});
const formula = "y ~ rest + drop*exp(-k*t)";
const start = { rest: 1, drop: 3, k: 0.5 };

/** All that is plain in a fit. */
const plain = (fit: object): unknown => JSON.parse(JSON.stringify(fit));

describe("many fits", () => {
  const tables = Array.from({ length: 40 }, (_, k) => tableOf(k));

  it.each([
    ["a start", { start }],
    ["bounds", { start, bounds: { k: { min: 0, max: 0.6 } } }],
    [
      "a fixed parameter and a robust loss",
      { start, fixed: { rest: 2 }, loss: "huber" as const, fScale: 0.1 },
    ],
    ["no start", {}],
  ])("have the bits of each alone, with %s", async (_, options) => {
    const { fits, device } = await fitCurves(formula, tables, options);
    expect(device).toBe("wasm");
    expect(fits.map(({ key }) => key)).toEqual(tables.map((_, k) => k));
    for (const [k, { fit, error }] of fits.entries()) {
      expect(error).toBeNull();
      const alone = fitCurve(formula, tables[k]!, options);
      expect(plain(fit!)).toEqual(plain(alone));
      expect(fit!.predict({ t: [1.5] })).toEqual(alone.predict({ t: [1.5] }));
    }
  });

  it.each([
    ["y ~ a + b*t + c*t^2", { a: 1, b: 1, c: 1 }],
    ["y ~ where(t > c, a, a + b*(t - c)) + abs(t - 2)^b", { a: 1, b: 1.5, c: 1 }],
    ["y ~ where(t > 2, a, b)", { a: 1, b: 1 }],
    ["y ~ a*atan(b*t) + tanh(c*t) + log(1 + t^2)*sin(b*t)", { a: 1, b: 0.5, c: 0.1 }],
    ["y ~ a + 0*t", { a: 1 }],
  ])("have them for %s, also in many blocks of rows", async (text, from) => {
    const long = Array.from({ length: 1300 }, (_, i) => i / 200);
    const table = { t: long, y: long.map((t, i) => 2 + Math.exp(-t) + 0.1 * Math.sin(99 * i)) };
    const { fits } = await fitCurves(text, [table, tableOf(1), table], { start: from });
    for (const [k, own] of [table, tableOf(1), table].entries())
      expect(plain(fits[k]!.fit!)).toEqual(plain(fitCurve(text, own, { start: from })));
  });

  it("say so where there is no WebAssembly, with the same bits", async () => {
    const { fits } = await fitCurves(formula, tables, { start });
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    // Whether it is valid is asked once for each function.
    const without = await fitCurves(formula, tables, { start });
    vi.restoreAllMocks();
    expect(without.device).toBe("js");
    expect(without.fits.map(({ fit }) => plain(fit!))).toEqual(fits.map(({ fit }) => plain(fit!)));
  });

  it("go on where one cannot be fitted or does not converge", async () => {
    const few = { t: [0, 1], y: [1, 2] };
    const wrong = { t: times, y: times.map(() => Number.NaN) };
    const lacking = { t: times } as Table;
    const { fits } = await fitCurves(formula, [tableOf(0), few, wrong, lacking, tableOf(3)], {
      start,
      maxEvaluations: 2,
    });
    expect(fits.map(({ error }) => error?.constructor)).toEqual([
      undefined,
      CurveError,
      CurveError,
      CurveError,
      undefined,
    ]);
    expect(fits[1]!.error?.message).toContain("got 2 rows of weight above 0 and 3 free parameters");
    expect(fits[2]!.error?.message).toContain("row 1 has NaN");
    expect(fits[3]!.error?.message).toContain('the table has no column "y"');
    expect(fits[4]!.fit?.converged).toBe(false);
    expect(plain(fits[4]!.fit!)).toEqual(plain(fitCurve(formula, tableOf(3), { start, maxEvaluations: 2 })));
  });

  it("of tables of several lengths, one after the other", async () => {
    const shorter = (table: Table, rows: number) =>
      Object.fromEntries(
        Object.entries(table).map(([name, values]) => [name, Array.from(values).slice(0, rows)]),
      );
    const several = tables.map((table, k) => shorter(table, 5 + (k % 8)));
    const { fits } = await fitCurves("y ~ rest + drop*exp(-k*t^2)", several, { start });
    for (const [k, { fit }] of fits.entries())
      expect(plain(fit!)).toEqual(plain(fitCurve("y ~ rest + drop*exp(-k*t^2)", several[k]!, { start })));
  });

  it("none of no groups", async () => {
    expect(await fitCurves(formula, [], { start })).toMatchObject({ fits: [], omitted: [] });
  });
});

describe("groups of a table", () => {
  const parts = ["b", "a", "c"].map((name, k) => ({ name, table: tableOf(k) }));
  const subject = parts.flatMap(({ name }) => times.map(() => name));
  const column = (name: string) => parts.flatMap(({ table }) => Array.from(table[name]!));
  const table = { t: column("t"), y: column("y"), subject };

  it("are rows with the same value, in the order in which values appear", async () => {
    const { fits } = await fitCurves(formula, table, { by: "subject", start });
    expect(fits.map(({ key }) => key)).toEqual(["b", "a", "c"]);
    for (const [k, { fit }] of fits.entries())
      expect(plain(fit!)).toEqual(plain(fitCurve(formula, parts[k]!.table, { start })));
    const numbered = { ...table, subject: subject.map((name) => name.charCodeAt(0)) };
    const byNumber = await fitCurves(formula, numbered, { by: "subject", start });
    expect(byNumber.fits.map(({ key }) => key)).toEqual([98, 97, 99]);
    expect(plain(byNumber.fits[1]!.fit!)).toEqual(plain(fits[1]!.fit!));
  });

  it("take weights by rows of the whole table, and leave missing rows out where asked", async () => {
    const weights = table.t.map((_, row) => 1 + (row % 3));
    const { fits } = await fitCurves(formula, table, { by: "subject", start, weights });
    const own = weights.slice(12, 24);
    expect(plain(fits[1]!.fit!)).toEqual(plain(fitCurve(formula, parts[1]!.table, { start, weights: own })));
    // As many as a group has rows are not as many as the table has.
    const few = await fitCurves(formula, table, { by: "subject", start, weights: own });
    for (const { error } of few.fits)
      expect(error?.message).toBe("fitCurve: weights must be 36 numbers, one for each row; got 12");
    const y = table.y.with(14, Number.NaN);
    const keys = subject.with(30, "");
    const omitting = await fitCurves(
      formula,
      { ...table, y, subject: keys },
      { by: "subject", start, missing: "omit" },
    );
    expect(omitting.omitted).toEqual([30]);
    expect(omitting.fits.map(({ fit }) => fit?.omitted)).toEqual([[], [14], []]);
    const refused = await fitCurves(formula, { ...table, y }, { by: "subject", start });
    expect(refused.fits[1]!.error?.message).toContain("row 15 has NaN");
  });

  it.each<[string, Record<string, unknown>, unknown, new (...args: never[]) => Error, string]>([
    ["no column to group by", { start }, table, CurveError, "fitCurves: a table needs by, the column"],
    [
      "a wrong one",
      { start, by: "person" },
      table,
      CurveError,
      'no column "person" to group by; it has: t, y, subject',
    ],
    [
      "a row without a key",
      { start, by: "subject" },
      { ...table, subject: subject.with(3, "") },
      CurveError,
      'row 4 has ""',
    ],
    [
      "a column to group by that is too short",
      { start, by: "subject" },
      { ...table, subject: subject.slice(0, 12) },
      CurveError,
      'columns must be of one length; "subject" has 12 rows, "y" 36',
    ],
    ["no groups", { start }, 5, CurveError, "fitCurves takes a table and by, or a list of tables; got 5"],
    ["by for a list", { start, by: "subject" }, [tableOf(0)], OptionError, "by is for one table"],
    [
      "weights for a list",
      { start, weights: [1, 2] },
      [tableOf(0)],
      OptionError,
      "weights must be the name of a column",
    ],
    ["an unknown option", { start, group: "subject" }, table, OptionError, 'fitCurves has no option "group"'],
    ["a wrong formula", { start: { a: 1 }, by: "subject" }, table, FormulaError, 'unknown name "rest"'],
  ])("refuse %s", async (_, options, groups, kind, message) => {
    const refused = fitCurves(formula, groups as Table[], options);
    await expect(refused).rejects.toThrow(kind);
    await expect(refused).rejects.toThrow(message);
  });
});

describe("a function", () => {
  const residuals = ([rest, drop, k]: Float64Array, { y }: { readonly y: readonly number[] }) =>
    times.map((t, i) => rest! + drop! * Math.exp(-k! * t) - y[i]!);
  const groups = [0, 1, 2].map((k) => ({ y: Array.from(tableOf(k).y!) }));

  it("is fitted to each group as leastSquares fits it", async () => {
    const { fits } = await fitCurves(residuals, groups, { start: [1, 3, 0.5], names: ["rest", "drop", "k"] });
    for (const [k, { fit }] of fits.entries())
      expect(fit).toEqual(
        leastSquares((x) => residuals(x, groups[k]!), [1, 3, 0.5], { names: ["rest", "drop", "k"] }),
      );
    const starts = await fitCurves(residuals, groups, { start: (_, index) => [1 + index, 3, 0.5] });
    expect(starts.fits.map(({ fit }) => fit?.converged)).toEqual([true, true, true]);
  });

  it("that throws for a group is the error of that group", async () => {
    const failing = (x: Float64Array, group: (typeof groups)[number], index: number) => {
      if (index === 1) throw new TypeError("no data");
      return residuals(x, group);
    };
    const { fits } = await fitCurves(failing, groups, { start: [1, 3, 0.5] });
    expect(fits.map(({ error }) => error?.message ?? null)).toEqual([null, "no data", null]);
  });

  it.each([
    ["without a start", {}, "start must be a list of numbers, or a function"],
    ["with a wrong option", { start: [1, 3, 0.5], by: "x" }, 'leastSquares has no option "by"'],
    ["without options", undefined, "a function needs options with a start"],
  ])("%s is refused", async (_, options, message) => {
    const refused = fitCurves(residuals, groups, options as never);
    await expect(refused).rejects.toThrow(OptionError);
    await expect(refused).rejects.toThrow(message);
  });
});
