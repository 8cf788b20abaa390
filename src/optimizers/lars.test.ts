/** LARS, LAMB and Fromage at norms of 0, and options that belong to one form only. */
import { expect, test } from "vitest";
import { fromage, HyperparameterError, lamb, lars, type Optimizer } from "../index.ts";

const devices = ["js", "wasm"] as const;

/** The parameter after one step. */
async function stepped(optimizer: Optimizer, p: number, g: number, device: (typeof devices)[number]) {
  const descent = await optimizer.init([p], { device });
  descent.step([g]);
  const found = descent.params[0]!;
  descent.dispose();
  return found;
}

test.each(devices)("on %s parameters of 0 take the plain step", async (device) => {
  const options = { learningRate: 0.5, momentum: 0 };
  expect(await stepped(lars(options), 0, 4, device)).toBe(-2);
  expect(await stepped(lars({ ...options, like: "optax" }), 0, 4, device)).toBe(-2);
  expect(await stepped(lars({ ...options, like: "paper" }), 0, 4, device)).toBe(-2);
  // Adam's first direction is the sign.
  expect(await stepped(lamb({ learningRate: 0.5, eps: 0 }), 0, 4, device)).toBeCloseTo(-0.5, 12);
  expect(await stepped(lamb({ learningRate: 0.5, eps: 0, like: "keras" }), 0, 4, device)).toBeCloseTo(
    -0.5,
    12,
  );
  expect(await stepped(fromage({ learningRate: 0.75 }), 0, 4, device)).toBeCloseTo(-0.75 * 4 * 0.8, 12);
});

test.each(devices)("on %s gradients of 0 leave weight decay and shrinking at work", async (device) => {
  const options = { learningRate: 0.5, weightDecay: 0.25 };
  // r is all decay, and the ratio gives it the parameter's norm.
  expect(await stepped(lamb(options), 8, 0, device)).toBe(4);
  expect(await stepped(lamb({ ...options, like: "keras" }), 8, 0, device)).toBe(7);
  const trusting = { ...options, momentum: 0, trustCoefficient: 0.5 };
  expect(await stepped(lars(trusting), 8, 0, device)).toBe(6);
  expect(await stepped(lars({ ...trusting, like: "paper" }), 8, 0, device)).toBe(6);
  expect(await stepped(fromage({ learningRate: 0.75 }), 8, 0, device)).toBeCloseTo(6.4, 12);
  for (const still of [lamb(), lamb({ like: "keras" }), lars(), lars({ like: "paper" })]) {
    expect(await stepped(still, 8, 0, device)).toBe(8);
  }
  for (const at0 of [lamb(options), lars(trusting), lars({ ...trusting, like: "paper" }), fromage()]) {
    expect(await stepped(at0, 0, 0, device)).toBe(0);
  }
});

test("options of another form are refused", () => {
  expect(() => lars({ like: "paper", eps: 1 })).toThrow(
    new HyperparameterError('lars: eps needs like: "optax" or no like; got like: "paper"'),
  );
  expect(() => fromage({ minNorm: 1 })).toThrow(
    new HyperparameterError('fromage: minNorm needs like: "optax"; got no like'),
  );
  expect(() => lamb({ epsRoot: 1 })).toThrow(
    new HyperparameterError('lamb: epsRoot needs like: "optax"; got no like'),
  );
  expect(() => lamb({ like: "torch" })).toThrow(
    new HyperparameterError('lamb: like must be one of "paper", "optax", "keras"; got "torch"'),
  );
});
