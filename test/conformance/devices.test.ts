/** A device that lives outside the package: every row agrees with its oracle on it, and the rest of a descent works. */
import { describe, expect, test } from "vitest";
import {
  adafactor,
  adam,
  addNoise,
  chain,
  clipByGlobalNorm,
  type Device,
  DeviceError,
  type DeviceName,
  DisposedError,
  emaParams,
  minimize,
  sgd,
  skipNonFinite,
  tensor,
} from "../../src/index.ts";
import { definition } from "../devices/definition.ts";
import { expectOracle, patternsOf } from "./against-oracle.ts";
import { changing, everyRow, tested } from "./cases.ts";
import { begin, flat, take } from "./descents.ts";
import { demandedBy, extreme, shaped } from "./problems.ts";

const on = [definition];

everyRow("agrees with the oracle on a device of one's own, from 1e-20 to 1e20", (row) =>
  expectOracle(row, extreme({ steps: 40, patterns: patternsOf(row) }), on),
);

everyRow("agrees with the oracle on a device of one's own, where tensors differ in scale", (row) =>
  expectOracle(row, shaped({ steps: 24 }), on),
);

const demands = tested.flatMap(([name, row]) =>
  Object.entries(demandedBy(row)).map(([what, problem]) => [`${name}, ${what}`, row, problem] as const),
);

test.each(demands)("%s: agrees with the oracle on a device of one's own", (_, row, problem) =>
  expectOracle(row, problem, on),
);

everyRow("resumes on a device of one's own where wasm left off", async (row) => {
  const problem = shaped({ steps: 8 });
  const first = await begin(changing(row), problem, { device: "wasm" });
  take(first, problem, { to: 4 });
  const second = await begin(changing(row), problem, { device: definition });
  await second.restore(await first.snapshot());
  expect(flat(second, problem)).toEqual(flat(first, problem));
  expect((await second.snapshot()).state).toEqual((await first.snapshot()).state);
  for (const descent of [first, second]) {
    take(descent, problem, { from: 4 });
    descent.dispose();
  }
});

describe("a device of one's own", () => {
  test("is the descent's, with its name", async () => {
    const descent = await adam().init({ x: new Float32Array(3) }, { device: definition });
    expect(descent.device).toBe("definition");
    descent.step({ x: [1, 2, 3] });
    expect(descent.params.x[0]).toBeCloseTo(-1e-3, 9);
    descent.dispose();
    expect(() => descent.step()).toThrow(DisposedError);
  });

  test("measures, declines and evaluates", async () => {
    const optimizer = chain(
      skipNonFinite(),
      clipByGlobalNorm(1),
      emaParams(sgd({ learningRate: 1 }), { decay: 0.5 }),
    );
    const run = async (device: DeviceName | Device) => {
      const descent = await optimizer.init({ x: [1, 2] }, { device, measure: true });
      const seen: unknown[] = [];
      for (const g of [3, Number.NaN, 4]) {
        descent.step({ x: [g, 0] });
        seen.push({ ...descent.last }, [...descent.params.x], [...(await descent.evalParams()).x]);
      }
      return [...seen, descent.count, descent.skipped];
    };
    expect(await run(definition)).toEqual(await run("js"));
  });

  test("shows states of rows and columns", async () => {
    const params = { w: tensor(new Float64Array(256 * 130).fill(1), [256, 130]) };
    const states = await Promise.all(
      [definition, "wasm" as const].map(async (device) => {
        const descent = await adafactor().init(params, { device });
        descent.grads.w.data.forEach((_, i, g) => {
          g[i] = Math.sin(i);
        });
        descent.step();
        return Object.values(descent.state).map((state) => [...(state as { w: Float64Array }).w]);
      }),
    );
    const [meant, found] = states.map((lists) => lists.flat());
    for (const [i, value] of meant!.entries()) expect(found![i]).toBeCloseTo(value, 12);
  });

  test.each(["bf16", "q8"] as const)("stores moments in %s", async (moments) => {
    const run = async (device: DeviceName | Device) => {
      const descent = await adam({ moments, learningRate: 0.1 }).init(
        { x: Float32Array.of(1, -2, 3, 4) },
        { device },
      );
      for (let t = 1; t < 9; t++) descent.step({ x: [t, -2 / t, Math.sin(t), 1e-3] });
      const { m, v } = descent.state as Record<"m" | "v", { readonly x: Float32Array }>;
      return [descent.params.x, m.x, v.x].flatMap((values) => [...values]);
    };
    const [meant, found] = [await run("js"), await run(definition)];
    // What float32 has rounded otherwise may be drawn to the other side: one step of eight bits, or of four.
    for (const [i, value] of meant.entries())
      expect(Math.abs(found[i]! / value - 1)).toBeLessThan(moments === "bf16" ? 2 ** -7 : 2 ** -2);
    expect(found.filter((value, i) => value === meant[i]).length).toBeGreaterThan(4);
  });

  test("minimizes", async () => {
    const parabola = (x: Float64Array, gradient: Float64Array) => {
      gradient[0] = 2 * (x[0]! - 3);
      return (x[0]! - 3) ** 2;
    };
    const optimizer = sgd({ learningRate: 0.1 });
    const { x } = await minimize(parabola, [0], { optimizer, steps: 200, device: definition });
    expect(x[0]).toBeCloseTo(3, 9);
  });

  test("may refuse a plan", async () => {
    const device: Device = {
      ...definition,
      operations: { has: (op) => op !== "random" && definition.operations.has(op) },
    };
    await expect(addNoise({ eta: 1, gamma: 0.5, seed: 1 }).init([1], { device })).rejects.toThrow(
      new DeviceError(
        'device "definition" cannot carry this optimizer out: it lacks the operation random, for which no others can stand; use "wasm" or "js"',
      ),
    );
  });

  test("that fails to compile leaves nothing behind, and its error is the caller's", async () => {
    const failing: Device = { ...definition, compile: () => Promise.reject(new DeviceError("no room")) };
    await expect(adam().init([1], { device: failing })).rejects.toThrow(new DeviceError("no room"));
  });
});

test.each([[{}], [{ name: "gpu" }], [{ compile: 3 }], [{ compile: () => {} }]])(
  "%j is no device",
  async (device) => {
    await expect(sgd().init([1], { device: device as unknown as Device })).rejects.toThrow(
      /^device must be "auto", "js", "wasm", "native", "webgpu", a GPUDevice, or an object with name, operations and compile\(\); got .+$/,
    );
  },
);
