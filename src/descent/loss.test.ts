/** Steps that take the loss beside the gradient. On both backends. */
import { describe, expect, test } from "vitest";
import { chain, partition, rule, sgd } from "../index.ts";
import { OptionError } from "../options/option.ts";
import { ParameterError } from "./tree.ts";

const fall = sgd({ learningRate: 0.5 });
describe.each(["js", "wasm"] as const)("the loss, on %s", (device) => {
  const weighted = rule({ name: "weighted", text: "u = -loss*g" });

  test("is what the step was given", async () => {
    const descent = await weighted().init([1, 2], { device });
    descent.step([1, 2], { loss: 0.5 });
    expect(descent.params).toEqual(Float64Array.of(0.5, 1));
    descent.step(undefined, { loss: -2 });
    expect(descent.params).toEqual(Float64Array.of(2.5, 5));
    descent.dispose();
  });

  test("may be read by states, and through divisions", async () => {
    const least = rule({ name: "least", state: { best: 8 }, text: "best = min(best, loss)\n u = g/loss" });
    const descent = await least().init([0], { device });
    for (const loss of [4, 2, 16]) descent.step([1], { loss });
    expect(descent.state.best).toBe(2);
    expect(descent.params[0]).toBe(0.25 + 0.5 + 0.0625);
    descent.dispose();
  });

  test.each([
    [undefined, "undefined"],
    [{}, "undefined"],
    [{ loss: undefined }, "undefined"],
  ])("that is missing is an error, with options %j, and nothing changes", async (options, got) => {
    const schedule: number[] = [];
    const learningRate = (count: number) => schedule.push(count) && 0.5;
    const descent = await chain(weighted(), sgd({ learningRate })).init([1], { device });
    schedule.length = 0;
    expect(() => descent.step([1], options)).toThrow(
      new ParameterError(
        `this optimizer reads the loss: call step(grads, { loss }), or step(undefined, { loss }); got ${got}`,
      ),
    );
    expect([...descent.params, ...descent.grads, descent.count, descent.skipped]).toEqual([1, 0, 0, 0]);
    expect(schedule).toEqual([]);
    descent.dispose();
  });

  test.each<[unknown, string]>([
    [{ loss: "1" }, 'step: loss must be a number; got "1"'],
    [{ loss: 1n }, "step: loss must be a number; got 1n"],
    [{ loss: null }, "step: loss must be a number; got null; leave it out for its default"],
    [{ loss: 1, lr: 0.1 }, 'step has no option "lr"; it has: loss'],
    [{ los: 1 }, 'step has no option "los"; it has: loss; did you mean loss?'],
    [0.5, "step takes an object of options, { loss }; got 0.5"],
    [null, "step takes an object of options, { loss }; got null"],
    [[0.5], "step takes an object of options, { loss }; got an array"],
  ])("that is invalid is an error, with options %s, and nothing changes", async (options, message) => {
    for (const optimizer of [chain(weighted(), sgd()), sgd()]) {
      const descent = await optimizer.init([1], { device });
      expect(() => descent.step([1], options as object)).toThrow(new OptionError(message));
      expect([...descent.params, ...descent.grads, descent.count]).toEqual([1, 0, 0]);
      descent.dispose();
    }
  });

  test("is not needed by optimizers that do not read it, and has no effect on them", async () => {
    const descent = await fall.init([1], { device });
    descent.step([1]);
    descent.step([1], { loss: Number.NaN });
    expect(descent.params[0]).toBe(0);
    descent.dispose();
  });

  test("is needed though it is one branch of a partition that reads it", async () => {
    const optimizer = partition([
      ["a", weighted()],
      ["*", fall],
    ]);
    const descent = await optimizer.init({ a: [1], b: [1] }, { device });
    expect(() => descent.step({ a: [1], b: [1] })).toThrow(ParameterError);
    descent.step({ a: [1], b: [1] }, { loss: 3 });
    expect(descent.params).toEqual({ a: Float64Array.of(-2), b: Float64Array.of(0.5) });
    descent.dispose();
  });
});
