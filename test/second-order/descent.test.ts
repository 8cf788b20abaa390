/** What a descent of `lbfgs` does besides its steps: snapshots, checkpoints, rates, errors. */
import { describe, expect, test } from "vitest";
import { decode, encode } from "../../src/checkpoint/index.ts";
import {
  accumulate,
  adam,
  chain,
  DeviceError,
  DisposedError,
  HyperparameterError,
  type LbfgsOptions,
  lbfgs,
  lookahead,
  minimize,
  newton,
  OptionError,
  ParameterError,
  PartitionError,
  ProtocolError,
  partition,
  type Snapshot,
  SnapshotError,
  tensor,
} from "../../src/index.ts";
import { closureOf } from "./functions.ts";

const forms: readonly LbfgsOptions[] = [
  {},
  { linesearch: "none", learningRate: 0.1 },
  { memorySize: 3 },
  { bounds: { max: 0.9 } },
  { like: "optax" },
  { like: "optax", memorySize: 2, scaleInitPrecond: false },
  { like: "torch", maxIter: 3 },
  { like: "torch", linesearch: "strongWolfe", maxIter: 2 },
];
const start = [-1.2, 1, -1.1, 0.8];

describe.each(forms.map((options) => [JSON.stringify(options), options] as const))("%s", (_, options) => {
  test.each([
    ["itself", (saved: Snapshot) => saved],
    ["JSON", (saved: Snapshot) => JSON.parse(JSON.stringify(saved)) as Snapshot],
    ["a checkpoint", (saved: Snapshot) => decode(encode(saved)).snapshot],
  ])("goes on to the same bits from a snapshot through %s", async (__, through) => {
    for (const x of [new Float64Array(start), new Float32Array(start)]) {
      const one = await lbfgs(options).init({ x });
      for (let step = 0; step < 7; step++) one.step(closureOf(one));
      const other = await lbfgs(options).init({ x }, { from: through(await one.snapshot()) });
      expect([other.count, other.skipped]).toEqual([one.count, one.skipped]);
      for (let step = 0; step < 6; step++)
        for (const descent of [one, other]) descent.step(closureOf(descent));
      expect(other.params.x).toEqual(one.params.x);
      expect(await other.snapshot()).toEqual(await one.snapshot());
    }
  });

  test("a restart forgets all", async () => {
    const one = await lbfgs(options).init({ x: start });
    for (let step = 0; step < 5; step++) one.step(closureOf(one));
    one.params.x.set(start);
    one.restart();
    const other = await lbfgs(options).init({ x: start });
    for (let step = 0; step < 5; step++) for (const descent of [one, other]) descent.step(closureOf(descent));
    expect(await one.snapshot()).toEqual(await other.snapshot());
  });
});

test("maximizing is minimizing the opposite, to the bit", async () => {
  const down = await lbfgs().init({ x: start });
  const up = await lbfgs({ maximize: true }).init({ x: start });
  for (let step = 0; step < 10; step++) {
    down.step(closureOf(down));
    up.step(() => {
      const value = -closureOf(up)();
      up.grads.x.set(up.grads.x.map((g) => -g));
      return value;
    });
  }
  expect(up.params.x).toEqual(down.params.x);
  expect(up.grads.x).toEqual(down.grads.x.map((g) => -g));
  expect(up.last).toEqual({ ...down.last, loss: -down.last.loss });
});

test("parameters in any nesting, of both types, are one vector", async () => {
  const flat = await lbfgs().init({ x: start });
  const nested = await lbfgs().init({
    a: [-1.2, 1],
    b: { c: tensor(new Float64Array([-1.1]), [1, 1]), d: 0.8 },
  });
  for (let step = 0; step < 8; step++) {
    flat.step(closureOf(flat));
    nested.step(() => {
      const { params, grads } = nested;
      const x = new Float64Array([...params.a, params.b.c.data[0]!, params.b.d]);
      flat.grads.x.set(x);
      const g = new Float64Array(4);
      const value = closureOf({ params: { x }, grads: { x: g } })();
      grads.a.set(g.subarray(0, 2));
      grads.b.c.data[0] = g[2]!;
      grads.b.d = g[3]!;
      return value;
    });
  }
  const { a, b } = nested.params;
  expect([...a, ...b.c.data, b.d]).toEqual([...flat.params.x]);
  expect(String(nested)).toBe(
    "Descent on js: 8 steps; a float64 [2], b.c float64 [1, 1], b.d float64; learningRate 1",
  );
});

test("state, hyper, last and evalParams", async () => {
  const descent = await lbfgs({ memorySize: 2, learningRate: (count) => 1 / (1 + count) }).init({ x: start });
  expect(() => descent.last).toThrow(new TypeError("there was no step yet; call step(closure)"));
  for (let step = 0; step < 4; step++) descent.step(closureOf(descent));
  expect(descent.hyper).toEqual({ learningRate: 0.25 });
  expect(descent.state).toMatchObject({
    begun: 1,
    pairs: 2,
    s: [{ x: expect.any(Float64Array) }, {}],
    x: {},
  });
  const { params, grads, last } = descent;
  expect(await descent.evalParams()).toEqual(params);
  expect(last.loss).toBe(closureOf(descent)());
  expect(grads.x.every(Number.isFinite)).toBe(true);
  expect(last).toMatchObject({ finite: true, taken: true, evaluations: expect.any(Number) });
  descent.set({ learningRate: 0.5 });
  descent.step(closureOf(descent));
  expect(descent.hyper.learningRate).toBe(0.5);
  expect(() => descent.set({ learningRate: -1 })).toThrow(HyperparameterError);
  expect(() => descent.set({ rate: 1 } as never)).toThrow('there is no hyperparameter "rate"');
});

test("a step without a closure, within a closure, with a bad closure", async () => {
  const descent = await lbfgs().init({ x: start });
  expect(() => descent.step(undefined as never)).toThrow(
    new ProtocolError(
      "lbfgs evaluates the function itself: call step(closure), where closure() writes descent.grads and returns the loss; got undefined",
    ),
  );
  expect(() => descent.step((() => "1") as never)).toThrow(ParameterError);
  expect(() => descent.step((async () => 1) as never)).toThrow("got a promise: it must not be async");
  const within = (call: () => void) => () => {
    call();
    return 1;
  };
  expect(() => descent.step(within(() => descent.step(() => 1)))).toThrow("step() was called within a step");
  expect(() => descent.step(within(() => descent.dispose()))).toThrow("dispose() was called within a step");
  expect(descent.count).toBe(0);
  let calls = 0;
  const failing = () => {
    if (++calls === 2) throw new RangeError("mine");
    return closureOf(descent)();
  };
  expect(() => descent.step(failing)).toThrow(new RangeError("mine"));
  expect([...descent.params.x]).toEqual(start);
  descent.dispose();
  expect(() => descent.params).toThrow(DisposedError);
});

test("a start without a value is no step", async () => {
  const descent = await lbfgs().init({ x: start });
  descent.step(() => Number.NaN);
  expect([...descent.params.x]).toEqual(start);
  expect([descent.count, descent.skipped, descent.last.finite]).toEqual([0, 1, false]);
});

test("snapshots of another form, and partial ones, are refused", async () => {
  const one = await lbfgs().init({ x: start });
  const saved = await one.snapshot();
  const restoring = (options: LbfgsOptions) => lbfgs(options).init({ x: start }, { from: saved });
  await expect(restoring({ memorySize: 5 })).rejects.toThrow(
    'the snapshot is of another form of lbfgs: it has "memorySize = 10", this descent\'s has "memorySize = 5"',
  );
  await expect(adam().init({ x: start }, { from: saved })).rejects.toThrow(SnapshotError);
  await expect(one.restore(saved, { partial: true })).rejects.toThrow("leave partial out");
  const tooMany = { ...saved, state: { ...saved.state, pairs: 11 } };
  await expect(one.restore(tooMany)).rejects.toThrow("pairs must be a whole number from 0 to 10; got 11");
  await expect(one.restore({ ...saved, params: { x: new Float64Array(3) } })).rejects.toThrow(
    "Float64Array of 4",
  );
});

test("it stands alone", () => {
  const refusal =
    "an optimizer of rules, such as adam(), since lbfgs evaluates the function itself and stands alone";
  expect(() => chain(adam(), lbfgs() as never)).toThrow(
    new RegExp(`chain: argument 2 must be ${escaped(refusal)}`),
  );
  expect(() => partition([["*", lbfgs() as never]])).toThrow(PartitionError);
  expect(() => lookahead(lbfgs() as never)).toThrow(refusal);
  expect(() => accumulate(lbfgs() as never, { every: 2 })).toThrow(refusal);
});

test("parameters in 16 bits are refused by name", async () => {
  const x = tensor(Uint16Array.of(0x3f80), [1], { dtype: "bfloat16" });
  await expect(lbfgs().init({ x })).rejects.toThrow(
    new ParameterError('"x" is in 16 bits, and lbfgs takes float32, float64 or numbers'),
  );
  await expect(minimize(() => 0, { x }, { optimizer: lbfgs() })).rejects.toThrow('"x" is in 16 bits');
  await expect(newton().init({ x })).rejects.toThrow("and newton takes float32");
});

const escaped = (text: string) => text.replace(/[()]/g, "\\$&");

test("options and devices that it does not have", async () => {
  expect(() => lbfgs({ maxIter: 3 })).toThrow('lbfgs: maxIter needs like: "torch"; got no like');
  expect(() => lbfgs({ like: "torch", bounds: { min: 0 } })).toThrow("bounds needs no like");
  expect(() => lbfgs({ c1: 0.95 })).toThrow("c1 must be below c2; got 0.95 and 0.9");
  expect(() => lbfgs({ memorySize: 0 })).toThrow(HyperparameterError);
  expect(() => lbfgs({ like: "keras" as never })).toThrow('one of "torch", "optax"');
  const init = (options: object) => lbfgs().init({ x: start }, options);
  await expect(init({ device: "wasm" })).rejects.toThrow(
    new DeviceError('lbfgs computes on the host in JavaScript: device must be "auto" or "js"; got "wasm"'),
  );
  await expect(init({ threads: 2 })).rejects.toThrow(DeviceError);
  await expect(init({ measure: "tensors" })).rejects.toThrow(OptionError);
  await expect(lbfgs().explain({ format: "c" })).rejects.toThrow('format must be "text" or "tex"');
});

test.each(forms)("explain says what it does: %j", async (options) => {
  const text = await lbfgs(options).explain({ dtype: "float64" });
  expect(text).toContain(
    options.linesearch === "none" || (options.like === "torch" && !options.linesearch)
      ? "a = learningRate"
      : "c2*|g.d|",
  );
  expect(text).toContain(`Memory: ${options.memorySize ?? (options.like === "torch" ? 100 : 10)} pairs`);
  expect(await lbfgs(options).explain({ format: "tex" })).toMatch(
    /^\\begin\{aligned\}[\s\S]*\\end\{aligned\}$/,
  );
});
