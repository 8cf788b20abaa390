/** Normal noise in rules: the same bits on both backends, the right distribution, the same whatever else is trained. */
import { expect, test } from "vitest";
import { adafactor, addNoise, chain, partition, rule, tensor } from "../../src/index.ts";

const normal = rule({ name: "normal", hyper: { seed: 0 }, text: "u = normal(seed) - p" });
type Tree = Readonly<Record<string, Float32Array | Float64Array>>;

async function noise(params: Tree, device: "js" | "wasm", seed = 1, steps = 1, optimizer = normal({ seed })) {
  const descent = await optimizer.init(params, { device });
  for (let step = 0; step < steps; step++) descent.step();
  const found = Object.fromEntries(
    Object.entries(descent.params).map(([path, values]) => [path, values.slice()]),
  );
  descent.dispose();
  return found;
}

const sizes = [1, 2, 3, 7, 8, 9, 31, 4095, 4096, 4097, 10_000];
const tree = (make: (size: number) => Float32Array | Float64Array): Tree =>
  Object.fromEntries(sizes.map((size) => [`x${size}`, make(size)]));

test.each([
  ["float32", (size: number) => new Float32Array(size)],
  ["float64", (size: number) => new Float64Array(size)],
] as const)("gives the same bits on both backends in %s", async (_, make) => {
  expect(await noise(tree(make), "wasm", 5, 3)).toEqual(await noise(tree(make), "js", 5, 3));
});

test("is the same number in both dtypes, rounded", async () => {
  const single = (await noise({ x: new Float32Array(1000) }, "wasm")).x!;
  const double = (await noise({ x: new Float64Array(1000) }, "wasm")).x!;
  for (const [i, value] of double.entries()) expect(Math.abs(single[i]! - value)).toBeLessThan(2e-6);
});

test("is normal: moments, and shares below limits", async () => {
  const n = 200_000;
  const values = Array.from((await noise({ x: new Float64Array(n) }, "js")).x!);
  const moment = (k: number) => values.reduce((sum, value) => sum + value ** k, 0) / n;
  expect(Math.abs(moment(1))).toBeLessThan(4 / Math.sqrt(n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(4 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(4 * Math.sqrt(96 / n));
  const shares = [
    [-3, 0.0013498980316301],
    [-1, 0.1586552539314571],
    [0.5, 0.6914624612740131],
    [2, 0.9772498680518208],
  ] as const;
  for (const [limit, share] of shares) {
    const below = values.filter((value) => value < limit).length / n;
    expect(Math.abs(below - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / n));
  }
});

test("differs with seed, step, path and place, and not with what is trained beside it", async () => {
  const x = () => new Float64Array(100);
  const [one, other, later] = [
    await noise({ x: x() }, "js", 1),
    await noise({ x: x() }, "js", 2),
    await noise({ x: x() }, "js", 1, 2),
  ];
  const beside = await noise({ a: new Float64Array(17), x: x(), z: x() }, "wasm", 1);
  const draws = [one.x!, other.x!, later.x!, beside.z!];
  expect(new Set(draws.flatMap((draw) => [...draw])).size).toBeGreaterThan(398);
  expect(beside.x).toEqual(one.x);
  const parts = await noise(
    { x: x(), y: x() },
    "js",
    1,
    1,
    partition([
      ["y", chain()],
      ["*", normal({ seed: 1 })],
    ]),
  );
  expect(parts.x).toEqual(one.x);
});

test("follows rows of matrices as it follows the elements of a vector", async () => {
  const optimizer = rule({ name: "test", text: "u = normal(3) + rowSum(g) - p" })();
  const descent = await optimizer.init({ x: tensor(new Float64Array(35), [7, 5]) }, { device: "wasm" });
  descent.step();
  const plain = await noise({ x: new Float64Array(35) }, "wasm", 3);
  expect(descent.params.x.data).toEqual(plain.x);
  descent.dispose();
});

test("addNoise has variance eta / t^gamma, goes on from a snapshot, and leaves the rest of a chain alone", async () => {
  const n = 100_000;
  const moved = await chain(addNoise({ eta: 4, gamma: 1, seed: 9 })).init({ x: new Float64Array(n) });
  const gradient = { x: new Float64Array(n).fill(7) };
  for (const t of [1, 2, 3]) {
    moved.params.x.fill(0);
    moved.step(gradient);
    const variance = moved.params.x.reduce((sum, value) => sum + (value - 7) ** 2, 0) / n;
    expect(Math.abs((variance * t) / 4 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  }
  const again = await chain(addNoise({ eta: 4, gamma: 1, seed: 9 })).init({ x: new Float64Array(n) });
  await again.restore(await moved.snapshot());
  for (const descent of [moved, again]) descent.step(gradient);
  expect(again.params.x).toEqual(moved.params.x);
  const factored = await chain(addNoise(), adafactor()).init({
    w: tensor(new Float32Array(35).fill(1), [5, 7]),
  });
  factored.step();
  expect(factored.params.w.data.every((value) => Number.isFinite(value) && value !== 1)).toBe(true);
  for (const descent of [moved, again, factored]) descent.dispose();
});

test("does not come again after 2^32 steps, on either backend", async () => {
  for (const device of ["js", "wasm"] as const) {
    const draws: number[] = [];
    for (const count of [0, 2 ** 32, 2 ** 33, 2 ** 52]) {
      const descent = await normal().init({ x: new Float32Array(50) }, { device });
      await descent.restore({ ...(await descent.snapshot()), count });
      descent.step();
      draws.push(...descent.params.x);
      descent.dispose();
    }
    expect(new Set(draws).size).toBeGreaterThan(198);
  }
});
