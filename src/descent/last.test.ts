/** What is known of the last step, and steps that are declined because something is not finite. */
import { describe, expect, test } from "vitest";
import { definition } from "../../test/devices/definition.ts";
import {
  adafactor,
  adam,
  adamMini,
  chain,
  clipByGlobalNorm,
  lamb,
  type Optimizer,
  partition,
  sgd,
  skipNonFinite,
  tensor,
  trace,
} from "../index.ts";

describe.each(["js", "wasm"] as const)("last on %s", (device) => {
  test("has the norms of all gradients and of what was added to the parameters", async () => {
    const descent = await sgd({ learningRate: 0.5 }).init(
      { a: Float32Array.of(0, 0), b: [0] },
      { device, measure: true },
    );
    descent.step({ a: [2, 3], b: [6] });
    expect(descent.last).toEqual({ gradNorm: 7, updateNorm: 3.5, finite: true, taken: true });
    descent.step({ a: [0, 0], b: [0] });
    expect(descent.last).toEqual({ gradNorm: 0, updateNorm: 0, finite: true, taken: true });
    descent.dispose();
  });

  test("measures gradients before they are clipped, updates after", async () => {
    const optimizer = chain(clipByGlobalNorm(1), sgd({ learningRate: 1 }));
    const descent = await optimizer.init(new Float64Array(5000), { device, measure: true });
    descent.step(new Float64Array(5000).fill(3));
    expect(descent.last.gradNorm).toBeCloseTo(3 * Math.sqrt(5000), 9);
    expect(descent.last.updateNorm).toBeCloseTo(1, 12);
    descent.dispose();
  });

  test("changes no bit of the parameters", async () => {
    const run = async (measure: boolean) => {
      const descent = await adam({ learningRate: 0.1 }).init(new Float32Array(4099).fill(1), {
        device,
        measure,
      });
      for (let step = 1; step <= 3; step++)
        descent.step(new Float32Array(4099).map((_, i) => Math.sin(i * step)));
      const found = descent.params.slice();
      descent.dispose();
      return found;
    };
    expect(await run(true)).toEqual(await run(false));
  });

  test.each([Number.NaN, Infinity, -Infinity])("is not finite where a gradient is %d", async (bad) => {
    const descent = await sgd().init({ a: new Float32Array(9), b: [1, 2] }, { device, measure: true });
    descent.grads.b[1] = bad;
    descent.step();
    expect(descent.last.finite).toBe(false);
    expect(descent.last.taken).toBe(true);
    descent.dispose();
  });

  test("is not finite where finite gradients make an update that is not", async () => {
    const descent = await sgd({ learningRate: 10 }).init(Float32Array.of(0), { device, measure: true });
    descent.step([3e38]);
    expect(descent.last.finite).toBe(false);
    expect(descent.last.gradNorm / 3e38).toBeCloseTo(1, 6);
    descent.dispose();
  });

  test("is an error if it was not measured", async () => {
    const descent = await sgd().init([1], { device });
    descent.step([1]);
    expect(() => descent.last).toThrow(
      new TypeError("the last step was not measured; call init(params, { measure: true })"),
    );
    descent.dispose();
  });
});

const dtypes = { float32: Float32Array, float64: Float64Array };
const devices = { js: "js", wasm: "wasm", "a device of one's own": definition } as const;
const settings = (Object.keys(devices) as (keyof typeof devices)[]).flatMap((name) =>
  (["float32", "float64"] as const).map((dtype) => [name, dtype] as const),
);

describe.each(settings)("tensors measured on %s in %s", (name, dtype) => {
  const device = devices[name];
  // More than a segment, where that is fast.
  const rows = device === definition ? 2 : 90;
  const start = () => ({
    layer: {
      weight: tensor(new dtypes[dtype](100 * rows).fill(2), [rows, 100]),
      bias: dtypes[dtype].of(0, 0),
    },
    scale: dtypes[dtype].of(3, 4),
  });
  const grads = {
    layer: { weight: new Float64Array(100 * rows).fill(0.5), bias: [3, 4] },
    scale: [0, 0],
  };
  const begin = (optimizer: Optimizer, measure: boolean | "tensors" = "tensors") =>
    optimizer.init(start(), { device, measure });

  test("have their norms and the ratio of update and parameters, by path", async () => {
    const descent = await begin(sgd({ learningRate: 2 }));
    descent.step(grads);
    const { tensors, ...all } = descent.last;
    const root = Math.sqrt(100 * rows);
    expect(Object.keys(tensors)).toEqual(["layer.weight", "layer.bias", "scale"]);
    expect(tensors["layer.weight"]).toEqual({
      gradNorm: 0.5 * root,
      updateNorm: root,
      paramNorm: 2 * root,
      updateRatio: 0.5,
    });
    expect(tensors["layer.bias"]).toEqual({
      gradNorm: 5,
      updateNorm: 10,
      paramNorm: 0,
      updateRatio: Infinity,
    });
    expect(tensors.scale).toEqual({ gradNorm: 0, updateNorm: 0, paramNorm: 5, updateRatio: 0 });
    expect(all).toMatchObject({ finite: true, taken: true });
    expect(all.gradNorm).toBeCloseTo(Math.hypot(0.5 * root, 5), 10);
    // The parameters as the next step finds them.
    descent.step(grads);
    expect(descent.last.tensors["layer.bias"]!.paramNorm).toBe(10);
    expect(tensors["layer.bias"]!.paramNorm).toBe(0);
    descent.dispose();
  });

  test.each<[string, Optimizer]>([
    ["adam", adam()],
    ["factored moments", adafactor()],
    ["units", adamMini()],
    [
      "two groups",
      partition([
        ["*.bias", sgd()],
        ["*", lamb()],
      ]),
    ],
  ])("cost no pass and change no bit: %s", async (_, optimizer) => {
    const [plain, all, tensors] = await Promise.all(
      [false, true, "tensors" as const].map((measure) => begin(optimizer, measure)),
    );
    for (const descent of [plain!, all!, tensors!]) for (let step = 0; step < 3; step++) descent.step(grads);
    const { tensors: found, ...rest } = tensors!.last;
    expect(rest).toEqual(all!.last);
    expect(tensors!.params).toEqual(plain!.params);
    const passes = async (descent: typeof plain) =>
      device === definition
        ? 0
        : (await descent!.profile({ steps: 1 })).calls[0]!.work.filter(({ kind }) => kind === "pass").length;
    expect(await passes(tensors)).toBe(await passes(plain));
    const norm = (name: "gradNorm" | "updateNorm") =>
      Math.hypot(...Object.values(found).map((tensor) => tensor[name]));
    expect(norm("gradNorm")).toBeCloseTo(rest.gradNorm, 9);
    expect(norm("updateNorm")).toBeCloseTo(rest.updateNorm, 9);
    for (const descent of [plain!, all!, tensors!]) descent.dispose();
  });

  test("show which of them explodes", async () => {
    const descent = await begin(sgd({ learningRate: 0.01 }));
    descent.step({ ...grads, scale: [1e6, 0] });
    const exploding = Object.entries(descent.last.tensors).filter(
      ([, { paramNorm, updateRatio }]) => paramNorm > 0 && updateRatio > 1,
    );
    expect(exploding.map(([path]) => path)).toEqual(["scale"]);
    descent.dispose();
  });

  test("are not those of a step that is declined", async () => {
    const descent = await begin(chain(skipNonFinite(), sgd()));
    descent.step({ ...grads, scale: [Number.NaN, 0] });
    expect(descent.last.tensors.scale).toEqual({
      gradNorm: Number.NaN,
      updateNorm: 0,
      paramNorm: Number.NaN,
      updateRatio: 0,
    });
    descent.dispose();
  });

  test("are an error where they were not measured", async () => {
    const descent = await begin(sgd(), true);
    descent.step(grads);
    expect(() => descent.last.tensors).toThrow(
      new TypeError('tensors were not measured; call init(params, { measure: "tensors" })'),
    );
    descent.dispose();
  });
});

describe.each(["js", "wasm"] as const)("a step that is declined on %s", (device) => {
  const optimizer = chain(
    skipNonFinite(),
    clipByGlobalNorm(1),
    trace({ momentum: 0.5 }),
    adam({ learningRate: 0.1 }),
  );

  test.each([Number.NaN, Infinity, -Infinity])(
    "for a gradient of %d leaves parameters, state and count",
    async (bad) => {
      const start = { a: new Float32Array(4100).fill(1), b: [1, 2] };
      const descent = await optimizer.init(start, { device });
      const grads = { a: new Float32Array(4100).fill(0.5), b: [3, 4] };
      descent.step(grads);
      const before = structuredClone([descent.params, { ...descent.state }]);
      for (const [index, path] of [
        [0, "a"],
        [4099, "a"],
        [1, "b"],
      ] as const) {
        const spoilt = structuredClone(grads);
        spoilt[path][index] = bad;
        descent.step(spoilt);
        expect([descent.params, { ...descent.state }]).toEqual(before);
      }
      expect([descent.count, descent.skipped]).toEqual([1, 3]);
      descent.dispose();
    },
  );

  test("does not count: the next one is what it would have been without", async () => {
    const run = async (declined: number) => {
      const learningRate = (count: number) => 0.1 / (1 + count);
      const descent = await chain(skipNonFinite(), adam({ learningRate })).init([1, 2], { device });
      descent.step([1, 1]);
      for (let i = 0; i < declined; i++) descent.step([Number.NaN, 1]);
      descent.step([0.3, -2]);
      const found = descent.params.slice();
      descent.dispose();
      return found;
    };
    expect(await run(3)).toEqual(await run(0));
  });

  test("is seen in last: it was not taken and not finite", async () => {
    const descent = await optimizer.init([1, 2], { device, measure: true });
    descent.step([3, 4]);
    expect(descent.last).toMatchObject({ taken: true, finite: true });
    descent.step([Number.NaN, 4]);
    expect(descent.last).toMatchObject({ taken: false, finite: false });
    descent.step([3, 4]);
    expect(descent.last).toMatchObject({ taken: true, finite: true, gradNorm: 5 });
    descent.dispose();
  });

  test("at the very first leaves the initial state", async () => {
    const descent = await optimizer.init([1, 2], { device });
    descent.step([Infinity, 0]);
    expect([descent.count, descent.skipped]).toEqual([0, 1]);
    expect(descent.params).toEqual(Float64Array.of(1, 2));
    expect(descent.state.v).toEqual(Float64Array.of(0, 0));
    descent.dispose();
  });

  test("is decided by what reaches the rule: after a clip of elements, infinity is finite", async () => {
    const { clip } = await import("../index.ts");
    const descent = await chain(clip(2), skipNonFinite(), sgd({ learningRate: 1 })).init([0, 0], { device });
    descent.step([Infinity, -1]);
    expect(descent.params).toEqual(Float64Array.of(-2, 1));
    expect(descent.skipped).toBe(0);
    descent.dispose();
  });
});
