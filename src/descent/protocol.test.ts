/** Steps that take the raw gradient, or several gradients in their order. The loss: loss.test.ts. On both backends. */
import { describe, expect, test } from "vitest";
import { adam, chain, clip, rule, scale, sgd, skipNonFinite } from "../index.ts";
import { DisposedError, ProtocolError } from "./errors.ts";
import { ParameterError } from "./tree.ts";

const gather = rule({
  name: "gather",
  hyper: { every: 3 },
  bounds: { every: "[1, inf)" },
  state: { total: 0, number: 0 },
  every: "every",
  before: "total = total + g\n number = number + 1",
  text: "u = (total + g) / (number + 1)\n total = 0\n number = 0",
});

/** Moves by half the gradient; the step starts again from where it was. */
const probe = rule({
  name: "probe",
  hyper: { rho: 0.5 },
  state: { start: "p" },
  before: "start = p\n u = rho*g",
  text: "p = start\n start = start\n u = g",
});

const fall = sgd({ learningRate: 0.5 });

describe.each(["js", "wasm"] as const)("on %s", (device) => {
  test("the gradient is that of the step, wherever in a chain it is read", async () => {
    const mixed = rule({ name: "mixed", text: "u = gradient + 10*g" });
    const descent = await chain(scale(-2), mixed(), scale(0.5)).init([0, 0], { device });
    descent.step([1, -3]);
    expect(descent.params).toEqual(Float64Array.of(-9.5, 28.5));
    descent.dispose();
  });

  describe("a step of several gradients", () => {
    const gradients = [
      [1, -2],
      [2, -4],
      [3, 0],
    ];
    const mean = [2, -2];

    test("is that of their mean", async () => {
      const descent = await chain(gather(), adam()).init([1, 2], { device });
      const plain = await adam().init([1, 2], { device });
      for (let step = 0; step < 3; step++) {
        for (const gradient of gradients) descent.step(gradient);
        plain.step(mean);
        expect(descent.params).toEqual(plain.params);
        expect([descent.state.m, descent.state.v]).toEqual([plain.state.m, plain.state.v]);
        expect([descent.count, descent.pending]).toEqual([step + 1, 0]);
      }
      descent.dispose();
      plain.dispose();
    });

    test("touches the sum alone until it is complete", async () => {
      const descent = await chain(gather(), adam()).init([1, 2], { device });
      for (const [index, gradient] of gradients.slice(0, 2).entries()) {
        descent.step(gradient);
        expect([descent.count, descent.pending]).toEqual([0, index + 1]);
        expect(descent.params).toEqual(Float64Array.of(1, 2));
        expect(descent.state.m).toEqual(Float64Array.of(0, 0));
      }
      expect(descent.state).toMatchObject({ total: Float64Array.of(3, -6), number: 2 });
      descent.dispose();
    });

    test("works on each gradient ahead of the rule that gathers, on their mean behind it", async () => {
      const descent = await chain(clip(2), gather(), clip(1.5), scale(-1)).init([0, 0], { device });
      for (const gradient of gradients) descent.step(gradient);
      // Clipped they are (1, 2, 2) and (-2, -2, 0).
      expect(descent.params[0]).toBe(-1.5);
      expect(descent.params[1]).toBeCloseTo(4 / 3, 15);
      descent.dispose();
    });

    test("has as many as the hyperparameter says, which may change at every step", async () => {
      const descent = await chain(gather({ every: (count) => count + 1 }), fall).init([0], { device });
      const seen = Array.from({ length: 6 }, () => {
        descent.step([1]);
        return [descent.count, descent.pending];
      });
      expect(seen).toEqual([
        [1, 0],
        [1, 1],
        [2, 0],
        [2, 1],
        [2, 2],
        [3, 0],
      ]);
      descent.set({ every: 1 });
      descent.step([1]);
      expect(descent.count).toBe(4);
      descent.dispose();
    });

    test("goes on undisturbed where one of them is declined", async () => {
      const run = async (spoilt: boolean) => {
        const descent = await chain(skipNonFinite(), gather(), adam()).init([1, 2], { device });
        for (const gradient of [...gradients, ...gradients]) {
          descent.step(gradient);
          if (spoilt) descent.step([Number.NaN, 1]);
        }
        const found = [descent.params.slice(), descent.count, descent.pending];
        const { skipped } = descent;
        descent.dispose();
        return [found, skipped];
      };
      const [[clean], [spoilt, skipped]] = [await run(false), await run(true)];
      expect(spoilt).toEqual(clean);
      expect(skipped).toBe(6);
    });

    test("goes on from a snapshot in its middle", async () => {
      const optimizer = chain(gather(), adam());
      const descent = await optimizer.init([1, 2], { device });
      for (const gradient of [...gradients, gradients[0]!, gradients[1]!]) descent.step(gradient);
      const saved = await descent.snapshot();
      const resumed = await optimizer.init([5, 6], { device });
      await resumed.restore(saved);
      expect([resumed.count, resumed.pending]).toEqual([1, 2]);
      for (const one of [descent, resumed]) one.step(gradients[2]);
      expect(resumed.params).toEqual(descent.params);
      expect([resumed.count, resumed.pending]).toEqual([2, 0]);
      descent.dispose();
      resumed.dispose();
    });

    test("leaves what is known of the last step until it is complete", async () => {
      const descent = await chain(gather({ every: 2 }), fall).init([0], { device, measure: true });
      descent.step([1]);
      descent.step([3]);
      expect(descent.last).toEqual({ gradNorm: 3, updateNorm: 1, finite: true, taken: true });
      descent.step([5]);
      expect(descent.last).toEqual({ gradNorm: 3, updateNorm: 1, finite: true, taken: true });
      descent.dispose();
    });

    test("has no perturb(); asking for it asks no schedule", async () => {
      const asked: number[] = [];
      const every = (count: number) => {
        asked.push(count);
        return 2;
      };
      const descent = await chain(gather({ every }), fall).init([0], { device });
      asked.length = 0;
      expect(() => descent.perturb([1])).toThrow(ProtocolError);
      expect([asked, descent.pending, descent.grads[0]]).toEqual([[], 0, 0]);
      descent.dispose();
    });
  });

  describe("a step with a first half", () => {
    const begin = () => chain(probe(), fall).init([1, -2], { device });

    test("moves, and steps from where it was with the gradient at the new place", async () => {
      const descent = await begin();
      descent.perturb([2, 4]);
      expect(descent.params).toEqual(Float64Array.of(2, 0));
      expect([descent.count, descent.pending]).toEqual([0, 1]);
      descent.grads.set([1, 8]);
      descent.step();
      expect(descent.params).toEqual(Float64Array.of(0.5, -6));
      expect([descent.count, descent.pending]).toEqual([1, 0]);
      descent.perturb();
      expect(descent.params).toEqual(Float64Array.of(1, -2));
      descent.dispose();
    });

    test("must begin with it, and has it once", async () => {
      const descent = await begin();
      expect(() => descent.step([9, 9])).toThrow(
        new ProtocolError(
          "this optimizer takes two gradients a step: call perturb() first, then step() with the gradient there",
        ),
      );
      expect([...descent.params, ...descent.grads, descent.count]).toEqual([1, -2, 0, 0, 0]);
      descent.perturb([2, 4]);
      expect(() => descent.perturb([9, 9])).toThrow(
        new ProtocolError("perturb() was called; now call step()"),
      );
      expect([...descent.params, ...descent.grads, descent.pending]).toEqual([2, 0, 2, 4, 1]);
      descent.step([1, 8]);
      expect(() => descent.step([1, 8])).toThrow(ProtocolError);
      expect(descent.params).toEqual(Float64Array.of(0.5, -6));
      descent.dispose();
    });

    test("stays before it where gradients do not fit", async () => {
      const descent = await begin();
      expect(() => descent.perturb([1])).toThrow(ParameterError);
      expect([...descent.params, descent.pending]).toEqual([1, -2, 0]);
      descent.perturb([2, 4]);
      expect(descent.pending).toBe(1);
      descent.dispose();
    });

    test("stays before it where it is declined", async () => {
      const descent = await chain(skipNonFinite(), probe(), fall).init([1], { device });
      descent.perturb([Number.NaN]);
      expect([descent.params[0], descent.pending, descent.skipped]).toEqual([1, 0, 1]);
      expect(() => descent.step([1])).toThrow(ProtocolError);
      descent.perturb([2]);
      descent.step([Infinity]);
      expect([descent.params[0], descent.pending, descent.skipped, descent.count]).toEqual([2, 1, 2, 0]);
      descent.step([1]);
      expect([descent.params[0], descent.pending, descent.count]).toEqual([0.5, 0, 1]);
      descent.dispose();
    });

    test("is for optimizers that take one only", async () => {
      const error = new ProtocolError("this optimizer has no perturb(): call step() alone");
      const reading = rule({ name: "reading", text: "u = loss*g" });
      for (const optimizer of [fall, reading()]) {
        const descent = await optimizer.init([1], { device });
        expect(() => descent.perturb([1])).toThrow(error);
        expect([descent.params[0], descent.grads[0], descent.count]).toEqual([1, 0, 0]);
        descent.dispose();
      }
    });

    test("is for descents that are alive", async () => {
      const descent = await begin();
      descent.dispose();
      expect(() => descent.perturb([1, 1])).toThrow(DisposedError);
    });
  });
});
