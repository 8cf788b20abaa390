/** Comparisons on known truth: what they find, what they do not, and that nothing reads the test split before the choice. */
import { describe, expect, it } from "vitest";
import { type NoisyProblem, noisyProblem } from "../../test/compare/noisy-problem.ts";
import { entrantsOf, settingsOf } from "../../test/compare/settings.ts";
import { compare } from "./compare.ts";
import { inThisThread } from "./executor.ts";
import { memoryStore } from "./folder.ts";
import { describeTrial as commandOf, readTest } from "./problem.ts";
import { range } from "./search.ts";
import type { Settings } from "./settings.ts";
import { resultOf } from "./summary.ts";

const about = { version: "1.2.3", command: "glissade compare", commandOf };

async function resultFor(problems: readonly NoisyProblem[], settings: Settings) {
  const executor = inThisThread(problems);
  const { known, missing } = await compare(problems, settings, { store: memoryStore(), executor });
  expect(missing).toBe(0);
  return resultOf(problems, settings, known, about);
}

describe("on known truth", () => {
  const betterIn = async (losses: readonly [number, number]) => {
    const found = { none: 0, one: 0, other: 0 };
    for (const world of range(40)) {
      const problem = noisyProblem(
        "noise",
        { sgd: { loss: losses[0], bestRate: 0.01 }, adam: { loss: losses[1], bestRate: 0.01 } },
        { world },
      );
      const { problems } = await resultFor([problem], settingsOf(entrantsOf("sgd", "adam")));
      const { better } = problems[0]!.pairs[0]!;
      found[better === undefined ? "none" : better === "sgd" ? "one" : "other"]++;
    }
    return found;
  };

  it("one optimizer under two names shows no difference in at least 36 of 40 worlds", async () => {
    expect((await betterIn([1, 1])).none).toBeGreaterThanOrEqual(36);
  });

  it("a planted difference of 5 % is found in at least 36 of 40 worlds", async () => {
    expect((await betterIn([1, 0.95])).other).toBeGreaterThanOrEqual(36);
    expect((await betterIn([0.95, 1])).one).toBeGreaterThanOrEqual(36);
  });

  it("trainings that are equal to the bit show no difference", async () => {
    const problem = noisyProblem(
      "equal",
      { a: { loss: 1, bestRate: 0.01 }, b: { loss: 1, bestRate: 0.01 } },
      { own: 0 },
    );
    const { problems, ranks } = await resultFor([problem], settingsOf(entrantsOf("a", "b")));
    expect(problems[0]!.pairs[0]).toMatchObject({ p: 1, corrected: 1, better: undefined });
    expect(ranks.map(({ rank }) => rank.mean)).toEqual([1.5, 1.5]);
    expect(problems[0]!.rows.map(({ best }) => best)).toEqual([true, true]);
  });

  it("finds the better one where a higher metric is better", async () => {
    const problem = noisyProblem(
      "accuracy",
      { sgd: { loss: 1, bestRate: 0.01 }, adam: { loss: 0.8, bestRate: 0.01 } },
      { metric: { name: "accuracy", better: "higher" } },
    );
    const { problems } = await resultFor([problem], settingsOf(entrantsOf("sgd", "adam")));
    const [{ rows, pairs }] = problems as [(typeof problems)[0]];
    expect(rows.map(({ optimizer, best }) => [optimizer, best])).toEqual([
      ["adam", true],
      ["sgd", false],
    ]);
    expect(rows[0]!.test.mean).toBeCloseTo(1 / 1.8, 1);
    expect(pairs[0]).toMatchObject({ better: "adam", higher: 0, lower: 10 });
    expect(pairs[0]!.difference.mean).toBeCloseTo(rows[1]!.test.mean - rows[0]!.test.mean, 12);
  });
});

describe("the search", () => {
  it("chooses the best rate, and gives every optimizer the same number of trials", async () => {
    const problem = noisyProblem("p", {
      sgd: { loss: 1, bestRate: 0.0316 },
      adam: { loss: 1, bestRate: 0.00316 },
    });
    const { problems } = await resultFor([problem], settingsOf(entrantsOf("sgd", "adam")));
    const byName = Object.fromEntries(problems[0]!.rows.map((row) => [row.optimizer, row]));
    expect([byName.sgd!.hyper, byName.adam!.hyper]).toEqual([
      { learningRate: 0.0316 },
      { learningRate: 0.00316 },
    ]);
    expect([byName.sgd!.trials, byName.adam!.trials]).toEqual([10, 10]);
  });

  it("a best rate at the edge extends the grid, for all optimizers", async () => {
    const problem = noisyProblem(
      "p",
      { sgd: { loss: 1, bestRate: 0.316 }, adam: { loss: 1, bestRate: 0.01 } },
      { own: 0 },
    );
    const { problems, notes } = await resultFor([problem], settingsOf(entrantsOf("sgd", "adam")));
    const rates = problems[0]!.rows.map(({ tried }) => tried.map(({ hyper }) => hyper.learningRate));
    expect(rates).toEqual(Array(2).fill([0.001, 0.00316, 0.01, 0.0316, 0.1, 0.316, 1]));
    expect(problems[0]!.rows.find(({ optimizer }) => optimizer === "sgd")!.hyper).toEqual({
      learningRate: 0.316,
    });
    expect(notes.join(" ")).toContain("grew by 0.316, 1 for every optimizer");
  });

  it("a grid of multiples of each optimizer's rates grows alike, and its notes say what it multiplies", async () => {
    const problem = noisyProblem(
      "p",
      { sgd: { loss: 1, bestRate: 0.316 }, adam: { loss: 1, bestRate: 0.001 } },
      { own: 0 },
    );
    const rates = { sgd: { learningRate: 0.1, otherLearningRate: 3e-4 }, adam: { learningRate: 1e-3 } };
    const entrants = entrantsOf("sgd", "adam").map((one) => ({
      ...one,
      rates: rates[one.name as keyof typeof rates],
    }));
    const space = { kind: "grid", low: 0.316, high: 3.16, perDecade: 2, extensions: 1 } as const;
    const length = { epochs: 1, steps: 8 };
    const { problems, notes } = await resultFor([problem], settingsOf(entrants, { space, ...length }));
    const { rows, epochs, steps } = problems[0]!;
    expect({ epochs, steps }).toEqual(length);
    const triedBy = (name: string) => rows.find(({ optimizer }) => optimizer === name)!.tried;
    expect(triedBy("sgd").map(({ hyper }) => hyper)).toEqual([
      { learningRate: 0.0316, otherLearningRate: 0.0000948 },
      { learningRate: 0.1, otherLearningRate: 0.0003 },
      { learningRate: 0.316, otherLearningRate: 0.000948 },
      { learningRate: 1, otherLearningRate: 0.003 },
    ]);
    expect(triedBy("adam").map(({ hyper }) => hyper.learningRate)).toEqual([0.000316, 0.001, 0.00316, 0.01]);
    expect(notes).toContain("The default of sgd is learningRate 0.1, otherLearningRate 0.0003.");
    expect(notes.join(" ")).toContain("tried at the same multiples of its default rates, 2 a decade");
    expect(notes.join(" ")).toContain("grew by the multiples 10 for every optimizer");
    expect(notes).toContain("p: 8 steps (as given).");
  });

  it("says where a grid that may grow no further is too small", async () => {
    const problem = noisyProblem("p", {
      sgd: { loss: 1, bestRate: 1e-9 },
      adam: { loss: 1, bestRate: 0.01 },
    });
    const space = { kind: "grid", low: 1e-3, high: 0.1, perDecade: 2, extensions: 1 } as const;
    const { problems, notes, ranks } = await resultFor(
      [problem],
      settingsOf(entrantsOf("adam", "sgd"), { space }),
    );
    expect(notes.join(" ")).toContain("sgd diverged at every point");
    const last = problems[0]!.rows.at(-1)!;
    expect(last).toMatchObject({ optimizer: "sgd", hyper: undefined, diverged: 10, best: false });
    expect(last.test.mean).toBe(Number.POSITIVE_INFINITY);
    expect(problems[0]!.pairs[0]).toMatchObject({ test: "sign", better: "adam" });
    expect(ranks.map(({ rank }) => rank.mean)).toEqual([1, 2]);
  });

  it("counts a rate that diverges with one seed as infinite", async () => {
    const problem = noisyProblem("p", { sgd: { loss: 1, bestRate: 0.01 } });
    const flaky: NoisyProblem = {
      ...problem,
      run: async (trial, signal) => {
        const outcome = await problem.run(trial, signal);
        return trial.seed === 1 && trial.hyper.learningRate === 0.01
          ? { ...outcome, diverged: true }
          : outcome;
      },
    };
    const { problems } = await resultFor([flaky], settingsOf(entrantsOf("sgd")));
    expect(problems[0]!.rows[0]!.tried[2]).toMatchObject({
      validation: Number.POSITIVE_INFINITY,
      diverged: 1,
    });
    expect(problems[0]!.rows[0]!.hyper).not.toEqual({ learningRate: 0.01 });
  });
});

describe("the test split", () => {
  it("is read after the last trial for the choice only, once a result", async () => {
    const problem = noisyProblem("p", { sgd: { loss: 1, bestRate: 0.1 }, adam: { loss: 1, bestRate: 0.01 } });
    await resultFor([problem], settingsOf(entrantsOf("sgd", "adam")));
    const choices = problem.trials.filter(({ purpose }) => purpose === "choice").length;
    expect(problem.tested).toHaveLength(20);
    for (const { trial, after } of problem.tested) {
      expect(after).toBeGreaterThan(choices);
      expect(trial.seed).toBeGreaterThanOrEqual(2);
    }
  });

  it("cannot be read by a trial for the choice", async () => {
    const problem = noisyProblem("p", { sgd: { loss: 1, bestRate: 0.1 } });
    const trial = {
      problem: "p",
      optimizer: "sgd",
      hyper: { learningRate: 0.1 },
      seed: 0,
      epochs: 1,
    } as const;
    const { test } = await problem.run({ ...trial, purpose: "choice" });
    expect(test).toThrow('the test split of "p" is read only once the hyperparameters are chosen');
    expect(test).toThrow(expect.objectContaining({ name: "TestSplitError" }));
    expect(readTest({ ...trial, purpose: "result" }, () => 7)).toBe(7);
  });
});

describe("several problems", () => {
  it("give ranks over all of them and performance profiles", async () => {
    const problems = range(3).map((index) =>
      noisyProblem(`p${index}`, { sgd: { loss: 1, bestRate: 0.01 }, adam: { loss: 0.9, bestRate: 0.01 } }),
    );
    const { ranks, profiles } = await resultFor(problems, settingsOf(entrantsOf("sgd", "adam")));
    const [sgd, adam] = ranks;
    expect(adam!.rank.mean).toBeLessThan(sgd!.rank.mean);
    expect(adam!.rank.low).toBeGreaterThanOrEqual(1);
    expect(adam!.rank.high).toBeLessThan(1.5);
    // The excess of 90 % of the loss is gone earlier: 1 + 2 exp(-x/2) = (1 + 2 exp(-4)) / .9.
    expect(profiles[1]!.steps.score).toBe(1);
    expect(profiles[0]!.steps.score).toBeLessThan(1);
  });
});
