/** `glissade fit`: the numbers beside scipy's, what is read, what is refused and how. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { folder, run } from "../../../test/cli.ts";
import { pText, significant, starsOf } from "./numbers.ts";

interface Summary {
  readonly parameters: readonly (readonly [value: number, error: number, t: number, p: number])[];
  readonly residualStandardError: number;
  readonly degreesOfFreedom: number;
}
const { data, summary } = JSON.parse(
  readFileSync(new URL("../../../test/golden/curves.json", import.meta.url), "utf8"),
) as {
  readonly data: Readonly<Record<"x" | "y", readonly number[]>>;
  readonly summary: Readonly<Record<"plain" | "weighted", Summary>>;
};

const file = (name: string) => join(folder, name);
const formula = "y ~ a*exp(-b*x) + c";
const start = ["--start", "a=1,b=1,c=0"];
beforeAll(async () => {
  const lines = data.x.map((x, i) => `${x},${data.y[i]},${1 + (i % 3)},row ${i}`);
  await writeFile(file("decay.csv"), ["x,y,w,what", ...lines].join("\n"));
  await writeFile(
    file("comma.csv"),
    "Dose (mg);effect\n0;1,5\n1;11,5\nNA;3\n2;20,25\n4;;\n8;52,5\n16;69\n32;79,5\n".replace(";;", ";"),
  );
  await writeFile(file("new.csv"), "x\n0\n\n2\n".replace("\n\n", "\nNA\n"));
});

describe("the numbers", () => {
  it.each([
    ["plain", []],
    ["weighted", ["--weights", "w"]],
  ] as const)("are those of scipy, %s", async (name, options) => {
    const { code, out } = await run("fit", file("decay.csv"), formula, ...start, ...options, "--json");
    expect(code).toBe(0);
    const fit = JSON.parse(out);
    const golden = summary[name];
    for (const [j, key] of ["a", "b", "c"].entries()) {
      const { value, standardError, t, p } = fit.parameters[key];
      for (const [i, own] of [value, standardError, t, p].entries())
        expect(Math.abs(own / golden.parameters[j]![i]! - 1), `${key} ${i}`).toBeLessThan(1e-6);
    }
    expect(fit.residualStandardError).toBeCloseTo(golden.residualStandardError, 10);
    expect(fit.degreesOfFreedom).toBe(golden.degreesOfFreedom);
  });

  it("are printed as R prints them", async () => {
    const { code, out } = await run("fit", file("decay.csv"), formula, ...start);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^y ~ a\*exp\(-b\*x\) \+ c {3}decay\.csv, 30 rows\nparameters a, b, c; predictor x\n/,
    );
    expect(out).toMatch(/ a +2\.566103 +0\.05679 +45\.18 +<2e-16 +\*\*\* +2\.4496 to 2\.6826/);
    expect(out).toMatch(/ c +0\.4133827 +0\.02851 +14\.5 +2\.92e-14 +\*\*\*/);
    expect(out).toContain("residual standard error 0.07976 on 27 degrees of freedom");
    expect(out).toMatch(/\nconverged after \d+ evaluations of the model and \d+ of its derivatives: /);
    expect(out).toMatch(/[\u2801-\u28ff]/);
    expect(out).toMatch(/o y by x\n$/);
  });

  it("have p values and digits like R's", () => {
    const values = [1e-17, 2.99e-14, 5.5e-8, 0.000999, 0.00102, 0.04567, 0.5, 1];
    expect(values.map(pText)).toEqual([
      "<2e-16",
      "2.99e-14",
      "5.5e-08",
      "9.99e-04",
      "0.00102",
      "0.0457",
      "0.5",
      "1",
    ]);
    expect([0.0005, 0.005, 0.02, 0.07, 0.2].map(starsOf)).toEqual(["***", "**", "*", ".", ""]);
    expect([5.5015644e-5, -1234567.8, 12345678, 0].map((value) => significant(value, 5))).toEqual([
      "5.5016e-05",
      "-1234600",
      "1.2346e+07",
      "0",
    ]);
  });
});

describe("what is read", () => {
  it("decimal commas, names in backquotes, missing cells, a common model, no start", async () => {
    const { code, out, err } = await run(
      "fit",
      file("comma.csv"),
      "effect ~ `Dose (mg)`",
      "--model",
      "michaelisMenten",
    );
    expect(err).toContain("the decimal mark is a comma");
    expect(code).toBe(0);
    expect(out).toContain("predictor Dose (mg)");
    expect(out).toMatch(
      /start: vmax = .*, one of \d+ points tried on the scale of the data, chosen by \d+ evaluations/,
    );
    expect(out).toContain("caution: 2 rows with missing values were left out: 3, 5");
    const same = await run("fit", file("comma.csv"), "--model", "michaelisMenten");
    expect(same.out).toBe(out);
    const typed = await run("fit", file("comma.csv"), "effect ~ michaelisMenten(`Dose (mg)`)");
    expect(typed.out).toBe(out);
  });

  it("a transformed response, fixed and bounded parameters, a robust loss", async () => {
    const { out } = await run("fit", file("decay.csv"), "log(y) ~ a - b*x", "--fix", "a=1");
    expect(out).toMatch(/ a +1 +fixed/);
    expect(out).toContain("o log(y) by x");
    const bounded = await run("fit", file("decay.csv"), formula, ...start, "--bounds", "b=:1.1");
    expect(bounded.out).toMatch(/ b +1\.1 +at its upper bound/);
    const robust = await run(
      "fit",
      file("decay.csv"),
      formula,
      ...start,
      "--loss",
      "huber",
      "--f-scale",
      "0.05",
    );
    expect(robust.out).toContain("caution: standard errors and intervals of a robust loss are approximate");
  });

  it("another file to predict: CSV on stdout, the summary beside it", async () => {
    const { out, err } = await run("fit", file("decay.csv"), formula, ...start, "--predict", file("new.csv"));
    const [head, first, second, third] = out.split("\n");
    expect(head).toBe("y,confidence low,confidence high,prediction low,prediction high");
    // By scipy's covariance: 2.0518 times the roots of 0.003419948 and of that and 0.07975831^2.
    for (const [at, value] of [2.979485, 2.859494, 3.099477, 2.776558, 3.182413].entries())
      expect(Number(first!.split(",")[at])).toBeCloseTo(value, 5);
    expect(second).toBe(",,,,");
    expect(third).toMatch(/^0\.6\d+,/);
    expect(err).toContain("residual standard error");
    const json = await run(
      "fit",
      file("decay.csv"),
      formula,
      ...start,
      "--json",
      "--predict",
      file("new.csv"),
    );
    const { predictions } = JSON.parse(json.out);
    expect(predictions).toHaveLength(3);
    expect(predictions[1]).toBeNull();
    expect(predictions[0].value).toBeCloseTo(2.979485, 5);
  });

  it("weights of rows to predict: a row without one stays empty, a column of texts is refused", async () => {
    await writeFile(file("weighed.csv"), "x,w\n0,1\n0,4\n0,\n");
    const args = [file("decay.csv"), formula, ...start, "--weights", "w"];
    const { code, out } = await run("fit", ...args, "--predict", file("weighed.csv"));
    expect(code).toBe(0);
    const [one, four, none] = out.split("\n").slice(1);
    const reach = (line: string) => Number(line.split(",")[4]) - Number(line.split(",")[0]);
    expect(reach(one!)).toBeGreaterThan(1.3 * reach(four!));
    expect(none).toBe(",,,,");
    await writeFile(file("weighed.csv"), "x,w\n0,heavy\n1,light\n");
    const refused = await run("fit", ...args, "--predict", file("weighed.csv"));
    expect([refused.code, refused.err]).toEqual([
      2,
      expect.stringContaining('the column "w" does not hold numbers'),
    ]);
  });

  it("several predictors, drawn by their fitted values", async () => {
    const { code, out } = await run("fit", file("decay.csv"), "y ~ a + b*x + c*w");
    expect(code).toBe(0);
    expect(out).toContain("predictors x, w");
    expect(out).toMatch(
      /^start: .*, the only point tried on the scale of the data, chosen by \d+ evaluations$/m,
    );
    expect(out).toContain("o y by its fitted value; on the line the two are equal");
  });
});

describe("groups", () => {
  beforeAll(async () => {
    const rows = ["ann", "bob", "eve"].flatMap((who, k) =>
      data.x.map((x, i) => `${x},${data.y[i]! * (k + 1)},${who},${k}`).slice(0, who === "eve" ? 2 : 30),
    );
    await writeFile(file("groups.csv"), ["x,y,who,number", ...rows, "1,2,,"].join("\n"));
    await writeFile(file("who.csv"), "x,who\n0,bob\n0,eve\n0,ann\n");
  });

  it("have a line each, those without a fit too", async () => {
    const { code, out, err } = await run("fit", file("groups.csv"), formula, ...start, "--by", "who");
    expect(code).toBe(0);
    expect(err).toBe("left out for want of who: 1 of 63 rows\n");
    expect(out).toMatch(/ ann +30 +2\.5661 ± 0\.057 +1\.2127 ± 0\.062 +0\.41338 ± 0\.029 +0\.07976 +yes/);
    expect(out).toMatch(/ bob +30 +5\.1322 ± 0\.11/);
    expect(out).toMatch(/ eve +not fitted/);
    expect(out).toContain("3 groups: 2 fitted, 2 of them converged");
    expect(out).toContain("eve: fit needs at least as many rows as parameters; got 2 rows");
    const numbered = await run("fit", file("groups.csv"), formula, ...start, "--by", "number");
    expect(numbered.out).toMatch(/ 1 +30 +5\.1322/);
  });

  it("are the same on any number of threads", async () => {
    const args = [file("groups.csv"), formula, ...start, "--by", "who"];
    const one = await run("fit", ...args);
    for (const threads of ["1", "2", "auto"])
      expect(await run("fit", ...args, "--threads", threads)).toEqual(one);
  });

  it("as JSON, and predicted by the curve of each row's group", async () => {
    const { out } = await run("fit", file("groups.csv"), formula, ...start, "--by", "who", "--json");
    const { by, groups } = JSON.parse(out);
    expect(by).toBe("who");
    expect(groups.map(({ group }: { group: string }) => group)).toEqual(["ann", "bob", "eve"]);
    expect(groups[1].parameters.a.value).toBeCloseTo(2 * groups[0].parameters.a.value, 6);
    expect(groups[2].error).toContain("at least as many rows");
    const args = ["--by", "who", "--predict", file("who.csv")];
    const predicted = await run("fit", file("groups.csv"), formula, ...start, ...args);
    const [, bob, eve, ann] = predicted.out.split("\n");
    expect(eve).toBe(",,,,");
    expect(predicted.err).toContain("no curve, so no predictions, for who eve\n");
    expect(Number(bob!.split(",")[0])).toBeCloseTo(2 * Number(ann!.split(",")[0]), 6);
  });

  it("are refused without the column", async () => {
    const { code, err } = await run("fit", file("groups.csv"), formula, "--by", "whom");
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('unknown column for --by "whom" (did you mean "who"?)'),
    ]);
  });
});

// Where each row copied those before it, this took longer than a test may.
it("many rows are predicted", { timeout: 15_000 }, async () => {
  const rows = 60_000;
  await writeFile(file("many.csv"), `x\n${Array.from({ length: rows }, (_, i) => i / rows).join("\n")}`);
  const { out } = await run("fit", file("decay.csv"), formula, ...start, "--predict", file("many.csv"));
  expect(out.trimEnd().split("\n")).toHaveLength(rows + 1);
});

describe("what is refused", () => {
  it("a formula, with a caret under the place", async () => {
    const { code, err } = await run("fit", file("decay.csv"), "y ~ a*exp(-b*z)", ...start);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: formula: unknown name "z".*\n {4}y ~ a\*exp\(-b\*z\)\n {17}\^\n$/);
  });

  it.each([
    [
      ["y ~ a + b*what"],
      /the column "what" does not hold numbers: 30 of its 30 cells are not numbers, the first is "row 0" in line 2/,
    ],
    [[], /give a formula, such as "w ~ a \+ b\*x", or --model NAME/],
    [
      ["--model", "hill"],
      /--model hill needs "response ~ predictor", since the file has 3 columns of numbers: x, y, w/,
    ],
    [["y ~ a*x", "--model", "hill"], /with --model a formula is "response ~ predictor"; got "y ~ a\*x"/],
    [["y ~ x", "--model", "hil"], /unknown value for --model "hil" \(did you mean "hill"\?\)/],
    [["y ~ a*x", "--start", "a"], /--start must be name=value, such as b1=2,b2=0.1; got "a"/],
    [["y ~ a*x", "--start", "a=1,a=2"], /--start gives a twice/],
    [["y ~ a*x", "--start", "a=one"], /--start: a must be a finite number; got "one"/],
    [["y ~ a*x", "--bounds", "a=1"], /--bounds must be name=least:most.*; got "a=1"/],
    [["y ~ a*x", "--bounds", "a=0:x"], /--bounds: a must be a finite number; got "x"/],
    [
      ["y ~ a*x", "--start", "a=5", "--bounds", "a=0:1"],
      /fit: the start of a must be within its bounds, 0 to 1; got 5/,
    ],
    [["y ~ a*x", "--bounds", "c=0:1"], /--bounds names "c", which is no parameter; there are: a/],
    [
      ["y ~ a*x", "--f-scale", "2"],
      /fit: --f-scale needs a loss that counts outliers less, such as --loss soft_l1; got 2/,
    ],
    [["y ~ a*x", "--threads", "2"], /--threads is for groups, and needs --by/],
    [["y ~ a*x", "--by", "w", "--threads", "some"], /--threads must be a whole number .*; got "some"/],
    [["y ~ a*x", "--weights", "v"], /the table has no column "v"; it has: x, y, w/],
    [["y ~ a*x", "--weights", "what"], /the column "what" does not hold numbers/],
    [
      ["y ~ a*x", "--confidence", "95"],
      /--confidence must be a share between 0 and 1, such as 0.95; got "95"/,
    ],
    [["y ~ a*x", "--predict", "nowhere.csv"], /cannot read the data file "nowhere.csv" \(ENOENT\)/],
    [["y ~ a*w", "--predict", "NEW"], /"new.csv" needs the predictors w; the column "w" is missing/],
    [["y ~ a*log(x)", "--start", "a=1"], /fit: the model is -Infinity at the start in row 1 \(x = 0\)/],
    [["y ~ x"], /there is nothing to fit: the model has no parameters/],
  ])("%j", async (args, message) => {
    const { code, err } = await run(
      "fit",
      file("decay.csv"),
      ...args.map((arg) => (arg === "NEW" ? file("new.csv") : arg)),
    );
    expect(err).toMatch(message);
    expect(code).toBe(2);
  });
});
