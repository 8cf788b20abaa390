/** What all commands share: wrong input, help, `--lr`, exit codes. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { folder, quick, run } from "../../test/cli.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

it("understands --lr for the learning rate, wherever there is one", async () => {
  const losses = ({ out }: { out: string }) => out.match(/(?<=loss )\S+/g);
  const train = (...args: string[]) => run("textbook", "train", "sgd", "--data", "auto-mpg", ...args);
  const long = losses(await train("--learning-rate", "0.02"));
  expect(losses(await train("--lr", "0.02"))).toEqual(long);
  expect(losses(await train("--lr=0.02"))).toEqual(long);
  expect(losses(await train("--option", "lr=0.02"))).toEqual(long);
  expect((await run("explain", "sgd", "--lr", "0.5")).out).toBe(
    (await run("explain", "sgd", "--learning-rate", "0.5")).out,
  );
  const { out } = await run(
    "textbook",
    "compare",
    ...quick,
    "--optimizers",
    "sgd",
    "--lr",
    "0.01,0.02",
    "--json",
  );
  expect(
    JSON.parse(out).results.map((row: { options: { learningRate: number } }) => row.options.learningRate),
  ).toEqual([0.01, 0.02]);
  expect((await train("--lr", "0")).err).toContain("must be a number above 0 or a schedule");
});

describe("an optimizer that needs more than gradients", () => {
  it.each([
    ["train", "sophia", "--data", "auto-mpg"],
    ["train", "sophia", "--workload", "quadratic-deep"],
    ["compare", "muon", "sophia", "--workload", "char-transformer"],
    ["compare", "--data", "auto-mpg", "--optimizers", "sgd,sophia"],
    ["textbook", "train", "sophia"],
    ["textbook", "compare", "--optimizers", "sophia"],
  ])("is refused at once by %s", async (...args) => {
    const { code, err, out } = await run(...args);
    expect(err).toMatch(
      /^error: sophia needs estimates of the curvature besides gradients, .* such as adamw/,
    );
    expect([code, out]).toEqual([2, ""]);
  });

  it.each([["train"], ["compare"], ["textbook", "train"], ["textbook", "compare"]])(
    "is in no list of %s",
    async (...command) => {
      expect((await run(...command, "--help")).out).toMatch(/Optimizers[^:]*:\n[^:]*signum, [^:]*tiger/);
      expect((await run(...command, "--help")).out).not.toContain("sophia");
      expect((await run("explain", "--help")).out).toContain("sophia");
    },
  );
});

describe("wrong input is one line on stderr and exit code 2", () => {
  it.each([
    [["textbook", "compare", "--optimizers", "adam,yogy"], 'unknown optimizer "yogy" (did you mean "yogi"?)'],
    [["textbook", "compare", "--rates", "0.1,x"], '--rates must be a number above 0; got "x"'],
    [["textbook", "compare", "--seeds", "0"], '--seeds must be a whole number from 1; got "0"'],
    [["textbook", "compare", "--sedes", "3"], "unknown option '--sedes' (Did you mean --seeds?)"],
    [["textbook", "compare", "--data", "nowhere.csv"], 'cannot read the data file "nowhere.csv"'],
    [["textbook", "compare", "--report", ""], '--report must be the name of a file; got ""'],
    [["explain", "--schedule", "0.1", "--svg", ""], '--svg must be the name of a file; got ""'],
    [["textbook", "compare", "--data", ""], '--data must be airfoil, auto-mpg or the name of a file; got ""'],
    [
      ["textbook", "train", "adam", "--data", "auto-mpg", "--header", "no"],
      '--header "false" needs --data FILE.csv',
    ],
    [
      ["textbook", "compare", "--report", "nowhere/report.html"],
      'cannot write the report "nowhere/report.html"',
    ],
    [["textbook", "train"], "missing required argument 'optimizer'"],
    [
      ["textbook", "train", "adam", "--option", "beta1=0.9"],
      'unknown option of adam "beta1" (did you mean "b1"?)',
    ],
    [["textbook", "train", "adam", "--option", "b1=1.2"], "b1 must be in [0, 1); got 1.2"],
    [["textbook", "train", "--optimizer", "nosuch"], 'unknown optimizer "nosuch"; there are: sgd, momentum,'],
    [
      ["textbook", "train", "adam", "--optimizer", "adam"],
      'name one optimizer; got "adam" and --optimizer "adam"',
    ],
    [
      ["textbook", "train", "adam", "--wrap", "nosuch"],
      'unknown wrapper "nosuch"; there are: accumulate, cautious,',
    ],
    [["textbook", "train", "adam", "--wrap", "toString"], 'unknown wrapper "toString"'],
    [["textbook", "train", "adam", "--wrap", "sma:rho=1"], 'unknown wrapper "sma" (did you mean "sam"?)'],
    [["textbook", "train", "adam", "--wrap", "sam:rh=1"], 'unknown option of sam "rh" (did you mean "rho"?)'],
    [
      ["textbook", "train", "adam", "--wrap", "cautious:rho=1"],
      'unknown option of cautious "rho"; there are none',
    ],
    [["textbook", "train", "adam", "--wrap", "cautious:1"], 'cautious has no options; got "1"'],
    [["textbook", "train", "adam", "--wrap", "accumulate"], "accumulate needs every; missing: every"],
    [["textbook", "train", "adam", "--wrap", "sam:rho=x"], 'rho of sam must be a number; got "x"'],
    [["textbook", "train", "adam", "--wrap", "sam:rho=-1"], "rho must be in [0, inf); got -1"],
    [["explain", "adam", "--wrap", "sam", "--wrap", "accumulate:every=2"], "several gradients a step"],
    [["explain", "--schedule", "0.1", "--wrap", "sam"], "--wrap needs an optimizer"],
    [
      ["explain", "lion", "--like", "torch"],
      'unknown value for --like "torch"; there are: paper, optax, keras',
    ],
    [["explain", "adam", "--like", "toch"], 'unknown value for --like "toch" (did you mean "torch"?)'],
    [["explain"], "name an optimizer (sgd, momentum,"],
    [["explain", "--schedule", "linaer:init=1"], 'unknown schedule "linaer" (did you mean "linear"?)'],
    [["explain", "--schedule", "0.1", "--like", "torch"], "--like needs an optimizer"],
    [["explain", "--schedule", "0.1", "--option", "b1=0.5"], "--option needs an optimizer"],
    [["explain", "adam", "--svg", "rate.svg"], "--svg needs a --schedule"],
    [["explain", "adam", "--device", "js"], "--device needs --profile"],
    [["explain", "--schedule", "0.1", "--profile"], "--profile needs an optimizer"],
    [
      ["explain", "adam", "--shape", "4x"],
      '--shape must be extents such as 1024x1024, each 1 or more; got "4x"',
    ],
    [["explain", "adam", "--shape", "0"], "--shape must be extents"],
    [["explain", "adam", "--shape", "99999x99999"], "--shape must have at most 268435456 elements"],
    [["explain", "adam", "--steps", "5"], "--steps needs a --schedule"],
    [["explain", "adam", "--schedule", "0.1", "--learning-rate", "0.2"], "--schedule is the learning rate"],
    [["explain", "adam", "--schedule", "0.1", "--option", "learningRate=1"], "give no other"],
    [
      ["explain", "--schedule", "0.1", "--svg", "nowhere/rate.svg"],
      'cannot write the figure "nowhere/rate.svg"',
    ],
    [["textbook", "train", "adam", "--learning-rate", "0"], "must be a number above 0 or a schedule"],
    [["explian"], "unknown command 'explian' (Did you mean explain?)"],
  ])("%o", async (args, message) => {
    const { code, out, err } = await run(...args);
    expect(err).toContain(message);
    expect(err).toMatch(/^error: [^\n]*\n$/);
    expect(out).toBe("");
    expect(code).toBe(2);
  });

  it("during training too", async () => {
    const rate = "linear:init=0.1,end=-0.1,steps=20";
    const { code, err } = await run(
      "textbook",
      "train",
      "sgd",
      "--data",
      "auto-mpg",
      "--learning-rate",
      rate,
    );
    expect(err).toMatch(
      /error: learningRate must be in \[0, inf\); got -0\.01\d* from its schedule at count 11\n$/,
    );
    expect(code).toBe(2);
  });

  it("but a file with the wrong checksum is a failure: exit code 1", async () => {
    await writeFile(join(folder, "airfoil_self_noise.dat"), "damaged");
    vi.stubEnv("GLISSADE_DATA", folder);
    const { code, err } = await run("textbook", "train", "adam");
    expect(err).toMatch(/^error: .*expected sha256 .* found [^\n]*\n$/);
    expect(code).toBe(1);
  });
});

it("has help with examples, and a version", async () => {
  const commands = ["train", "predict", "compare", "report", "explain", "textbook"].map((name) => [name]);
  for (const args of [[], ...commands, ["textbook", "compare"], ["textbook", "train"]]) {
    const { code, out } = await run(...args, "--help");
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}glissade /);
    expect(out).not.toMatch(/default: ["[]/);
    expect(out.split("\n").filter((line) => line.length > 80 && !line.startsWith("  oneCycle:"))).toEqual([]);
  }
  const { out } = await run("--version");
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
