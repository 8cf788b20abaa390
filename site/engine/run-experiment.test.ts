import { describe, expect, it } from "vitest";
import { defaultExperiment } from "./default-experiment.ts";
import { everything } from "./everything.ts";
import type { Contestant, Experiment } from "./experiment.ts";
import type { Told } from "./protocol.ts";
import { runExperiment } from "./run-experiment.ts";

const told = async (experiment: Experiment, device: "js" | "wasm" = "js"): Promise<Told[]> => {
  const all: Told[] = [];
  for await (const each of runExperiment(experiment, { registry: everything, device })) all.push(each);
  return all;
};
const ofType = <T extends Told["type"]>(all: readonly Told[], type: T) =>
  all.filter((each): each is Extract<Told, { type: T }> => each.type === type);
const digestOf = (all: readonly Told[]) => ofType(all, "raced")[0]?.digest;
const [adam, yogi] = defaultExperiment.contestants as [Contestant, Contestant];
const rule = (text: string): Contestant => ({ ...adam, method: { kind: "rule", name: "mine", text } });

describe("the default experiment", () => {
  it("has the rates that tuning finds", async () => {
    const untuned = defaultExperiment.contestants.map((each) => ({ ...each, tuned: null }));
    const found = ofType(await told({ ...defaultExperiment, contestants: untuned }), "tuned");
    expect(found.map(({ rate }) => rate)).toEqual(defaultExperiment.contestants.map(({ tuned }) => tuned));
  });

  it("has one digest on all devices, which hidden contestants, names and ids do not change", async () => {
    const digest = digestOf(await told(defaultExperiment));
    expect(digest).toMatch(/^[0-9a-f]{16}$/);
    expect(digestOf(await told(defaultExperiment, "wasm"))).toBe(digest);
    const hidden = { ...adam, id: "c", isHidden: true };
    const contestants = [{ ...adam, label: "A", id: "h" }, yogi, hidden];
    expect(digestOf(await told({ ...defaultExperiment, contestants }))).toBe(digest);
    expect(digestOf(await told({ ...defaultExperiment, contestants: [yogi, adam] }))).not.toBe(digest);
    expect(digestOf(await told({ ...defaultExperiment, steps: 999 }))).not.toBe(digest);
  });
});

describe("a race", () => {
  it("moves all contestants together, piece by piece, from the start to the last step", async () => {
    const pieces = ofType(await told(defaultExperiment), "steps");
    expect(pieces.slice(0, 4).map(({ contestant }) => contestant)).toEqual(["a", "b", "a", "b"]);
    for (const id of ["a", "b"]) {
      const own = pieces.filter(({ contestant }) => contestant === id);
      let next = 0;
      for (const { from, losses, points } of own) {
        expect(from).toBe(next);
        expect(points?.length).toBe(2 * losses.length);
        next += losses.length;
      }
      expect(next).toBe(defaultExperiment.steps + 1);
    }
  });

  it("ends a track where a number is not finite, and the others go on", async () => {
    const sgd: Contestant = { ...adam, rate: 1, method: { kind: "optimizer", name: "sgd", options: {} } };
    const all = await told({ ...defaultExperiment, contestants: [sgd, yogi] });
    const ends = ofType(all, "steps").filter(({ isDiverged }) => isDiverged);
    expect(ends.map(({ contestant }) => contestant)).toEqual(["a"]);
    expect(Number.isFinite(ends[0]?.losses.at(-1))).toBe(false);
    expect(digestOf(all)).toMatch(/^[0-9a-f]{16}$/);
  });

  it("goes on without a contestant whose text or options are wrong, and says where", async () => {
    const wrong: Contestant = { ...yogi, method: { kind: "optimizer", name: "yogi", options: { b1: 2 } } };
    const all = await told({
      ...defaultExperiment,
      contestants: [{ ...rule("u = q"), id: "c" }, wrong, adam],
    });
    const failures = ofType(all, "failed");
    expect(failures.map(({ where }) => where)).toEqual([{ contestant: "c" }, { contestant: "b" }]);
    expect(failures[0]).toMatchObject({ place: { line: 1, column: 5, length: 1 } });
    expect(failures[1]?.message).toContain("b1 must be in [0, 1); got 2");
    expect(ofType(all, "steps").every(({ contestant }) => contestant === "a")).toBe(true);
  });

  it("tells what is wrong with the problem", async () => {
    const problem = { ...defaultExperiment.problem, name: "toString" } as Experiment["problem"];
    const all = await told({ ...defaultExperiment, problem });
    expect(ofType(all, "failed")).toMatchObject([{ where: "problem" }]);
    expect(digestOf(all)).toBeUndefined();
  });

  it("shows bands over seeds", async () => {
    const noisy = { ...defaultExperiment, seeds: 5, steps: 700 };
    const bands = ofType(await told(noisy), "band");
    expect(bands.map(({ contestant }) => contestant)).toEqual(["a", "b"]);
    const { steps, low, middle, high } = bands[0] as (typeof bands)[0];
    expect([steps[0], steps.length, steps.at(-1)]).toEqual([0, 234, 699]);
    for (let i = 0; i < steps.length; i++) {
      expect(low[i]).toBeLessThanOrEqual(middle[i] as number);
      expect(middle[i]).toBeLessThanOrEqual(high[i] as number);
    }
  });
});

describe("tuning", () => {
  const tuned = async (contestant: Contestant, steps = 300) => {
    const all = await told({ ...defaultExperiment, steps, contestants: [{ ...contestant, tuned: null }] });
    return { found: ofType(all, "tuned")[0], failure: ofType(all, "failed")[0] };
  };

  it("is not for methods that need no rate, and texts that have none", async () => {
    const prodigy: Contestant = { ...adam, method: { kind: "optimizer", name: "prodigy", options: {} } };
    expect((await tuned(prodigy)).found).toBeUndefined();
    expect((await tuned(rule("p = p - 0.001*g"))).found).toMatchObject({ rate: 1, trials: [] });
  });

  it("says so where every rate diverges", async () => {
    const { found, failure } = await tuned(rule("u = g/0"));
    expect(found).toBeUndefined();
    expect(failure?.message).toMatch(/diverges at every rate that was tried, \d+ from 1e-8 to 10/);
  });

  it("takes the middle of equal rates", async () => {
    const { found } = await tuned(rule("u = 0*g"));
    expect(found?.rate).toBeGreaterThan(1e-4);
    expect(found?.rate).toBeLessThan(1);
  });

  it("grows the grid to where the best rate is", async () => {
    const own = (await tuned(rule("u = g"))).found?.rate ?? Number.NaN;
    expect((await tuned(rule("u = 1e5*g"))).found?.rate).toBeCloseTo(own / 1e5, 12);
    expect((await tuned(rule("u = 1e-5*g"))).found?.rate).toBeCloseTo(own * 1e5, 6);
  });

  it("finds the same rate where an optimizer is made anew for each trial", async () => {
    const text = "state start = learningRate\nstart = start\nu = start*g";
    const { found } = await tuned(rule(text));
    const again = await tuned(rule("u = learningRate*g"));
    expect(found?.rate).toBe(again.found?.rate);
    expect(found?.trials).toEqual(again.found?.trials);
  });
});
