/** What `estimate()` does: Sophia's second input, beside gradients. Its equations beside optax's: test/golden/sophia.test.ts. */
import { expect, test } from "vitest";
import { ofOptax, ofPaper } from "../../test/oracle/sophia.ts";
import {
  accumulate,
  adam,
  chain,
  clipByGlobalNorm,
  minimize,
  ProtocolError,
  partition,
  rows,
  rule,
  sam,
  skipNonFinite,
  sophia,
  tensor,
} from "../index.ts";

const options = {
  ...{ learningRate: 0.05, b1: 0.9, b2: 0.8, gamma: 0.4 },
  ...{ eps: 1e-3, maxDelta: 0.8, weightDecay: 0.02 },
};
const wave = (step: number, n: number, scale = 1) =>
  Float64Array.from({ length: n }, (_, i) => scale * Math.sin(1 + 3 * step + 7 * i));
const stateOf = (state: unknown) => state as Record<string, Float64Array>;
const near = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 10));

test.each([
  ["paper", undefined, ofPaper],
  ["optax", "optax", ofOptax],
] as const)("estimates now and then, form of %s", async (_name, like, form) => {
  const n = 11;
  for (const device of ["js", "wasm"] as const) {
    const descent = await sophia({ ...options, like }).init({ x: wave(0, n, 3) }, { device });
    const oracle = form(n, options);
    const p = wave(0, n, 3);
    for (let step = 1; step <= 30; step++) {
      if (step % 4 === 1) {
        descent.estimate({ x: wave(step, n, 5) });
        oracle.estimate!(wave(step, n, 5));
      }
      descent.step({ x: wave(-step, n) });
      oracle.step(p, wave(-step, n), options.learningRate);
      expect([...descent.params.x]).toEqual(near([...p]));
    }
  }
});

test("what is given comes as it is, whatever rules stand ahead, and is no step", async () => {
  const optimizer = chain(skipNonFinite(), clipByGlobalNorm(1), sophia(options));
  const descent = await optimizer.init({ x: [1, 2] }, { measure: true });
  descent.step({ x: [3, 4] });
  const { gradNorm } = descent.last;
  descent.estimate({ x: [300, 400] });
  expect([...stateOf(descent.state.h).x!]).toEqual(near([60, 80]));
  expect([...stateOf(descent.state.m).x!]).toEqual(near([0.06, 0.08]));
  expect([descent.count, descent.skipped]).toEqual([1, 0]);
  expect(descent.last.gradNorm).toBe(gradNorm);
});

test("values in grads; frozen parameters keep what they had", async () => {
  const descent = await sophia(options).init({ a: [1], b: [1], c: [1] });
  const h = () => (["a", "b", "c"] as const).map((name) => stateOf(descent.state.h)[name]![0]);
  for (const name of ["a", "b", "c"] as const) descent.grads[name][0] = 10;
  descent.freeze("c");
  descent.estimate();
  expect(h()).toEqual(near([2, 2, 0]));
  descent.estimate({ a: [10], b: [0], c: null });
  expect(h()).toEqual(near([3.6, 1.6, 0]));
  expect(() => descent.estimate({ a: [10], b: null, c: null })).toThrow(
    'estimate() at "b": its rule takes estimates, and null is none',
  );
  expect(h()).toEqual(near([3.6, 1.6, 0]));
  expect(descent.count).toBe(0);
});

test("gradients that were written in place stay those of the step", async () => {
  const [one, other] = [await sophia(options).init({ x: [1] }), await sophia(options).init({ x: [1] })];
  one.estimate({ x: [7] });
  one.step({ x: [-5] });
  other.grads.x[0] = -5;
  other.estimate({ x: [7] });
  expect(other.grads.x[0]).toBe(-5);
  other.step();
  expect([...other.params.x]).toEqual([...one.params.x]);
});

test("of 16 bits, and maximizing, where the Hessian is that of -f", async () => {
  const half = { learningRate: 0.01, b2: 0.5 };
  const narrow = await sophia(half).init({
    x: tensor(new Uint16Array([0x3f80]), [1], { dtype: "bfloat16" }),
  });
  narrow.estimate({ x: tensor(new Uint16Array([0x4000]), [1], { dtype: "bfloat16" }) });
  expect((narrow.state.h as { x: { data: Float32Array } }).x.data[0]).toBe(1);
  const climbing = await sophia({ ...half, maximize: true }).init({ x: [1] });
  climbing.estimate({ x: [-2] });
  expect(stateOf(climbing.state.h).x![0]).toBe(1);
});

test("goes on from a snapshot between an estimate and its step", async () => {
  const begin = () => sophia(options).init({ x: wave(0, 5) });
  const [one, other] = [await begin(), await begin()];
  one.estimate({ x: wave(1, 5) });
  await other.restore(JSON.parse(JSON.stringify(await one.snapshot())));
  for (const descent of [one, other]) {
    descent.step({ x: wave(2, 5) });
    descent.estimate({ x: wave(3, 5) });
    descent.step({ x: wave(4, 5) });
  }
  expect([...other.params.x]).toEqual([...one.params.x]);
});

test("inside others: gradients that wait stay, a group without it is not touched", async () => {
  const gathering = await accumulate(sophia(options), { every: 2 }).init({ x: [1] });
  gathering.step({ x: [2] });
  gathering.estimate({ x: [10] });
  expect(gathering.pending).toBe(1);
  gathering.step({ x: [4] });
  const plain = await sophia(options).init({ x: [1] });
  plain.estimate({ x: [10] });
  plain.step({ x: [3] });
  expect([...gathering.params.x]).toEqual([...plain.params.x]);

  const parted = await partition([
    ["a", sophia(options)],
    ["*", adam()],
  ]).init({ a: [1], b: [1] });
  parted.estimate({ a: [10], b: null });
  expect((await parted.snapshot()).counts).toBeUndefined();
  const state = parted.state as unknown as Record<string, Record<string, Float64Array>>;
  expect([...state.h!.a!, ...state.v!.b!]).toEqual(near([2, 0]));
});

test("a rule of one's own, as explain prints it", async () => {
  const newton = rule({
    name: "newton",
    state: { h: 1 },
    estimate: "h = max(g, 0.1)",
    text: `
      h = h
      u = -g/h`,
  });
  const descent = await newton().init({ x: [3] });
  descent.estimate({ x: [4] });
  descent.step({ x: [12] });
  expect(descent.params.x[0]).toBe(0);
  const printed = await newton().explain();
  expect(printed).toContain("h = max(g, 0.1)   (with what estimate() is given)");
  expect(printed).toContain("Passes for estimate()");
  expect(() => rule({ name: "r", text: "u = g", estimate: "u = g" })).toThrow(
    '"u" belongs to the step: an estimate changes states alone',
  );
  expect(() => rule({ name: "r", state: { h: "g" }, text: "h = h\nu = h", estimate: "h = g" })).toThrow(
    '"h" starts from the first gradient',
  );
  expect(() => rule({ name: "r", text: "u = g", estimate: "x = g" })).toThrow("estimate assigns no state");
});

test("what cannot be is refused, and nothing has changed", async () => {
  const without = await adam().init({ x: [1] });
  expect(() => without.estimate({ x: [1] })).toThrow(ProtocolError);
  expect(() => without.estimate({ x: [1] })).toThrow("it needs gradients alone");
  const descent = await sophia(options).init({ x: tensor(new Float64Array(4), [2, 2]) });
  expect(() => descent.estimate({ x: [1] } as never)).toThrow('gradients at "x"');
  expect(() => descent.estimate({ x: rows([0], [1, 1]) } as never)).toThrow("whole tensors");
  expect([...(descent.state.h as { x: { data: Float64Array } }).x.data]).toEqual([0, 0, 0, 0]);
  const moved = await sam(sophia(options)).init({ x: [1] });
  moved.perturb({ x: [1] });
  expect(() => moved.estimate({ x: [1] })).toThrow("call step() before estimate()");
  await expect(minimize((x) => x[0]! ** 2, [1], { optimizer: sophia() })).rejects.toThrow(
    "needs estimates of the curvature besides gradients",
  );
});
