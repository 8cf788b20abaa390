/** Gradients of some rows: what is summed, counted as zero, refused, and left as it was. */
import { describe, expect, test } from "vitest";
import { definition } from "../../test/devices/definition.ts";
import {
  accumulate,
  adafactor,
  adam,
  adan,
  chain,
  clipByGlobalNorm,
  DeviceError,
  emaParams,
  lamb,
  novograd,
  type Optimizer,
  ParameterError,
  prodigy,
  rows,
  rule,
  sam,
  scale,
  sgd,
  skipNonFinite,
  sm3,
  tensor,
} from "../index.ts";
import { deviceOf } from "../runtime/host/host-device.ts";
import { js } from "../runtime/host/js/run.ts";

const table = () =>
  tensor(
    Float32Array.from({ length: 8 }, (_, i) => i),
    [4, 2],
  );

test("gradients of one row are added up in their order, in the tensor's type", async () => {
  const values = [1e8, 1, -1e8, 3, 1, 2];
  const descent = await sgd({ learningRate: 1 }).init({ table: table() });
  descent.step({ table: rows([2, 2, 2], values) });
  const sums = [0, 1].map((column) => {
    let sum = Math.fround(values[column]!);
    for (const row of [1, 2]) sum = Math.fround(sum + Math.fround(values[row * 2 + column]!));
    return sum;
  });
  const { data } = descent.params.table;
  expect([...data]).toEqual([0, 1, 2, 3, Math.fround(4 - sums[0]!), Math.fround(5 - sums[1]!), 6, 7]);
  const dense = new Float32Array(8);
  for (const [i, value] of values.entries()) dense[4 + (i % 2)]! += value;
  const other = await sgd({ learningRate: 1 }).init({ table: table() });
  other.step({ table: dense });
  expect(data).toEqual(other.params.table.data);
});

test("minus zero stays minus zero", async () => {
  const descent = await chain(scale(-1)).init({ x: new Float64Array([-0, 1]) });
  descent.step({ x: rows([0], [0]) });
  expect(descent.params.x[0]).toBe(-0);
});

test("rows of vectors are elements", async () => {
  const descent = await adam({ learningRate: 0.1 }).init({ x: new Float64Array([1, 2, 3]) });
  descent.step({ x: rows(Uint8Array.of(1), new Float32Array([4])) });
  expect([...descent.params.x].map((value) => Math.round(value * 1000))).toEqual([1000, 1900, 3000]);
});

test("no rows: nothing moves, and the step counts", async () => {
  const descent = await chain(clipByGlobalNorm(1), adam()).init({ table: table() }, { measure: true });
  descent.step({ table: rows([], []) });
  expect([...descent.params.table.data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  expect([descent.count, descent.last.gradNorm]).toEqual([1, 0]);
});

test("gradients that were written in place stay", async () => {
  const descent = await sgd({ learningRate: 1 }).init({ table: table() });
  descent.grads.table.data.fill(1);
  descent.step({ table: rows([3], [5, 5]) });
  expect([...descent.grads.table.data]).toEqual(Array(8).fill(1));
  descent.step();
  expect([...descent.params.table.data]).toEqual([-1, 0, 1, 2, 3, 4, 0, 1]);
});

describe.each(["js", "wasm", "definition"] as const)("on %s", (name) => {
  const device = name === "definition" ? definition : name;

  test("means and largest values count absent rows as zero", async () => {
    const mean = rule({ name: "mean", state: { average: 0 }, text: "average = globalMean(g)\n u = -g" });
    const one = await chain(mean()).init({ table: table(), x: new Float32Array(2) }, { device });
    one.step({ table: rows([1], [-4, -6]), x: [-1, -9] });
    expect(one.state.average).toBe(-2);
    const largest = rule({ name: "largest", text: "u = rowMax(g) + g" });
    const other = await chain(largest()).init({ x: [1, 2, 3] }, { device });
    other.step({ x: rows([1], [-4]) });
    other.step({ x: rows([0, 2], [4, 5]) });
    other.step({ x: rows([0, 1, 2], [-4, -5, -6]) });
    expect([...other.params.x]).toEqual([1 + 9 - 8, 2 - 4 - 9, 3 + 10 - 10]);
  });

  test("a declined step changes nothing", async () => {
    const descent = await chain(skipNonFinite(), adam()).init({ table: table() }, { device });
    descent.step({ table: rows([2, 0], [1, 1, 1, 1]) });
    const before = await descent.snapshot();
    descent.step({ table: rows([3, 2], [1, Number.NaN, 1, 1]) });
    expect(descent.skipped).toBe(1);
    expect({ ...(await descent.snapshot()), skipped: 0 }).toEqual(before);
  });

  test("beside parameters without a gradient, frozen ones, and after them", async () => {
    const begin = () =>
      adam().init({ table: table(), a: new Float32Array(3), b: new Float32Array(1) }, { device });
    const [one, other] = [await begin(), await begin()];
    const all = [3, 1, 0, 2];
    const gradient = Float32Array.from({ length: 8 }, (_, i) => i - 3.5);
    const shuffled = all.flatMap((row) => [gradient[2 * row]!, gradient[2 * row + 1]!]);
    for (const [descent, of] of [
      [one, rows(all, shuffled)],
      [other, gradient],
    ] as const) {
      descent.freeze("b");
      descent.step({ table: of, a: null, b: [1] });
      descent.unfreeze("b");
      descent.step({ table: of, a: [1, 2, 3], b: [1] });
      descent.step({ table: null, a: [1, 2, 3], b: null });
      descent.step({ table: of, a: null, b: [2] });
    }
    expect(JSON.stringify(await one.snapshot())).toBe(JSON.stringify(await other.snapshot()));
  });
});

test.each<[string, Optimizer, string]>([
  ["adafactor", adafactor(), "factoredRms keeps c for all rows together"],
  ["sm3", sm3(), "sm3"],
  ["lamb", lamb(), "reduces parameters or states over all rows"],
  ["novograd", novograd(), "novograd keeps v for all rows together"],
  ["prodigy", prodigy(), "prodigy"],
  ["accumulate", accumulate(sgd(), { every: 2 }), "accumulate takes several gradients a step"],
  ["sam", sam(sgd()), "sam takes several gradients a step"],
  ["adan", adan(), "adan begins its states in the first step"],
  ["emaParams as keras has it", emaParams(sgd(), { like: "keras" }), "emaParams begins its states"],
  [
    "clipping after a moment",
    chain(adam(), clipByGlobalNorm(1)),
    "clipByGlobalNorm reduces parameters or states",
  ],
])("%s is refused by name", async (name, optimizer, message) => {
  const big = tensor(new Float32Array(200 * 200).fill(1), [200, 200]);
  const descent = await optimizer.init({ table: big });
  const before = await descent.snapshot();
  const call = () =>
    name === "sam"
      ? descent.perturb({ table: rows([0], new Float32Array(200)) })
      : descent.step({ table: rows([0], new Float32Array(200)) });
  expect(call).toThrow(ParameterError);
  expect(call).toThrow(message);
  expect(await descent.snapshot()).toEqual(before);
});

test.each<[string, () => unknown, string]>([
  [
    "a row too high",
    () => rows([4], [1, 1]),
    'gradients at "table": rows are whole numbers from 0 to 3; got 4',
  ],
  ["a negative row", () => rows([0, -1], [1, 1, 1, 1]), "got -1"],
  ["a fraction", () => rows([0.5], [1, 1]), "got 0.5"],
  ["a text", () => rows(["1"] as never, [1, 1]), "got 1"],
  ["too few values", () => rows([0, 1], [1, 1]), "2 rows of 2 need 4 values; got 2"],
  ["no numbers", () => rows([0], ["a", "b"] as never), "values of rows() are numbers"],
  ["no list of rows", () => rows(1 as never, [1, 1]), "rows: indices are an array of numbers; got number"],
  ["no list of values", () => rows([1], 2 as never), "rows: values are a Float32Array"],
])("%s", async (_, make, message) => {
  const descent = await adam().init({ table: table(), one: 1 });
  const before = await descent.snapshot();
  const step = () => descent.step({ table: make() as never, one: 1 });
  expect(step).toThrow(ParameterError);
  expect(step).toThrow(message);
  expect(await descent.snapshot()).toEqual(before);
  // What was refused leaves no trace.
  descent.step({ table: rows([0, 3], [1, 1, 1, 1]), one: 1 });
  expect(descent.count).toBe(1);
});

test("a number has no rows, and explainStep takes whole gradients", async () => {
  const descent = await adam().init({ table: table(), one: 1 });
  expect(() => descent.step({ table: table(), one: rows([0], [1]) as never })).toThrow(
    "a single number has no rows",
  );
  const gradient = { table: rows([0], [1, 1]), one: 1 };
  await expect(descent.explainStep(gradient)).rejects.toThrow("give the gradient of a whole tensor");
});

test("a device without them says so", async () => {
  const host = deviceOf(js);
  const device = {
    ...host,
    async compile(...given: Parameters<typeof host.compile>) {
      return Object.defineProperty(await host.compile(...given), "takesRows", { value: false });
    },
  };
  const descent = await adam().init({ table: table() }, { device });
  expect(() => descent.step({ table: rows([0], [1, 1]) })).toThrow(DeviceError);
});

test("threads do not change a bit", async () => {
  const [count, columns] = [3000, 64];
  const start = Float32Array.from({ length: count * columns }, (_, i) => Math.cos(i));
  const chosen = Array.from({ length: 1200 }, (_, i) => (i * 7) % count);
  const snapshots = [];
  for (const threads of [1, 2]) {
    const descent = await chain(clipByGlobalNorm(0.5), adam()).init(
      { table: tensor(start, [count, columns]) },
      { device: "wasm", threads },
    );
    for (const seed of [1, 2])
      descent.step({
        table: rows(
          chosen,
          Float32Array.from({ length: 1200 * columns }, (_, i) => Math.sin(i + seed)),
        ),
      });
    snapshots.push(JSON.stringify(await descent.snapshot()));
    descent.dispose();
  }
  expect(snapshots[0] === snapshots[1]).toBe(true);
});
