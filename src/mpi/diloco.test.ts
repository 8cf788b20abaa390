/** `diloco` beside the paper's algorithm in scalar float64 loops, on one to three ranks; snapshots; what is refused. */
import { expect, test } from "vitest";
import { onRanks } from "../../test/ranks.ts";
import { decode, encode } from "../checkpoint/index.ts";
import { adamw, chain, type Optimizer, sgd, skipNonFinite } from "../index.ts";
import { type DilocoDescent, diloco } from "./diloco.ts";
import { alone } from "./transport.ts";

const steps = 14;
const every = 4;
const start = [1, -2, 0.5, 3, -1];

/** The gradient of a rank at a step: of its own data, at its own parameters. */
const gradientAt = (x: number, rank: number, step: number, i: number): number =>
  x - Math.sin(rank * 3 + i) + 0.1 * Math.cos(step * 5 + rank + i);

/** DiLoCo with AdamW inside: Algorithm 1, written without a look at the first. */
function oracle(ranks: number): Float64Array {
  const [rate, b1, b2, eps, decay] = [0.05, 0.9, 0.999, 1e-8, 0.1];
  const n = start.length;
  const workers = Array.from({ length: ranks }, () => ({
    x: Float64Array.from(start),
    m: new Float64Array(n),
    v: new Float64Array(n),
  }));
  const theta = Float64Array.from(start);
  const momentum = new Float64Array(n);
  for (let step = 0; step < steps; step++) {
    for (const [rank, { x, m, v }] of workers.entries())
      for (let i = 0; i < n; i++) {
        const g = gradientAt(x[i]!, rank, step, i);
        m[i] = b1 * m[i]! + (1 - b1) * g;
        v[i] = b2 * v[i]! + (1 - b2) * g * g;
        const direction = m[i]! / (1 - b1 ** (step + 1)) / (Math.sqrt(v[i]! / (1 - b2 ** (step + 1))) + eps);
        x[i] = x[i]! - rate * (direction + decay * x[i]!);
      }
    if ((step + 1) % every !== 0) continue;
    for (let i = 0; i < n; i++) {
      let outer = 0;
      for (const { x } of workers) outer += (theta[i]! - x[i]!) / ranks;
      momentum[i] = 0.9 * momentum[i]! + outer;
      theta[i] = theta[i]! - 0.7 * (outer + 0.9 * momentum[i]!);
      for (const { x } of workers) x[i] = theta[i]!;
    }
  }
  return workers[ranks - 1]!.x;
}

const inner = (): Optimizer => adamw({ learningRate: 0.05, weightDecay: 0.1 });
const params = () => ({ w: Float64Array.from(start.slice(0, 3)), numbers: start.slice(3, 4), b: start[4]! });

interface Params {
  w: Float64Array;
  numbers: Float64Array;
  b: number;
}
const flat = ({ w, numbers, b }: Params): number[] => [...w, ...numbers, b];

async function take(local: DilocoDescent<ReturnType<typeof params>>, rank: number, from: number, to: number) {
  const exchanged: boolean[] = [];
  for (let step = from; step < to; step++) {
    const g = flat(local.params).map((x, i) => gradientAt(x, rank, step, i));
    exchanged.push(await local.step({ w: g.slice(0, 3), numbers: g.slice(3, 4), b: g[4]! }));
  }
  return exchanged;
}

test.each([1, 2, 3])("on %i ranks it is the paper's algorithm", async (size) => {
  const found = await onRanks(size, async (world) => {
    const local = await diloco({ inner: inner(), every }).init(params(), { world });
    const exchanged = await take(local, world.rank, 0, steps);
    expect(exchanged.flatMap((did, step) => (did ? [step + 1] : []))).toEqual([4, 8, 12]);
    expect([local.since, local.outer.count, local.inner.count]).toEqual([2, 3, steps]);
    return { own: flat(local.params), all: flat(local.outer.params) };
  });
  const last = oracle(size);
  for (const [i, value] of found[size - 1]!.own.entries()) expect(value).toBeCloseTo(last[i]!, 12);
  for (const { all } of found) expect(all).toEqual(found[0]!.all);
});

test("ranks begin with the parameters of rank 0, and end with the same after an exchange", async () => {
  const found = await onRanks(2, async (world) => {
    const local = await diloco({ inner: sgd({ learningRate: 0.1 }), every: 10 }).init(
      { w: Float32Array.of(world.rank, 2) },
      { world },
    );
    const begun = [...local.params.w];
    await local.step({ w: [world.rank, 1] });
    await local.exchange();
    return { begun, ended: [...local.params.w], since: local.since };
  });
  expect(found[1]).toEqual(found[0]);
  expect(found[0]!.begun).toEqual([0, 2]);
  expect(found[0]!.since).toBe(0);
});

test("a run that was saved between two exchanges goes on to the same bits, through files too", async () => {
  const far = diloco({ inner: inner(), every });
  const whole = await onRanks(2, async (world) => {
    const local = await far.init(params(), { world });
    await take(local, world.rank, 0, steps);
    return [flat(local.params), flat(local.outer.params)];
  });
  const parts = await onRanks(2, async (world) => {
    const first = await far.init(params(), { world });
    await take(first, world.rank, 0, 6);
    const { inner, outer, since } = await first.snapshot();
    expect(since).toBe(2);
    const [own, all] = [decode(encode(inner, { extra: { since } })), decode(encode(outer))];
    const second = await far.init({ ...params(), w: new Float64Array(3) }, { world });
    const saved = { inner: own.snapshot, outer: all.snapshot, since: own.extra!.since as number };
    await second.restore(saved);
    await take(second, world.rank, 6, steps);
    return [flat(second.params), flat(second.outer.params)];
  });
  expect(parts).toEqual(whole);
});

test("a rank that declines a step exchanges with the others", async () => {
  const found = await onRanks(2, async (world) => {
    const local = await diloco({
      inner: chain(skipNonFinite(), sgd({ learningRate: 1 })),
      outer: sgd({ learningRate: 1 }),
      every: 2,
    }).init({ w: [0] }, { world });
    await local.step({ w: [world.rank === 0 ? Number.NaN : 4] });
    expect(await local.step({ w: [2] })).toBe(true);
    return local.params.w[0];
  });
  // Rank 0 has moved by -2, rank 1 by -6.
  expect(found).toEqual([-4, -4]);
});

test("bad input is refused", async () => {
  expect(() => diloco({ inner: inner() } as never)).toThrow(
    "diloco: every must be a whole number, at least 1; got undefined",
  );
  expect(() => diloco({ inner: inner(), every: 0 })).toThrow(
    "every must be a whole number, at least 1; got 0",
  );
  expect(() => diloco({ inner: adamw as never, every: 2 })).toThrow(
    "inner must be an optimizer such as adamw()",
  );
  const far = diloco({ inner: inner(), every: 2 });
  await expect(far.init([1], { world: {} as never })).rejects.toThrow(
    "world must be what connect() gives, or alone",
  );
  const local = await far.init([1], { world: alone });
  const saved = await local.snapshot();
  await expect(local.restore({ ...saved, since: 2 })).rejects.toThrow(
    "since must be below 2, the steps between two exchanges; got 2",
  );
  await expect(local.restore(saved.inner as never)).rejects.toThrow("restore has no option");
  const other = await (await far.init([1, 2])).snapshot();
  await local.step([1]);
  const before = await local.snapshot();
  await expect(local.restore({ ...saved, inner: other.inner })).rejects.toThrow();
  expect(await local.snapshot()).toEqual(before);
  await expect(
    onRanks(2, (world) => diloco({ inner: inner(), every: 2 + world.rank }).init([1], { world })),
  ).rejects.toThrow("every must be the same on all ranks; rank 0 has 2, rank 1 has 3");
});
