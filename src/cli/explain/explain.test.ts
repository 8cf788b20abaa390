/** `glissade explain`: optimizers in their forms, wrappers, drawings of schedules. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { folder, run } from "../../../test/cli.ts";

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

  it.each(["keller", "timm", "dion"])("has the form %s, which one optimizer alone has", async (like) => {
    const { out } = await run("explain", "muon", "--like", like, "--matrices", "*", "--layout", "out,in");
    expect(out).toContain("A = X @ X'");
  });

  it("takes a list in JSON as an option", async () => {
    const muon = ["explain", "muon", "--matrices", "*", "--layout", "out,in", "--option"];
    const { out } = await run(...muon, "coefficients=[3.4,-4.7,2]");
    expect(out).toContain("a = 3.4, b = -4.7, c = 2");
    const { err, code } = await run(...muon, "coefficients=[3.4,-4.7]");
    expect(err).toContain('coefficients of muon must be "quintic"');
    expect(code).toBe(2);
  });

  it("explains what chooses parameters by their shape on a matrix and a vector, also in the form of optax", async () => {
    for (const like of [[], ["--like", "optax"]]) {
      const { code, out } = await run("explain", "adafactor", ...like);
      expect(code).toBe(0);
      expect(out).toMatch(/^matrix \d+ x \d+: .*^\*: .*rowMean/ms);
    }
  });

  it("explains it on tensors of given shapes", async () => {
    const { out } = await run("explain", "adafactor", "--shape", "6x4", "--shape", "5", "--shape", "5");
    expect(out).toMatch(/^6x4: factoredRms/m);
    expect(out).toMatch(/^5, 5 \(2\): factoredRms/m);
    expect(out).toMatch(/6x4: stage 1: reads g p/);
  });

  it.each([[], ["--device", "js"]])("profiles a step on them, with %s", async (...device) => {
    const { code, out } = await run("explain", "adafactor", "--profile", "--shape", "64x32", ...device);
    expect(code).toBe(0);
    expect(out).toMatch(/^(wasm|js), 20 steps; copying within the same memory: [\d.]+ GB\/s\n\na step: /);
    expect(out).toMatch(/ [um]s +\d+ % +[\d.]+ kB +[\d.]+ GB\/s +\d+ % {2}stage \d: reads g p/);
    expect(out).toMatch(/ [um]s +\d+ % +stage \d, host: \d+ operations? a /);
    expect(out).not.toContain("WebAssembly");
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
