/** Null gradients and frozen parameters: what calls take, what they refuse, and what they leave alone. */
import { describe, expect, it } from "vitest";
import {
  accumulate,
  adam,
  adamw,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  ema,
  emaParams,
  nadam,
  ParameterError,
  PartitionError,
  ProtocolError,
  rule,
  sam,
  scale,
  scaleByLearningRate,
  sgd,
  skipNonFinite,
} from "../index.ts";

const start = () => ({ a: new Float32Array([1, 2, 3]), b: { c: [4, 5], d: 6 } });
const all = { a: [1, 1, 1], b: { c: [1, 1], d: 1 } };

/** What is left of 1 after so many steps of Adam with gradients of 1. */
async function ofAdam(steps: number): Promise<number> {
  const descent = await adam({ learningRate: 0.1 }).init([1]);
  for (let t = 0; t < steps; t++) descent.step([1]);
  return descent.params[0]!;
}

describe("a gradient of null", () => {
  it("stands for a parameter, or for all parameters of a part of the tree", async () => {
    const descent = await sgd({ learningRate: 1 }).init(start());
    descent.step({ ...all, b: { c: null, d: 1 } });
    expect([...descent.params.b.c, descent.params.b.d]).toEqual([4, 5, 5]);
    descent.step({ ...all, b: null });
    expect([...descent.params.b.c, descent.params.b.d]).toEqual([4, 5, 5]);
    expect([...descent.params.a]).toEqual([-1, 0, 1]);
    descent.step({ a: null, b: null });
    expect([...descent.params.a]).toEqual([-1, 0, 1]);
    expect(descent.count).toBe(3);
  });

  it("stands beside gradients that were written in place", async () => {
    const descent = await sgd({ learningRate: 1 }).init(start());
    descent.grads.a.fill(2);
    descent.step({ ...descent.grads, b: null });
    expect([...descent.params.a]).toEqual([-1, 0, 1]);
    descent.step();
    expect([...descent.params.a]).toEqual([-3, -2, -1]);
  });

  it("makes Adam's steps 2.5 times too long for nobody", async () => {
    const descent = await adam({ learningRate: 0.1 }).init({ a: [1], b: [1] });
    for (let t = 0; t < 1000; t++) descent.step({ a: [1], b: null });
    descent.step({ a: [1], b: [1] });
    descent.step({ a: [1], b: [1] });
    expect(descent.params.b[0]).toBe(await ofAdam(2));
    expect(descent.params.a[0]).toBe(await ofAdam(1002));
  });

  it("is refused where there is no parameter, in the place of all, and in parameters", async () => {
    const descent = await sgd().init(start());
    const step = (grads: unknown) => () => descent.step(grads as typeof all);
    expect(step({ ...all, e: null })).toThrow(
      new ParameterError('gradients have "e", which is not a parameter; parameters: a, b.c, b.d'),
    );
    expect(step({ a: null, b: { c: null } })).toThrow(/gradients are missing at "b.d"/);
    expect(step(null)).toThrow(ParameterError);
    await expect(sgd().init({ a: null })).rejects.toThrow(ParameterError);
    expect(descent.count).toBe(0);
  });

  it("is not seen by norms, and steps are declined for what takes part alone", async () => {
    const optimizer = chain(skipNonFinite(), clipByGlobalNorm(1), scaleByLearningRate(1));
    const descent = await optimizer.init({ a: [0], b: [0] }, { measure: true });
    descent.grads.b[0] = Number.NaN;
    descent.step({ a: [2], b: null });
    expect([descent.skipped, descent.params.a[0], descent.last.gradNorm]).toEqual([0, -1, 2]);
    descent.step({ a: null, b: [Number.NaN] });
    expect([descent.skipped, descent.count]).toEqual([1, 1]);
    descent.step({ a: null, b: null });
    expect([descent.skipped, descent.count]).toEqual([1, 2]);
    expect([descent.last.gradNorm, descent.last.updateNorm, descent.last.finite]).toEqual([0, 0, true]);
  });

  it("leaves a tensor out of what is measured", async () => {
    const descent = await adam().init({ a: [1], b: [1] }, { measure: "tensors" });
    descent.step({ a: [2], b: null });
    await descent.evalParams();
    expect(descent.last.tensors).toEqual({ a: expect.objectContaining({ gradNorm: 2, paramNorm: 1 }) });
    descent.step({ a: [2], b: [3] });
    expect(descent.last.tensors.b!.gradNorm).toBe(3);
  });

  it("leaves states of cohorts to be shown by path", async () => {
    const descent = await nadam().init({ a: [1], b: [1] });
    descent.step({ a: [1], b: [1] });
    expect(typeof descent.state.muProduct).toBe("number");
    const before = descent.state.muProduct;
    descent.step({ a: [1], b: null });
    expect(descent.state.muProduct).toEqual({ a: expect.any(Number), b: before });
  });

  it("counts schedules and the descent's steps all the same", async () => {
    const seen: number[] = [];
    const learningRate = (count: number) => {
      seen.push(count);
      return 1;
    };
    const descent = await sgd({ learningRate }).init({ a: [1] });
    for (let t = 0; t < 3; t++) descent.step({ a: null });
    descent.step({ a: [1] });
    expect(seen.slice(-4)).toEqual([0, 1, 2, 3]);
    expect([descent.count, descent.params.a[0]]).toEqual([4, 0]);
  });

  it("compiles nothing and leaves memory where it is", async () => {
    const descent = await adamw().init(start());
    const { a } = descent.params;
    descent.step({ ...all, a: null });
    descent.step(all);
    expect(descent.params.a).toBe(a);
  });
});

describe("where a step takes several gradients", () => {
  it("a null counts as zeros in an accumulation, and the divisor stays", async () => {
    const descent = await accumulate(sgd({ learningRate: 1 }), { every: 4 }).init({ a: [0], b: [0], c: [0] });
    descent.step({ a: [8], b: null, c: null });
    descent.step({ a: [8], b: [4], c: null });
    descent.step({ a: [8], b: null, c: null });
    descent.step({ a: [8], b: null, c: null });
    expect([descent.params.a[0], descent.params.b[0], descent.params.c[0]]).toEqual([-8, -1, 0]);
    descent.step({ a: null, b: null, c: [6] });
    descent.step({ a: null, b: [6], c: null });
    expect(descent.flush()).toBe(true);
    expect([descent.params.a[0], descent.params.b[0], descent.params.c[0]]).toEqual([-8, -4, -3]);
  });

  it("a parameter is left out of the step, and not of its count, when all of its gradients were null", async () => {
    const optimizer = chain(ema(0.5), accumulate(adam({ learningRate: 0.1 }), { every: 2 }));
    const descent = await optimizer.init({ a: [1], b: [1] });
    for (let t = 0; t < 6; t++) descent.step({ a: [1], b: null });
    for (let t = 0; t < 2; t++) descent.step({ a: [1], b: [1] });
    const fresh = await optimizer.init({ b: [1] });
    for (let t = 0; t < 2; t++) fresh.step({ b: [1] });
    expect(descent.params.b).toEqual(fresh.params.b);
    expect(descent.count).toBe(4);
  });

  it("resumes within an accumulation that some have been silent in", async () => {
    const optimizer = accumulate(adam({ learningRate: 0.1 }), { every: 3 });
    const [whole, other] = [
      await optimizer.init({ a: [1], b: [-0] }),
      await optimizer.init({ a: [1], b: [1] }),
    ];
    whole.step({ a: [1], b: null });
    const saved = JSON.parse(JSON.stringify(await whole.snapshot()));
    await other.restore(saved);
    for (const descent of [whole, other]) {
      descent.step({ a: null, b: null });
      descent.step({ a: [1], b: null });
      expect(descent.count).toBe(1);
      expect(Object.is(descent.params.b[0], -0)).toBe(true);
    }
    expect(await other.snapshot()).toEqual(await whole.snapshot());
  });

  it.each([
    ["weight decay in front", () => chain(addDecayedWeights(0.1), sam(sgd({ learningRate: 1 })))],
    ["a sign in front", () => chain(scale(-1), sam(sgd({ learningRate: 1 })))],
    ["nothing in front", () => sam(sgd({ learningRate: 1 }))],
  ])("sam leaves every bit of what has no gradient in both halves: %s", async (_, optimizer) => {
    const descent = await optimizer().init({ a: [3, -0], b: [1] });
    const before = await descent.snapshot();
    for (const gradient of [Number.NaN, 1]) {
      descent.perturb({ a: null, b: [gradient] });
      descent.step({ a: null, b: [1] });
    }
    const after = await descent.snapshot();
    expect(after.params.a).toEqual(before.params.a);
    expect(after.state.start).toMatchObject({ a: (before.state.start as { a: unknown }).a });
  });

  it("sam takes a gradient of null in the first half for zeros, also where that of the second is in place", async () => {
    const [found, meant] = [
      await sam(sgd({ learningRate: 1 })).init({ a: [3], b: [1] }),
      await sam(sgd({ learningRate: 1 })).init({ a: [3], b: [1] }),
    ];
    for (const descent of [found, meant]) {
      descent.perturb({ a: descent === found ? null : [0], b: [2] });
      expect([...descent.params.a]).toEqual([3]);
      descent.grads.a[0] = 1;
      descent.grads.b[0] = 1;
      descent.step();
    }
    expect([...found.params.a]).toEqual([2]);
    expect(await found.snapshot()).toEqual({ ...(await meant.snapshot()), counts: expect.anything() });
  });

  it("sam moves nothing that has no gradient, and steps from where it is", async () => {
    const descent = await sam(sgd({ learningRate: 1 }), { rho: 1 }).init({ a: [0], b: [-0], c: [0] });
    descent.perturb({ a: [1], b: null, c: null });
    expect([...descent.params.a, ...descent.params.b, ...descent.params.c]).toEqual([1, -0, 0]);
    descent.step({ a: [1], b: null, c: [1] });
    expect([...descent.params.a, ...descent.params.b, ...descent.params.c]).toEqual([-1, -0, -1]);
  });
});

describe("frozen parameters", () => {
  it("keep their bits until they are trained again", async () => {
    const descent = await emaParams(adam({ learningRate: 0.1 })).init({ a: [1], b: [1] });
    descent.freeze("b");
    expect(descent.frozen).toEqual(["b"]);
    for (let t = 0; t < 5; t++) descent.step({ a: [1], b: [1] });
    expect(descent.params.b[0]).toBe(1);
    expect((await descent.evalParams()).b[0]).toBe(1);
    descent.unfreeze("*");
    expect(descent.frozen).toEqual([]);
    descent.step({ a: [1], b: [1] });
    expect(descent.params.b[0]).toBe(await ofAdam(1));
  });

  it("are chosen as in a partition, and a pattern that matches none says so", async () => {
    const descent = await sgd().init(start());
    descent.freeze(/^b/);
    descent.freeze((path, shape) => path === "a" && shape[0] === 3);
    expect(descent.frozen).toEqual(["a", "b.c", "b.d"]);
    descent.unfreeze({ pattern: "z", optional: true });
    expect(() => descent.freeze("b.cc")).toThrow(
      new PartitionError('freeze: the pattern "b.cc" matches no parameter; nearest: "b.c", "b.d", "a"'),
    );
    expect(() => descent.unfreeze(5 as unknown as string)).toThrow(PartitionError);
    expect(descent.frozen).toHaveLength(3);
  });

  it("are not chosen within a step", async () => {
    const descent = await accumulate(sgd(), { every: 2 }).init({ a: [1] });
    descent.step({ a: [1] });
    expect(() => descent.freeze("a")).toThrow(
      new ProtocolError("freeze comes between steps, and this one has begun; call flush() first"),
    );
    const other = await sam(sgd()).init({ a: [1] });
    other.perturb({ a: [1] });
    expect(() => other.unfreeze("a")).toThrow(/call step\(\) first/);
  });
});

it("a rule of one's own with a sum that all share counts for all, one without it for each", async () => {
  const shared = rule({ name: "shared", state: { n: 0 }, text: "n = n + t + 0*globalSum(g)\n u = n*g" });
  const own = rule({ name: "own", state: { n: 0 }, text: "n = n + t\n u = n*g" });
  for (const [make, expected] of [
    [shared, 6],
    [own, 1],
  ] as const) {
    const descent = await make().init({ a: [0], b: [0] });
    descent.step({ a: [1], b: null });
    descent.step({ a: [1], b: null });
    descent.step({ a: [1], b: [1] });
    expect(descent.params.b[0]).toBe(expected);
  }
});
