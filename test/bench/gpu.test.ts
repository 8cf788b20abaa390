/** The parts of the benchmark on a GPU that compute: which cases in which order, bytes, the words. */
import { describe, expect, test } from "vitest";
import { bytesOf, casesOf, stored, titles } from "../../bench/gpu/cases.mjs";
import { contendersOf, takingPart } from "../../bench/gpu/contenders.mjs";
import { isSoftware, sectionOf, toldOf, unmeasured } from "../../bench/gpu/section.mjs";
import { sizeName } from "../../bench/peers/cases.mjs";
import { type Raced, type Run, writeLog } from "../../bench/peers/log.mjs";
import { adam, muon, tensor } from "../../src/index.ts";

const raced = (optimizer: string, n: number, count: number, seconds: number): Raced => ({
  optimizer,
  n,
  count,
  difference: 0.00012,
  heats: [
    {
      webgpu: [seconds, seconds],
      "torch-fused": [2 * seconds, 3 * seconds],
      floor: [seconds / 2, seconds / 2],
    },
  ],
  missing: { optax: "its process ended: ModuleNotFoundError: No module named 'jax'" },
});
const run: Run = {
  facts: {
    rounds: "2",
    gpu: "a card",
    machine: "a machine",
    versions: "webgpu 1",
    "check adam webgpu": "digest 0123456789ab, error 0.0000350",
    "check adam torch-fused": "digest ba9876543210, error 0.0000360",
    left: "lamb at 1e9",
  },
  cases: [raced("adam", 1e6, 1, 1e-5), raced("adam", 1e8, 1, 1e-3), raced("adam", 1e6, 1000, 1e-5)],
};

describe("cases", () => {
  test("each optimizer of float32 has all sizes, and the largest come last", () => {
    const cases = casesOf({});
    const isStored = (name: string) => name in stored;
    const names = Object.keys(titles);
    expect(names.filter(isStored)).toEqual(Object.keys(stored));
    const hasAll = (name: string) => !isStored(name) && name !== "muon";
    expect(cases.filter(({ optimizer }) => hasAll(optimizer))).toHaveLength(names.filter(hasAll).length * 5);
    // One matrix, which products are done with in some seconds.
    expect(cases.filter(({ optimizer }) => optimizer === "muon").map(sizeName)).toEqual(["1e6", "1e7"]);
    for (const name of Object.keys(stored))
      expect(cases.filter(({ optimizer }) => optimizer === name).map(sizeName)).toEqual([
        "1e6",
        "1e7",
        "1e8",
      ]);
    expect(cases.filter(({ optimizer }) => optimizer === "lamb").map(sizeName)).toEqual([
      "1e6",
      "1000 x 1000",
      "1e7",
      "1e8",
      "1e9",
    ]);
    expect(cases.slice(-6).every(({ n }) => n === 1e9)).toBe(true);
    expect(casesOf({ dry: true }).every(({ n }) => n === 1e4)).toBe(true);
    expect(() => casesOf({ optimizers: ["adm"] })).toThrow(
      "--optimizers takes some of adam, adamwClip, yogi",
    );
  });

  test("bytes are those of the equations' arrays, read and written once", () => {
    expect(Object.keys(titles).map((name) => [name, bytesOf(name)])).toEqual([
      ["adam", 28],
      ["adamwClip", 32],
      ["yogi", 28],
      ["lion", 20],
      ["lamb", 44],
      ["adafactor", 24],
      ["muon", 44],
      ["adamBf16", 20],
      ["adamQ8", 16],
      ["adamBfloat16", 30],
      ["adamFloat16", 30],
    ]);
  });

  test("those of Muon's passes are what explain() counts", async () => {
    const text = await muon({ matrices: "*", layout: "out,in" }).explain({
      params: { w: tensor(new Float32Array(12), [4, 3]) },
    });
    expect(text).toContain(`${bytesOf("muon")} bytes moved a parameter and step`);
  });

  test.each(Object.entries(stored))("bytes of %s are those that explain() counts", async (name, form) => {
    const { dtype, moments } = form;
    const x = dtype ? tensor(new Uint16Array(1000), [1000], { dtype }) : new Float32Array(1000);
    const [group] = JSON.parse(await adam({ moments }).explain({ params: { x }, format: "json" }));
    expect(group.moved).toBe(1000 * bytesOf(name));
  });

  test("who takes part has one label, and the first is Glissade", () => {
    const contenders = contendersOf();
    expect(contenders.map(({ id }) => id)).toEqual([
      "webgpu",
      "torch-fused",
      "torch-foreach",
      "optax",
      "float32",
      "floor",
    ]);
    const ids = (optimizer: string) => takingPart(contenders, optimizer).map(({ id }) => id);
    expect(ids("adamQ8")).toEqual(["webgpu", "float32", "floor"]);
    expect(ids("adam")).toEqual(["webgpu", "torch-fused", "torch-foreach", "optax", "floor"]);
    expect(contendersOf("python3.12")[1]!.command[0]).toBe("python3.12");
  });
});

describe("what is written", () => {
  test("the section has times, ratios, bytes a second, errors, and what is missing", () => {
    const text = sectionOf(toldOf(writeLog(run)));
    expect(text).toContain("|  | 1e6 | 1000 x 1000 | 1e8 |");
    expect(text).toContain("| Glissade `webgpu` | 10.0 us ±0% | 10.0 us ±0% | 1.00 ms ±0% |");
    expect(text).toContain("| torch, fused | 2.50 ±10% | 2.50 ±10% | 2.50 ±10% |");
    expect(text).toContain("| floor in WGSL | 0.50 ±0% |");
    expect(text).toContain("| GB/s of Glissade, 28 bytes a parameter | 2.80e+3 | 2.80e+3 | 2.80e+3 |");
    expect(text).toContain("| Glissade `webgpu` | 0.0000350 |");
    expect(text).toContain("| digest | 0123456789ab |");
    expect(text).toContain("No module named 'jax'");
    expect(text).toContain("For lack of time not measured: lamb at 1e9.");
    expect(text).not.toContain("made of software");
  });

  test("forms in fewer bits stand beside float32, and no peer has a row there", () => {
    const [, , one] = run.cases;
    const heats = [{ webgpu: [1e-3, 1e-3], float32: [1.5e-3, 1.5e-3], floor: [9e-4, 9e-4] }];
    const cases = [...run.cases, { ...one!, optimizer: "adamQ8", n: 1e8, count: 1, heats, missing: {} }];
    const text = sectionOf(toldOf(writeLog({ ...run, cases })));
    const [, rows] = text.split("Adam, moments in 8 bits:\n\n");
    expect(rows!.split("\n\n")[0]).toBe(
      [
        "|  | 1e8 |",
        "| --- | ---: |",
        "| Glissade `webgpu` | 1.00 ms ±0% |",
        "| Glissade `webgpu`, float32 | 1.50 ±0% |",
        "| floor in WGSL | 0.90 ±0% |",
        "| GB/s of Glissade, 16 bytes a parameter | 1.60e+3 |",
      ].join("\n"),
    );
  });

  test("a run on software says so", () => {
    const soft = { ...run, facts: { ...run.facts, gpu: "google, swiftshader" } };
    expect([isSoftware(run), isSoftware(soft)]).toEqual([false, true]);
    expect(sectionOf(soft)).toContain("**A GPU made of software");
  });

  test("without a log it says that nothing is measured; another log is refused", () => {
    expect(sectionOf(undefined)).toBe(unmeasured);
    expect(() => toldOf("machine: a machine\nthreads: 2\n")).toThrow("this is no log of bench:gpu");
  });
});
