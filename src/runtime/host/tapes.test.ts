/** Values that depend on hyperparameters alone are computed again where one changes, and only there. */
import { expect, test } from "vitest";
import { adam, type Descent, type Optimizer, scheduleFreeSgd } from "../../index.ts";
import { plan } from "../../plan/plan.ts";
import { tapesOf } from "./tapes.ts";
import { registersOf } from "./values.ts";

const tensors = [{ path: "x", shape: [2], size: 2, dtype: "float32" }] as const;

test("a tape for unchanged hyperparameters lacks what depends on them alone", () => {
  const planned = plan(adam(), tensors);
  const { stages, varying } = tapesOf(planned, registersOf(planned)).get("step")!;
  const lengths = [stages, varying].map((tapes) => tapes.map(({ evaluate }) => evaluate.length));
  // 1 - b1, 1 - b2 and -learningRate depend on hyperparameters alone; 1 - b^t and its reciprocal do not.
  expect(lengths).toEqual([[7], [4]]);
});

const begin = (optimizer: Optimizer) => optimizer.init({ x: new Float32Array([1, -2]), y: [3] });
type Live = Awaited<ReturnType<typeof begin>>;
const step = (descent: Live, t: number) => descent.step({ x: [t, 0.5], y: [-t] });

/** What may come between two steps and change nothing of the later ones. */
const between: Readonly<Record<string, (descent: Live) => unknown>> = {
  evalParams: (descent) => descent.evalParams(),
  profile: (descent) => descent.profile({ steps: 2 }),
  "set there and back": (descent) => {
    descent.set({ learningRate: 1 });
    descent.set({ learningRate: 0.1 });
  },
  "freeze and unfreeze": (descent) => {
    descent.freeze("y");
    descent.unfreeze("y");
  },
  restore: async (descent) => descent.restore(await descent.snapshot()),
};

for (const [name, optimizer] of Object.entries({ adam, scheduleFreeSgd })) {
  for (const [what, happens] of Object.entries(between)) {
    test(`${name}: ${what} between steps changes no later one, also after set`, async () => {
      const make = () => begin(optimizer({ learningRate: 0.1 }) as Optimizer);
      const [meant, found] = [await make(), await make()];
      const both = [meant, found] as Descent[];
      await happens(found);
      for (let t = 1; t < 9; t++) {
        if (t === 3) for (const descent of both) descent.set({ learningRate: 0.2 });
        if (t === 6) for (const descent of both) descent.set({ learningRate: 0.1 });
        step(meant, t);
        step(found, t);
        if (t % 2 === 0) await happens(found);
        if (what === "set there and back" && t >= 2) found.set({ learningRate: t < 6 && t >= 3 ? 0.2 : 0.1 });
        expect(found.params).toEqual(meant.params);
      }
      expect(await found.evalParams()).toEqual(await meant.evalParams());
    });
  }
}
