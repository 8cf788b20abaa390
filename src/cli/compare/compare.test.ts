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

/** The test error of a run of `glissade train`. */
async function testOf(words: readonly string[]): Promise<number> {
  const { out } = await run(...words, "--json");
  return (JSON.parse(out.trim().split("\n").at(-1)!) as { test: { rmse: number } }).test.rmse;
}

describe("glissade compare", () => {
  it("tunes, tests, and prints a table and how it was done", async () => {
    const { code, out, err } = await run("compare", "--data", file, ...quick, "--folder", trials);
    expect(code).toBe(0);
    expect(err).toContain("houses.csv: 80 rows to train on");
    expect(err).toContain("left out 6 of 120 rows with missing values");
    expect(out).toMatch(/test rmse.*rank/);
    expect(out).toMatch(/sgd +lr [\d.]+ +[\d.]+ ± [\d.]+/);
    expect(out).toContain("Results are of 3 fresh seeds, 1 to 3");
    expect(/^─+$/m.exec(out)![0].length).toBeLessThanOrEqual(100);
    expect(out).toMatch(/no difference shown between sgd and adam|(sgd|adam) is better/);
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
      "--part",
      "1/1",
    );
    expect(again.err).not.toContain("trials");
    const page = join(folder, "page.html");
    const reported = await run("report", trials, trials, "--json", "--report", page);
    const [one, other] = [again.out, reported.out].map((text) => JSON.parse(text) as Result);
    expect(one).toEqual(other);
    expect(one!.problems[0]!.rows[0]!.command).toMatch(/^glissade train (sgd|adam) --data /);
    expect(one!.command).toBe(`glissade compare --data ${file} ${quick.join(" ")}`);
    expect(one!.problems[0]!.rows[0]!.tests).toHaveLength(3);
    expect(readFileSync(page, "utf8")).toContain("Optimizers compared on houses.csv");
  });

  it("trains as train does: the command of the best row ends at the same test error, to the last digit", async () => {
    const options = [
      "--target",
      "price",
      "--impute",
      "--model",
      "mlp:4",
      "--batch-size",
      "16",
      "--test-seed",
      "3",
    ];
    const protocol = [
      ...[
        "--optimizers",
        "momentum,adam",
        "--search",
        "learningRate=1e-3:0.1",
        "--search",
        "b1=0.5:0.99:log1m",
      ],
      ...["--points", "2", "--tuning-seeds", "1", "--seeds", "2", "--epochs", "3"],
    ];
    const { out } = await run("compare", "--data", file, ...protocol, ...options, "--json");
    const { rows } = (JSON.parse(out) as Result).problems[0]!;
    for (const { command, tests } of rows) {
      expect(command).toContain(`--data ${file} ${options.join(" ")} --learning-rate 0.`);
      const words = command!.split(" ").slice(1);
      expect(await testOf(words)).toBe(tests[0]);
      expect(await testOf([...words.slice(0, -1), "2"])).toBe(tests[1]);
    }
    expect(rows.find(({ optimizer }) => optimizer === "adam")!.command).toContain(" --option b1=0.");
  });

  it("takes one target for all data, or one for each", async () => {
    const other = join(folder, "rents.csv");
    writeFileSync(other, readFileSync(file, "utf8").replace("price", "rent"));
    const compared = async (...targets: string[]) => {
      const words = [...quick.slice(2), ...targets.flatMap((target) => ["--target", target])];
      return run("compare", "--data", `${file},${other}`, ...words, "--json");
    };
    const { problems } = JSON.parse((await compared("price", "rent")).out) as Result;
    expect(problems.map(({ rows }) => rows[0]!.command)).toEqual([
      expect.stringContaining(`--data ${file} --target price --learning`),
      expect.stringContaining(`--data ${other} --target rent --learning`),
    ]);
    expect(problems[0]!.rows.map(({ tests }) => tests)).toEqual(problems[1]!.rows.map(({ tests }) => tests));
    expect((await compared("price")).err).toContain('there is no target column "price"');
    expect((await compared("price", "rent", "price")).err).toContain(
      "--target is given 3 times for 2 data sets: give it once for all, or once for each in their order",
    );
  });

  it.each([
    [["compare"], "--data is missing: a CSV file, or one of airfoil"],
    [["compare", "--data", "no.csv"], 'cannot read the data file "no.csv"'],
    [["compare", "--data", "no.csv", "--part", "1/2"], "--part needs --folder"],
    [
      ["compare", "--data", "no.csv", "--part", "3/2"],
      '--part must be i/n with i from 1 to n, such as 2/8; got "3/2"',
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
    [
      ["compare", "--data", "no.csv", "--search", "b1=0.5:0.9", "--rates", "1e-3:1"],
      "--rates is of the grid of learning rates, in whose place --search has intervals of its own",
    ],
    [
      ["compare", "--workload", "char-transformer", "--search", "b1=0.5:0.9", "--grow", "2"],
      "--grow is of the grid of learning rates, in whose place --search has points that do not grow",
    ],
    [
      ["compare", "--data", "no.csv", "--points", "20"],
      "--points is how many points --search has; a grid of learning rates has those of --rates",
    ],
    [["compare", "--workload", "char"], 'unknown value for --workload "char"'],
    [["compare", "--workload", "quadratic-deep"], "there are: fashion-mlp, char-transformer"],
    [
      ["compare", "--workload", "char-transformer", "--steps", "0"],
      '--steps must be a whole number from 1; got "0"',
    ],
    [
      ["compare", "--workload", "char-transformer", "--held-out", "1"],
      "--held-out must be a whole number from 2",
    ],
    [
      ["compare", "--workload", "char-transformer", "--data", "no.csv"],
      "--workload char-transformer has data of its own; leave out --data, or --workload",
    ],
    [
      ["compare", "--workload", "char-transformer", "--epochs", "2"],
      "--epochs does not go with --workload char-transformer; what goes with it is --workload, --steps",
    ],
    [["compare", "--workload", "char-transformer", "--test", "0.2"], "--test does not go with"],
    [
      ["compare", "muom", "--workload", "char-transformer"],
      'unknown optimizer "muom" (did you mean "muon"?)',
    ],
    [
      ["compare", "muon", "--optimizers", "adamw", "--workload", "char-transformer"],
      "optimizers are named twice, muon and --optimizers adamw; name them once",
    ],
    [
      ["compare", "muon", "muon", "--workload", "char-transformer"],
      'optimizers need names of their own; "muon" is there twice',
    ],
    [["compare", "--data", "no.csv", "--steps", "5"], "--steps is for --workload; with --data give --epochs"],
    [["compare", "--data", "no.csv", "--held-out", "5"], "--held-out is for --workload"],
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
