/** What `restart` keeps, and when it is refused; that all else begins anew is a property of the conformance table. */
import { expect, test } from "vitest";
import { accumulate, adam, DisposedError, HyperparameterError, ProtocolError, sam, sgd } from "../index.ts";

test("hyperparameters keep what was set, frozen parameters stay frozen", async () => {
  const descent = await sgd({ learningRate: 1 }).init({ a: [0], b: [0] });
  descent.set({ learningRate: 0.5 });
  descent.freeze("b");
  descent.step({ a: [1], b: [1] });
  descent.restart();
  expect(descent.frozen).toEqual(["b"]);
  descent.step({ a: [1], b: [1] });
  expect([descent.count, descent.params.a[0], descent.params.b[0]]).toEqual([1, -1, 0]);
});

test("views stay, gradients are 0, what was measured is gone", async () => {
  const descent = await adam().init({ x: [1] }, { measure: true });
  const { params, grads } = descent;
  descent.step({ x: [2] });
  descent.restart();
  expect(descent.params).toBe(params);
  expect(grads.x[0]).toBe(0);
  expect(descent.last.gradNorm).toBeNaN();
});

test("gradients that wait for a step are forgotten", async () => {
  const descent = await accumulate(sgd({ learningRate: 1 }), { every: 2 }).init({ x: [0] });
  descent.step({ x: [5] });
  descent.restart();
  expect(descent.pending).toBe(0);
  descent.step({ x: [1] });
  descent.step({ x: [1] });
  expect(descent.params.x[0]).toBe(-1);
});

test("between the halves of a step it begins where the parameters are", async () => {
  const descent = await sam(sgd({ learningRate: 1 }), { rho: 1 }).init({ x: [0] });
  descent.perturb({ x: [1] });
  expect(descent.params.x[0]).toBe(1);
  descent.restart();
  descent.perturb({ x: [1] });
  descent.step({ x: [1] });
  expect(descent.params.x[0]).toBe(0);
});

test("where a schedule leaves its interval nothing has changed", async () => {
  let rate = 1;
  const descent = await sgd({ learningRate: () => rate }).init({ x: [0] });
  descent.step({ x: [1] });
  rate = -1;
  expect(() => descent.restart()).toThrow(HyperparameterError);
  expect([descent.count, descent.params.x[0], descent.grads.x[0]]).toEqual([1, -1, 1]);
});

test("is refused within a step, and after dispose", async () => {
  const descent = await sgd({
    learningRate: (count) => {
      if (count > 0) descent.restart();
      return 1;
    },
  }).init({ x: [0] });
  descent.step({ x: [1] });
  expect(() => descent.step({ x: [1] })).toThrow(ProtocolError);
  descent.dispose();
  expect(() => descent.restart()).toThrow(DisposedError);
});
