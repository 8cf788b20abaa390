/** The rule for the number of epochs, on a problem whose loss over epochs is known: 1 + 2 exp(-epochs / 2). */
import { describe, expect, it } from "vitest";
import { noisyProblem } from "../../test/compare/noisy-problem.ts";
import { entrantsOf, settingsOf } from "../../test/compare/settings.ts";
import { compare } from "./compare.ts";
import { inThisThread } from "./executor.ts";
import { memoryStore } from "./folder.ts";
import type { EpochRule } from "./settings.ts";

const rule: EpochRule = { first: 1, most: 100, gain: 0.01, seconds: 1e6 };

async function planWith(changed: Partial<EpochRule>, bestRate = 0.01) {
  const truth = { loss: 1, bestRate };
  const problem = noisyProblem("p", { sgd: truth, adam: truth }, { own: 0, shared: 0 });
  const settings = settingsOf(entrantsOf("sgd", "adam"), { epochs: { ...rule, ...changed } });
  const { plans } = await compare([problem], settings, {
    store: memoryStore(),
    executor: inThisThread([problem]),
  });
  return { ...plans[0]!, ...plans[0]!.length!, ran: problem.trials };
}

describe("epochs", () => {
  it("double until that improves the tuned baseline by less than 1 %", async () => {
    // Losses after 1, 2, 4, 8, 16 epochs: 2.213, 1.736, 1.271, 1.037, 1.0007; the next doubling gains .07 %.
    const { epochs, why, ran } = await planWith({});
    expect([epochs, why]).toEqual([16, "twice as many improve sgd by less than 1 %"]);
    const before = ran.filter((trial) => trial.epochs !== 16);
    expect(new Set(before.map(({ optimizer }) => optimizer))).toEqual(new Set(["sgd"]));
    // The search with one epoch, then three finalists.
    const perEpochs = [1, 2, 4, 8, 32].map(
      (epochs) => before.filter((trial) => trial.epochs === epochs).length,
    );
    expect(perEpochs).toEqual([10, 6, 6, 6, 6]);
    expect(new Set(ran.map((trial) => JSON.stringify(trial))).size).toBe(ran.length);
  });

  it("end at the most that is allowed", async () => {
    expect(await planWith({ most: 7 })).toMatchObject({ epochs: 4, why: "at most 7 are allowed" });
    expect(await planWith({ most: 1 })).toMatchObject({ epochs: 1 });
  });

  it("end where the whole comparison would take too long", async () => {
    // .01 s an epoch; two optimizers with 10 trials for the choice and 10 results each: 40 trials.
    const { epochs, why } = await planWith({ seconds: 2 });
    expect([epochs, why]).toEqual([
      4,
      "8 epochs would take about 4 s of computation; 2 s are allowed; another machine may train for another number",
    ]);
  });

  it("stay as they are where the baseline never converges", async () => {
    expect(await planWith({}, 1e-9)).toMatchObject({ epochs: 1, why: "sgd diverges at every point" });
  });
});
