/** A workload as a problem, on a text and a transformer of the test's own: halves, schedules, default rates, the same again after a stop. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  compare,
  type Header,
  inThisThread,
  memoryStore,
  openFolder,
  resultOf,
  type Trial,
} from "../../compare/index.ts";
import { renderReport } from "../../compare/report/page.ts";
import { adamw, muon, warmupCosine } from "../../index.ts";
import { characters, evaluate, fit, modelFrom, random } from "../../train/index.ts";
import { someOf, type Workload } from "../train/workload-data.ts";
import { settingsOf } from "./choice.ts";
import { defaultRates } from "./default-rates.ts";
import { scheduledOver, writtenOver } from "./rate-schedule.ts";
import { aboutOf } from "./repeatable.ts";
import { renderResult } from "./table.ts";
import { problemOfWorkload } from "./workload-problem.ts";

const words = ["hill", "snow", "slope", "ski", "valley"];
const generator = random(2);
const text = Array.from({ length: 400 }, () => words[generator.integer(words.length)]!).join(" ");
const { alphabet, train, validationOnce } = characters(text, { context: 8, validation: 0.2 });
const model = modelFrom("char-transformer:1,2,8,8", { vocabulary: alphabet.length });
/** Places of held-out examples in the order in which they were asked for. */
const asked: number[] = [];
const held = {
  count: 31,
  batch(indices: Uint32Array) {
    asked.push(...indices);
    return validationOnce.batch(indices);
  },
};
const workload: Workload = {
  model,
  origin: "the test",
  examples: "windows of 8 characters",
  train,
  held,
  shape: { vocabulary: alphabet.length },
  batchSize: 4,
  evaluationBatch: 5,
  metric: { name: "loss", better: "lower" },
  whole: train,
};
const loaded = problemOfWorkload("hills", workload, {});
const trial: Trial = {
  problem: "hills",
  optimizer: "muon",
  hyper: { learningRate: 0.05, adamLearningRate: 0.01 },
  seed: 3,
  epochs: 1,
  steps: 40,
  purpose: "result",
};

const folder = mkdtempSync(join(tmpdir(), "workload-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a trial", () => {
  it("is judged on even places for the choice, and on odd ones for the test", async () => {
    asked.length = 0;
    const { test, curve, validation } = await loaded.problem.run(trial);
    const chosen = new Set(asked);
    expect([...chosen].sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, index) => 2 * index));
    expect(curve.steps).toEqual([8, 16, 24, 32, 40]);
    expect(validation).toBe(curve.validation.at(-1));
    asked.length = 0;
    expect(await test()).not.toBe(validation);
    expect([...new Set(asked)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 15 }, (_, index) => 2 * index + 1),
    );
  });

  it("for the choice is evaluated at its end alone, where it is what a result is, and is not tested", async () => {
    const { validation } = await loaded.problem.run(trial);
    const choice = await loaded.problem.run({ ...trial, purpose: "choice" });
    expect(choice.curve.steps).toEqual([40]);
    expect(choice.validation).toBe(validation);
    await expect((async () => choice.test())()).rejects.toThrow("is read only once");
  });

  it("is a run of fit whose rates rise for a twentieth of the steps and fall to a tenth", async () => {
    const rate = (peak: number) => warmupCosine({ peak, warmup: 2, total: 40, end: peak / 10 });
    const optimizer = muon({
      ...model.hiddenWeights,
      learningRate: rate(0.05),
      adamLearningRate: rate(0.01),
    });
    const { result } = fit(model, train, { optimizer, epochs: 1, steps: 40, seed: 3, batchSize: 4 });
    const { loss } = await evaluate(model, (await result).params, held);
    const { validation, test } = await loaded.problem.run(trial);
    expect((16 * validation + 15 * (await test())) / 31).toBeCloseTo(loss!, 10);
  });

  it("goes on where its steps are more than a pass", async () => {
    const short = problemOfWorkload("short", { ...workload, train: someOf(train, 20) }, { heldOut: 4 });
    const { curve } = await short.problem.run({ ...trial, problem: "short", steps: 12, purpose: "choice" });
    expect(curve.steps.at(-1)).toBe(12);
  });

  it("needs held-out examples that there are", () => {
    expect(() => problemOfWorkload("hills", workload, { heldOut: 32 })).toThrow(
      "--held-out must be at most 31, the windows of 8 characters that hills holds out; got 32",
    );
  });

  it("has another fingerprint with other held-out examples", () => {
    const fewer = problemOfWorkload("hills", workload, { heldOut: 30 });
    expect(fewer.problem.fingerprint).not.toBe(loaded.problem.fingerprint);
    expect(problemOfWorkload("hills", workload, {}).problem.fingerprint).toBe(loaded.problem.fingerprint);
  });
});

describe("rates", () => {
  it("become schedules over the steps, and nothing else does", () => {
    const hyper = { learningRate: 0.02, adamLearningRate: 3e-4, momentum: 0.9, matrices: "blocks.*" };
    const { learningRate, adamLearningRate, ...others } = scheduledOver(hyper, 500);
    expect(others).toEqual({ momentum: 0.9, matrices: "blocks.*" });
    const at = (schedule: unknown, count: number) => (schedule as (count: number) => number)(count);
    expect([0, 5, 25, 500].map((count) => at(learningRate, count))).toEqual([0, 0.004, 0.02, 0.002]);
    expect(at(learningRate, 25 + 475 / 2)).toBeCloseTo(0.011, 15);
    expect(at(adamLearningRate, 500)).toBeCloseTo(3e-5, 18);
    expect(writtenOver({ learningRate: 0.02 }, 1)).toEqual({
      learningRate: "warmupCosine:peak=0.02,warmup=0,total=1,end=0.002",
    });
  });

  it.each([
    ["muon", { learningRate: 0.02, adamLearningRate: 3e-4 }],
    ["adamw", { learningRate: 1e-3 }],
    ["soap", { learningRate: 3e-3 }],
    ["shampoo", { learningRate: 1e-3 }],
    ["prodigy", { learningRate: 1 }],
    ["polyakSgd", { learningRate: 1 }],
  ])("of %s are by default %j", async (name, rates) => {
    expect(await defaultRates(name, {}, model)).toEqual(rates);
  });
});

describe("with --search", () => {
  const axis = { low: 1e-3, high: 1e-1, scale: "log" } as const;
  const settled = (optimizers: readonly string[], search: Readonly<Record<string, typeof axis>>) =>
    loaded.settle!(settingsOf({ optimizers, search, points: 1, seconds: 1, seeds: 2, steps: 40 }));

  it.each([
    ["adam", "b1", { learningRate: 1e-3 }],
    ["sgd", "b1", { learningRate: 0.01 }],
    ["muon", "learningRate", { adamLearningRate: 3e-4 }],
    ["muon", "adamLearningRate", { learningRate: 0.02 }],
    ["muon", "momentum", { learningRate: 0.02, adamLearningRate: 3e-4 }],
    // Its second rate is the first where nothing is said.
    ["dion", "learningRate", {}],
    ["dion", "momentum", { learningRate: 0.01, adamLearningRate: 0.01 }],
  ])(
    "%s, of which %s is searched, has its other rates at their defaults: %j",
    async (name, searched, hyper) => {
      const { entrants } = await settled([name, "adam", "dion"].slice(0, name === "sgd" ? 2 : 1), {
        [searched]: axis,
      });
      expect(entrants[0]!.hyper).toEqual(hyper);
    },
  );

  it("all rates rise and fall, and the printed glissade train says so", async () => {
    const settings = await settled(["muon"], { learningRate: axis });
    const executor = inThisThread([loaded.problem]);
    const { known } = await compare([loaded.problem], settings, { store: memoryStore(), executor });
    const { commandOf } = aboutOf({
      format: "glissade comparison 1",
      version: "1.2.3",
      settings,
      problems: [loaded.problem],
      command: "",
      training: ["--workload hills"],
    });
    const results = [...known.values()].filter(({ trial }) => trial.purpose === "result");
    expect(results).toHaveLength(2);
    const scheduled = (name: string, peak: number, end: number) =>
      `${name}warmupCosine:peak=${peak},warmup=2,total=40,end=${end}`;
    const rate = (peak: number) => warmupCosine({ peak, warmup: 2, total: 40, end: peak / 10 });
    for (const { trial, validation } of results) {
      expect(commandOf(trial)).toBe(
        `glissade train muon --workload hills ${scheduled("--learning-rate ", 0.01, 0.001)} --option ${scheduled("adamLearningRate=", 3e-4, 3e-5)} --steps 40 --seed ${trial.seed}`,
      );
      const optimizer = muon({
        ...model.hiddenWeights,
        learningRate: rate(0.01),
        adamLearningRate: rate(3e-4),
      });
      const { result } = fit(model, train, {
        optimizer,
        epochs: 1,
        steps: 40,
        seed: trial.seed,
        batchSize: 4,
      });
      const { loss } = await evaluate(model, (await result).params, someOf(held, 16, 2));
      expect(validation).toBeCloseTo(loss!, 10);
    }
  });
});

describe("a comparison", () => {
  const given = settingsOf({
    optimizers: ["muon", "adamw"],
    points: 1,
    seconds: 1,
    rates: [0.316, 3.16, 2],
    seeds: 2,
    steps: 6,
  });
  const about = { version: "1.2.3", command: "glissade compare", commandOf: () => "glissade train" };
  const { problem } = loaded;
  const timeless = (value: unknown) =>
    JSON.parse(JSON.stringify(value), (name, part) => (name === "seconds" ? undefined : part)) as unknown;

  it("has five multiples of each optimizer's rates, one seed for the choice, five for the results", async () => {
    const whole = settingsOf({ optimizers: ["soap", "adamw"], points: 1, seconds: 1, steps: 500 });
    expect(whole).toMatchObject({ baseline: "adamw", tuningSeeds: 1, seeds: 5, epochs: 1, steps: 500 });
    const { entrants, space } = await loaded.settle!(given);
    expect(entrants.map(({ rates }) => rates)).toEqual([
      { learningRate: 0.02, adamLearningRate: 3e-4 },
      { learningRate: 1e-3 },
    ]);
    expect(space).toMatchObject({ extensions: 0 });
  });

  it("goes on after a stop with the trials that it has, to the result of an unbroken one", async () => {
    const settings = await loaded.settle!(given);
    const executor = inThisThread([problem]);
    const unbroken = await compare([problem], settings, { store: memoryStore(), executor });
    const expected = resultOf([problem], settings, unbroken.known, about);

    const header: Header = {
      format: "glissade comparison 1",
      version: "1.2.3",
      settings,
      problems: [problem],
      command: "",
      training: [""],
    };
    const stop = new AbortController();
    const stopped = compare([problem], settings, {
      store: await openFolder(folder, header),
      executor,
      signal: stop.signal,
      onTrial: (_, done) => done === 4 && stop.abort(new Error("killed")),
    });
    await expect(stopped).rejects.toThrow("killed");
    const files = () =>
      readdirSync(join(folder, "trials")).map(
        (name) => [name, readFileSync(join(folder, "trials", name), "utf8")] as const,
      );
    const kept = new Map(files());
    expect(kept.size).toBe(4);

    const store = await openFolder(folder, header);
    const { known } = await compare([problem], settings, { store, executor });
    const after = new Map(files());
    for (const [name, text] of kept) expect(after.get(name)).toBe(text);
    // Three rates of two optimizers, then two seeds of each.
    expect(after.size).toBe(6 + 4);
    const result = resultOf([problem], settings, known, about);
    expect(timeless(result)).toEqual(timeless(expected));

    const printed = renderResult(result, { write: () => {} });
    for (const shown of [printed, renderReport(result)]) {
      expect(shown).toContain("6 steps (as given)");
      expect(shown).toContain("Of 31 windows of 8 characters that are held out every second one chooses");
      expect(shown).toContain("The default of muon is learningRate 0.02, adamLearningRate 0.0003.");
      expect(shown).not.toMatch(/epoch|which rows|NaN|undefined/);
    }
    expect(printed).toMatch(/adamw +lr 0\.\d+ .* steps?, /);
    const [{ rows } = { rows: [] }] = result.problems;
    const ofMuon = rows.find(({ optimizer }) => optimizer === "muon")!;
    expect(ofMuon.tried.map(({ hyper }) => hyper)).toEqual([
      { learningRate: 0.00632, adamLearningRate: 0.0000948 },
      { learningRate: 0.02, adamLearningRate: 0.0003 },
      { learningRate: 0.0632, adamLearningRate: 0.000948 },
    ]);
  });
});

it("adamw's trial differs from muon's by the optimizer alone", async () => {
  const optimizer = adamw({ learningRate: warmupCosine({ peak: 0.01, warmup: 0, total: 1, end: 0.001 }) });
  const { result } = fit(model, train, { optimizer, epochs: 1, steps: 1, seed: 3, batchSize: 4 });
  const { loss } = await evaluate(model, (await result).params, someOf(held, 16, 2));
  const one = { ...trial, optimizer: "adamw", hyper: { learningRate: 0.01 }, steps: 1 } as const;
  expect((await loaded.problem.run(one)).validation).toBeCloseTo(loss!, 10);
});
