/** `glissade compare` and `glissade report` on a file: what they print, keep, refuse. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { folder, run } from "../../../test/cli.ts";
import type { Result } from "../../compare/index.ts";
import { random } from "../../train/index.ts";

const file = join(folder, "houses.csv");
const trials = join(folder, "trials");
const quick = [
  "--target",
  "price",
  "--optimizers",
  "sgd,adam",
  "--rates",
  "1e-2:1",
  "--tuning-seeds",
  "1",
  "--seeds",
  "3",
  "--epochs",
  "2",
];

beforeAll(() => {
  const generator = random(5);
  const rows = Array.from({ length: 120 }, (_, index) => {
    const area = 50 + 100 * generator.uniform();
    return `${index % 20 === 0 ? "" : area.toFixed(1)},${["Leeds", "York"][index % 2]},${(2 * area + 30 * (index % 2) + 5 * generator.normal()).toFixed(1)}`;
  });
  writeFileSync(file, ["area,town,price", ...rows].join("\n"));
});

describe("glissade compare", () => {
  it("tunes, tests, and prints a table and how it was done", async () => {
    const { code, out, err } = await run("compare", "--data", file, ...quick, "--folder", trials);
    expect(code).toBe(0);
    expect(err).toContain("houses.csv: 80 rows to train on");
    expect(err).toContain("left out 6 of 120 rows with missing values");
    expect(out).toMatch(/test rmse.*rank/);
    expect(out).toMatch(/sgd +rate [\d.]+ +[\d.]+ ± [\d.]+/);
    expect(out).toContain("Results are of 3 fresh seeds");
  });

  it("goes on in its folder without running anything again, and reports the same", async () => {
    const again = await run(
      "compare",
      "--data",
      file,
      ...quick,
      "--folder",
      trials,
      "--json",
      "--shard",
      "1/1",
    );
    expect(again.err).not.toContain("trials");
    const page = join(folder, "page.html");
    const reported = await run("report", trials, trials, "--json", "--report", page);
    const [one, other] = [again.out, reported.out].map((text) => JSON.parse(text) as Result);
    expect(one).toEqual(other);
    expect(one!.command).toBe(`glissade compare --data ${file} ${quick.join(" ")}`);
    expect(one!.problems[0]!.rows[0]!.tests).toHaveLength(3);
    expect(readFileSync(page, "utf8")).toContain("Optimizers compared on houses.csv");
  });

  it.each([
    [["compare"], "--data is missing: a CSV file, or one of airfoil"],
    [["compare", "--data", "no.csv"], 'cannot read the data file "no.csv"'],
    [["compare", "--data", "no.csv", "--shard", "1/2"], "--shard needs --folder"],
    [
      ["compare", "--data", "no.csv", "--shard", "3/2"],
      '--shard must be i/n with i from 1 to n, such as 2/8; got "3/2"',
    ],
    [["compare", "--data", "no.csv", "--rates", "1:0.1"], "--rates must be lowest:highest"],
    [["compare", "--data", "no.csv", "--search", "b1=1"], "--search must be name=low:high"],
    [
      ["compare", "--data", "no.csv", "--search", "b7=0:1:linear"],
      "--search b7: none of sgd, momentum, rmsprop, adam, adamw has that hyperparameter",
    ],
    [
      ["compare", "--data", "no.csv", "--search", "b1=0.5:1:log1m"],
      'axis "b1" (log1m) must have low < high < 1',
    ],
    [["report", folder], "holds no comparison: it has no comparison.json"],
  ])("%j is refused", async (args, message) => {
    const { code, err } = await run(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it("refuses a folder of other settings, and says which", async () => {
    const { code, err } = await run("compare", "--data", file, ...quick, "--seeds", "4", "--folder", trials);
    expect(err).toContain("settings.seeds is 3 there and 4 here");
    expect(code).toBe(2);
  });
});
