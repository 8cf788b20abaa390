/** The command line as its user meets it: what goes to stdout, what to stderr, and the exit code. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { runCli } from "./program.ts";

async function run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const code = await runCli(args, {
    stdout: { write: (text) => (out += text) },
    stderr: { write: (text) => (err += text) },
  });
  return { code, out, err };
}
const quick = ["--data", "auto-mpg", "--seeds", "3"];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "glissade-cli-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});
afterAll(() => rm(folder, { recursive: true }));

describe("compare", () => {
  it("prints a table of the textbook's optimizers, its data and the floor", async () => {
    const { code, out, err } = await run("compare", ...quick);
    expect(code).toBe(0);
    expect(out).toMatch(/^auto-mpg: 392 examples, 5 features, target Miles_per_Gallon/);
    for (const name of ["sgd", "momentum", "adagrad", "rmsprop", "adadelta", "adam", "yogi"]) {
      expect(out).toMatch(new RegExp(`^ +${name} .* 0\\.\\d{4} ± 0\\.\\d{4} .*–`, "m"));
    }
    expect(out).toMatch(/least squares floor 0\.1\d{5}/);
    expect(out).not.toContain("\u001b");
    expect(err).toBe("trained 1 of 3 seeds\ntrained 2 of 3 seeds\ntrained 3 of 3 seeds\n");
  });

  it("lets the handler of a signal run while it trains", async () => {
    let turns = 0;
    let next: NodeJS.Immediate;
    const count = () => {
      turns++;
      next = setImmediate(count);
    };
    count();
    const { out } = await run("compare", ...quick, "--optimizers", "adam", "--epochs", "20", "--json");
    clearImmediate(next!);
    expect(turns).toBeGreaterThan(3 * JSON.parse(out).results[0].curve.length);
  });

  it("prints JSON and nothing else on stdout", async () => {
    const { out } = await run(
      "compare",
      ...quick,
      "--optimizers",
      "adam,yogi",
      "--rates",
      "1e-3,0.01",
      "--json",
    );
    const { data, settings, floor, results } = JSON.parse(out);
    expect(data).toMatchObject({ name: "auto-mpg", examples: 392, target: "Miles_per_Gallon" });
    expect(settings).toEqual({ preset: "scratch", epochs: 2, batchSize: 10, seeds: 3, device: "auto" });
    expect(
      results.map((row: { optimizer: string; options: object }) => [row.optimizer, row.options]),
    ).toEqual([
      ["adam", { learningRate: 0.001, like: "textbook" }],
      ["adam", { learningRate: 0.01, like: "textbook" }],
      ["yogi", { learningRate: 0.001, like: "textbook" }],
      ["yogi", { learningRate: 0.01, like: "textbook" }],
    ]);
    for (const { losses, mean, curve } of results) {
      expect(losses).toHaveLength(3);
      expect(mean).toBeCloseTo((losses[0] + losses[1] + losses[2]) / 3, 12);
      expect(mean).toBeGreaterThan(floor);
      expect(curve.at(-1)).toMatchObject({ epochs: 2, mean });
    }
  });

  it("applies preset, epochs and batch size", async () => {
    const concise = await run("compare", ...quick, "--optimizers", "sgd", "--preset", "concise", "--json");
    expect(JSON.parse(concise.out).settings).toMatchObject({ preset: "concise", epochs: 4 });
    const own = await run(
      "compare",
      ...quick,
      "--optimizers",
      "sgd",
      "--epochs",
      "1",
      "--batch-size",
      "50",
      "--json",
    );
    expect(JSON.parse(own.out).settings).toMatchObject({ epochs: 1, batchSize: 50 });
  });

  it("calls divergence by its name", async () => {
    const { code, out } = await run("compare", ...quick, "--optimizers", "sgd", "--rates", "1e6");
    expect(code).toBe(0);
    expect(out).toMatch(/sgd +1000000 +diverged/);
  });

  it("writes the report beside the table", async () => {
    const path = join(folder, "report.html");
    const { out, err } = await run("compare", ...quick, "--optimizers", "sgd,adam", "--report", path);
    expect(out).toContain("adam");
    expect(err).toContain(`report written to ${path}`);
    expect(await readFile(path, "utf8")).toMatch(/^<!doctype html>.*<svg.*adam.*<\/html>\n$/s);
  });

  it.each([undefined, "true"])("shows how far it is on a terminal, with CI %s", async (ci) => {
    vi.stubEnv("CI", ci);
    vi.stubEnv("TERM", "xterm");
    let err = "";
    const stderr = {
      isTTY: true,
      write: (text: string) => (err += text),
      cursorTo: () => {},
      clearLine: () => {},
      clearScreenDown: () => {},
      moveCursor: () => {},
      columns: 80,
      on: () => {},
      removeListener: () => {},
    };
    await runCli(["compare", ...quick, "--optimizers", "sgd"], { stdout: { write: () => {} }, stderr });
    vi.unstubAllEnvs();
    if (ci) expect(err).toContain("trained 3 of 3 seeds\n");
    else expect(err).toMatch(/training ━.*\/3 runs/s);
  });

  it.skipIf(!process.env.GLISSADE_DATA)(
    "puts the book's figures beside its own configurations (needs GLISSADE_DATA)",
    async () => {
      const books = async (...more: string[]) => {
        const { out } = await run(
          "compare",
          "--seeds",
          "1",
          "--optimizers",
          "adam,momentum",
          "--json",
          ...more,
        );
        return JSON.parse(out).results.map(
          (row: { textbook?: { printed: number } }) => row.textbook?.printed,
        );
      };
      expect(await books()).toEqual([0.243, 0.243]);
      expect(await books("--rates", "0.01")).toEqual([0.243, 0.248]);
      expect(await books("--epochs", "3")).toEqual([undefined, undefined]);
      expect(await books("--preset", "concise", "--epochs", "2")).toEqual([undefined, undefined]);
      expect(await books("--data", "auto-mpg")).toEqual([undefined, undefined]);
    },
  );

  it("says which data stands in for airfoil, and why", async () => {
    vi.stubEnv("GLISSADE_DATA", folder);
    vi.stubEnv("XDG_CACHE_HOME", folder);
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    const report = join(folder, "instead.html");
    const { out, err } = await run("compare", "--seeds", "1", "--optimizers", "sgd", "--report", report);
    expect(out).toMatch(/^auto-mpg: .*\nAuto MPG, StatLib and UCI, from vega-datasets\n/);
    expect(err).toMatch(/^airfoil cannot be downloaded \(.*\);.* Auto MPG is used instead\n/);
    expect(await readFile(report, "utf8")).not.toMatch(/download|reached|network/);
  });
});

describe("train", () => {
  it("prints each evaluation and ends with the book's line", async () => {
    const { code, out } = await run("train", "adam", "--data", "auto-mpg", "--learning-rate", "0.05");
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(18);
    expect(lines[0]).toMatch(/^epoch 0\.00, loss 0\.5\d{3}$/);
    expect(lines[1]).toMatch(/^epoch 0\.15, loss 0\.\d{4}$/);
    expect(lines.at(-2)).toMatch(/^epoch 2\.00, loss /);
    expect(lines.at(-1)).toMatch(/^loss: 0\.\d{3}, \d+\.\d{3} sec\/epoch$/);
  });

  it("takes other options of the optimizer", async () => {
    const [slow, fast] = await Promise.all(
      ["0", "0.9"].map((momentum) =>
        run(
          "train",
          "momentum",
          "--data",
          "auto-mpg",
          "--option",
          `momentum=${momentum}`,
          "--learning-rate",
          "1e-3",
        ),
      ),
    );
    const final = (out: string) => Number(/loss: ([\d.]+)/.exec(out)?.[1]);
    expect(final(fast!.out)).toBeLessThan(final(slow!.out) - 0.05);
  });

  it("takes wrappers, the first of them nearest to the optimizer", async () => {
    const losses = async (...wrappers: string[]) => {
      const wraps = wrappers.flatMap((wrapper) => ["--wrap", wrapper]);
      const { code, out } = await run("train", "sgd", "--data", "auto-mpg", ...wraps);
      expect(code).toBe(0);
      return out.match(/(?<=loss )\S+/g)!;
    };
    const [plain, none, ema, slow, both, other] = await Promise.all([
      losses(),
      losses("lookahead:syncPeriod=1,slowStepSize=1"),
      losses("emaParams:decay=0.95"),
      losses("lookahead"),
      losses("lookahead", "emaParams:decay=0"),
      losses("emaParams:decay=0", "lookahead"),
    ]);
    expect(none).toEqual(plain);
    expect(ema).not.toEqual(plain);
    // The outermost says what is evaluated: an average of no past, or lookahead's slow parameters.
    expect(other).toEqual(slow);
    expect(both).not.toEqual(slow);
  });

  it("takes the optimizer as an option too", async () => {
    const train = async (...args: string[]) => (await run("train", ...args, "--data", "auto-mpg")).out;
    const losses = (out: string) => out.match(/(?<=loss )\S+/g);
    expect(losses(await train("--optimizer", "adafactor"))).toEqual(losses(await train("adafactor")));
  });

  it("takes a schedule for the learning rate, over the steps of training", async () => {
    const train = (rate: string) => run("train", "sgd", "--data", "auto-mpg", "--learning-rate", rate);
    const [number, same, none, later] = await Promise.all(
      ["0.05", "constant:value=0.05", "constant:value=0", "join:0@79@0.05"].map(train),
    );
    const losses = ({ out }: { out: string }) => out.match(/(?<=loss )\S+/g)!;
    expect(losses(same!)).toEqual(losses(number!));
    expect(new Set(losses(none!)).size).toBe(1);
    // 80 steps in all: the last one alone has a rate.
    expect(new Set(losses(later!)).size).toBe(2);
    expect(losses(later!).slice(0, -2)).toEqual(losses(none!).slice(0, -2));
  });
});

describe("a file", () => {
  it("is described: target, features, what was left out and why; in the report and as JSON too", async () => {
    const path = join(folder, "houses.csv");
    const report = join(folder, "houses.html");
    await writeFile(path, "town,size,rooms,price\na,1,2,3\nb,4,5,6\nc,n.v.,8,9\nd,1,,3\ne,5,3,7\n");
    const { out } = await run(
      "compare",
      "--data",
      path,
      "--seeds",
      "1",
      "--optimizers",
      "sgd",
      "--report",
      report,
    );
    expect(out.split("\n").slice(0, 7)).toEqual([
      "houses.csv: 4 examples, 1 feature, target price",
      path,
      "feature: rooms",
      'left out column "town": 5 of its 5 cells are not numbers, the first is "a" in line 2',
      'left out column "size": 1 of its 5 cells is not a number, "n.v." in line 4; --missing n.v. makes it missing',
      'left out 1 of 5 rows with missing values: the column "rooms" has no value in 1 of them; with --drop rooms 5 rows would be complete',
      "2 epochs, batches of 10, 1 seed, preset scratch, device auto",
    ]);
    const page = await readFile(report, "utf8");
    for (const part of ["feature: rooms", "n.v. makes it missing", "1 of 5 rows"])
      expect(page).toContain(part);
    const json = await run(
      "compare",
      "--data",
      path,
      "--missing",
      "n.v.",
      "--seeds",
      "1",
      "--optimizers",
      "sgd",
      "--json",
    );
    expect(JSON.parse(json.out).data).toMatchObject({
      features: ["size", "rooms"],
      target: "price",
      examples: 3,
      notes: [expect.stringContaining('column "town"'), expect.stringContaining("2 of 5 rows")],
    });
    const { err } = await run("train", "adam", "--data", path);
    expect(err).toContain("feature: rooms\nleft out column");
  });

  it("cannot send control characters to the terminal by its names", async () => {
    const path = join(folder, "bad\u001b[31m.csv");
    const name = "a\u001b]0;title\u0007\u009b2J\u202e";
    await writeFile(path, `${name},x,b\n1,\u001b[2J,2\n3,u,5\n4,u,4\n`);
    const clean = /^(\n|[^\p{Cc}\p{Bidi_Control}])*$/u;
    for (const args of [
      ["compare", "--data", path, "--seeds", "1", "--optimizers", "sgd"],
      ["compare", "--data", path, "--seeds", "1", "--optimizers", "sgd", "--json"],
      [
        "compare",
        "--data",
        path,
        "--seeds",
        "1",
        "--optimizers",
        "sgd",
        "--report",
        join(folder, "\u001b[1m.html"),
      ],
      ["train", "sgd", "--data", path],
      ["train", "sgd", "--data", path, "--target", "\u001b[2J"],
      ["train", "sgd", "--data", path, "--target", "x"],
      ["train", "\u001b[2J"],
      ["explain", "adamw", "--option", "where=\u001b[2J"],
      ["train", "sgd", "--\u001b[2J"],
      ["\u001b[2J"],
    ]) {
      const { out, err } = await run(...args);
      expect(out).toMatch(clean);
      expect(err).toMatch(clean);
      expect(out + err).toMatch(/\\u001b/);
    }
    const { out } = await run("compare", "--data", path, "--seeds", "1", "--optimizers", "sgd", "--json");
    expect(JSON.parse(out).data.features).toEqual([name]);
  });
});

it("understands --lr for the learning rate, wherever there is one", async () => {
  const losses = ({ out }: { out: string }) => out.match(/(?<=loss )\S+/g);
  const train = (...args: string[]) => run("train", "sgd", "--data", "auto-mpg", ...args);
  const long = losses(await train("--learning-rate", "0.02"));
  expect(losses(await train("--lr", "0.02"))).toEqual(long);
  expect(losses(await train("--lr=0.02"))).toEqual(long);
  expect(losses(await train("--option", "lr=0.02"))).toEqual(long);
  expect((await run("explain", "sgd", "--lr", "0.5")).out).toBe(
    (await run("explain", "sgd", "--learning-rate", "0.5")).out,
  );
  const { out } = await run("compare", ...quick, "--optimizers", "sgd", "--lr", "0.01,0.02", "--json");
  expect(
    JSON.parse(out).results.map((row: { options: { learningRate: number } }) => row.options.learningRate),
  ).toEqual([0.01, 0.02]);
  expect((await train("--lr", "0")).err).toContain("must be a number above 0 or a schedule");
});

describe("explain", () => {
  it("prints the optimizer's explanation, in the given form", async () => {
    const plain = await run("explain", "adam");
    const keras = await run(
      "explain",
      "adam",
      "--like",
      "keras",
      "--learning-rate",
      "0.5",
      "--option",
      "b1=0.8",
    );
    expect(plain.code).toBe(0);
    expect(plain.out).toContain("sqrt");
    expect(keras.out).not.toBe(plain.out);
  });

  it("explains what chooses parameters by their shape on a matrix and a vector, also in the form of optax", async () => {
    for (const like of [[], ["--like", "optax"]]) {
      const { code, out } = await run("explain", "adafactor", ...like);
      expect(code).toBe(0);
      expect(out).toMatch(/^matrix \d+ x \d+: .*^\*: .*rowMean/ms);
    }
  });

  it("puts wrappers around the optimizer", async () => {
    const { out } = await run("explain", "lion", "--wrap", "cautious", "--wrap", "lookahead:syncPeriod=5");
    expect(out).toMatch(/^lion, .*, cautious, lookahead\n.*syncPeriod = 5, slowStepSize = 0.5/s);
  });

  it("draws a schedule alone, to its end or for the given steps", async () => {
    const spec = "warmupCosine:peak=3e-4,warmup=500,total=10000";
    const { code, out, err } = await run("explain", "--schedule", spec);
    expect(code).toBe(0);
    expect(out).toMatch(/^warmupCosine:peak=3e-4,warmup=500,total=10000\n\n0\.0003 ┤/);
    expect(out).toMatch(/ 0 +step 10000\n$/);
    expect(err).toBe("");
    expect((await run("explain", "--schedule", spec, "--steps", "700")).out).toMatch(/ 0 +step 700\n$/);
  });

  it("draws a schedule behind the optimizer that it is for", async () => {
    const { out } = await run("explain", "adam", "--schedule", "linear:init=0.1,end=0,steps=9");
    expect(out).toMatch(/learningRate by a schedule.*\)\n\nlinear:init=0\.1,end=0,steps=9\n\n0\.1 ┤/s);
    const silent = await run("explain", "adam", "--learning-rate", "linear:init=0.1,end=0,steps=9");
    expect(silent.out).toMatch(/learningRate by a schedule/);
    expect(silent.out).not.toContain("┤");
  });

  it("writes the drawing as a figure of its own", async () => {
    const path = join(folder, "rate.svg");
    const { out, err } = await run("explain", "--schedule", "step:init=1,steps=30000", "--svg", path);
    expect(out).toContain("┤");
    expect(err).toBe(`figure written to ${path}\n`);
    const svg = await readFile(path, "utf8");
    expect(svg).toMatch(
      /^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]*><style>.*dark.*aria-label="line".*<\/svg>\n$/s,
    );
    expect(svg).not.toContain("NaN");
  });
});

describe("wrong input is one line on stderr and exit code 2", () => {
  it.each([
    [["compare", "--optimizers", "adam,yogy"], 'unknown optimizer "yogy" (did you mean "yogi"?)'],
    [["compare", "--rates", "0.1,x"], '--rates must be a number above 0; got "x"'],
    [["compare", "--seeds", "0"], '--seeds must be a whole number from 1; got "0"'],
    [["compare", "--sedes", "3"], "unknown option '--sedes' (Did you mean --seeds?)"],
    [["compare", "--data", "nowhere.csv"], 'cannot read the data file "nowhere.csv"'],
    [["compare", "--report", ""], '--report must be the name of a file; got ""'],
    [["explain", "--schedule", "0.1", "--svg", ""], '--svg must be the name of a file; got ""'],
    [["compare", "--data", ""], '--data must be airfoil, auto-mpg or the name of a file; got ""'],
    [["train", "adam", "--data", "auto-mpg", "--header", "no"], '--header "false" needs --data FILE.csv'],
    [["compare", "--report", "nowhere/report.html"], 'cannot write the report "nowhere/report.html"'],
    [["train"], "missing required argument 'optimizer'"],
    [["train", "adam", "--option", "beta1=0.9"], 'unknown option of adam "beta1" (did you mean "b1"?)'],
    [["train", "adam", "--option", "b1=1.2"], "b1 must be in [0, 1); got 1.2"],
    [["train", "--optimizer", "nosuch"], 'unknown optimizer "nosuch"; there are: sgd, momentum,'],
    [["train", "adam", "--optimizer", "adam"], 'name one optimizer; got "adam" and --optimizer "adam"'],
    [["train", "adam", "--wrap", "nosuch"], 'unknown wrapper "nosuch"; there are: accumulate, cautious,'],
    [["train", "adam", "--wrap", "toString"], 'unknown wrapper "toString"'],
    [["train", "adam", "--wrap", "sma:rho=1"], 'unknown wrapper "sma" (did you mean "sam"?)'],
    [["train", "adam", "--wrap", "sam:rh=1"], 'unknown option of sam "rh" (did you mean "rho"?)'],
    [["train", "adam", "--wrap", "cautious:rho=1"], 'unknown option of cautious "rho"; there are none'],
    [["train", "adam", "--wrap", "cautious:1"], 'cautious has no options; got "1"'],
    [["train", "adam", "--wrap", "accumulate"], "accumulate needs every; missing: every"],
    [["train", "adam", "--wrap", "sam:rho=x"], 'rho of sam must be a number; got "x"'],
    [["train", "adam", "--wrap", "sam:rho=-1"], "rho must be in [0, inf); got -1"],
    [["explain", "adam", "--wrap", "sam", "--wrap", "accumulate:every=2"], "several gradients a step"],
    [["explain", "--schedule", "0.1", "--wrap", "sam"], "--wrap needs an optimizer"],
    [
      ["explain", "lion", "--like", "torch"],
      'lion: like must be one of "paper", "optax", "keras"; got "torch"',
    ],
    [["explain", "adam", "--like", "toch"], 'unknown value for --like "toch" (did you mean "torch"?)'],
    [["explain"], "name an optimizer (sgd, momentum,"],
    [["explain", "--schedule", "linaer:init=1"], 'unknown schedule "linaer" (did you mean "linear"?)'],
    [["explain", "--schedule", "0.1", "--like", "torch"], "--like needs an optimizer"],
    [["explain", "--schedule", "0.1", "--option", "b1=0.5"], "--option needs an optimizer"],
    [["explain", "adam", "--svg", "rate.svg"], "--svg needs a --schedule"],
    [["explain", "adam", "--steps", "5"], "--steps needs a --schedule"],
    [["explain", "adam", "--schedule", "0.1", "--learning-rate", "0.2"], "--schedule is the learning rate"],
    [["explain", "adam", "--schedule", "0.1", "--option", "learningRate=1"], "give no other"],
    [
      ["explain", "--schedule", "0.1", "--svg", "nowhere/rate.svg"],
      'cannot write the figure "nowhere/rate.svg"',
    ],
    [["train", "adam", "--learning-rate", "0"], "must be a number above 0 or a schedule"],
    [["conpare"], "unknown command 'conpare' (Did you mean compare?)"],
  ])("%o", async (args, message) => {
    const { code, out, err } = await run(...args);
    expect(err).toContain(message);
    expect(err).toMatch(/^error: [^\n]*\n$/);
    expect(out).toBe("");
    expect(code).toBe(2);
  });

  it("during training too", async () => {
    const rate = "linear:init=0.1,end=-0.1,steps=20";
    const { code, err } = await run("train", "sgd", "--data", "auto-mpg", "--learning-rate", rate);
    expect(err).toMatch(
      /error: learningRate must be in \[0, inf\); got -0\.01\d* from its schedule at count 11\n$/,
    );
    expect(code).toBe(2);
  });

  it("but a file with the wrong checksum is a failure: exit code 1", async () => {
    await writeFile(join(folder, "airfoil_self_noise.dat"), "damaged");
    vi.stubEnv("GLISSADE_DATA", folder);
    const { code, err } = await run("train", "adam");
    expect(err).toMatch(/^error: .*expected sha256 .* found [^\n]*\n$/);
    expect(code).toBe(1);
  });
});

it("has help with examples, and a version", async () => {
  for (const args of [["--help"], ["compare", "--help"], ["train", "--help"], ["explain", "--help"]]) {
    const { code, out } = await run(...args);
    expect(code).toBe(0);
    expect(out).toMatch(/Examples:\n {2}glissade /);
  }
  const { out } = await run("--version");
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
