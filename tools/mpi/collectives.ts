/**
 * A rank's part of the check of collectives: each against what it must give, at once and with promises, on memory of every kind. Rank 0 prints
 * how many were right.
 */
import { strict as assert } from "node:assert";
import { accumulate, adam, sgd } from "../../src/index.ts";
import { connect, dataParallel, diloco, MpiError, type Numbers, type World } from "../../src/mpi/index.ts";
import { partsOf } from "../../src/train/fit/ranks.ts";

/** The library, where it is not the launcher's own. */
const library = process.argv[2];
const world = await connect(library === undefined ? {} : { library });
const { rank, size } = world;
const ranks = Array.from({ length: size }, (_, index) => index);
const sumOf = (f: (of: number) => number) => ranks.reduce((sum, of) => sum + f(of), 0);
const long = 100_003;
let right = 0;

/** Arrays of one length on heap, shared memory and that of a descent. */
const descents = await Promise.all(
  [1, long].map((length) => adam().init({ x: new Float32Array(length) }, { device: "wasm" })),
);
const memories: readonly ((length: number) => Numbers)[] = [
  (length) => new Float32Array(length),
  (length) => new Float64Array(length),
  (length) => new Float32Array(new SharedArrayBuffer(4 * length)),
  (length) => descents[length === 1 ? 0 : 1]!.grads.x as Float32Array,
];

async function check(call: (of: Calls) => unknown, verify: () => void, fill: () => void) {
  for (const of of [world, world.async]) {
    fill();
    await call(of as never);
    verify();
    right++;
  }
}
type Calls = Pick<World, "broadcast" | "allReduce" | "reduceScatter" | "allGather" | "allToAll">;

for (const make of memories) {
  for (const length of [1, long]) {
    const values = make(length);
    const at = [...new Set([0, length >> 1, length - 1])];
    const every = (expected: (index: number) => number) => () => {
      for (const index of at) assert.equal(values[index], expected(index));
    };
    const fill = () => {
      for (let i = 0; i < length; i++) values[i] = (i % 100) + rank;
    };
    const root = size - 1;
    await check(
      (of) => of.broadcast(values, root),
      every((i) => (i % 100) + root),
      fill,
    );
    await check(
      (of) => of.allReduce(values),
      every((i) => sumOf((of) => (i % 100) + of)),
      fill,
    );
    await check(
      (of) => of.allReduce(values, "max"),
      every((i) => (i % 100) + size - 1),
      fill,
    );
  }
  // Parts of uneven lengths, one of them empty.
  const counts = ranks.map((of) => (of === 1 ? 0 : 1000 + of));
  const starts = ranks.map((of) => counts.slice(0, of).reduce((sum, count) => sum + count, 0));
  const values = make(long).subarray(
    0,
    sumOf((of) => counts[of]!),
  );
  const parts = ranks.map((of) => values.subarray(starts[of], starts[of]! + counts[of]!));
  const set = (to: Numbers, value: (i: number) => number) => {
    for (let i = 0; i < to.length; i++) to[i] = value(i);
  };
  const own = parts[rank]!.slice();
  await check(
    (of) => of.reduceScatter(values, own, counts),
    () => {
      for (const [i, value] of own.entries())
        assert.equal(
          value,
          sumOf((of) => starts[rank]! + i + of),
        );
    },
    () => set(values, (i) => i + rank),
  );
  await check(
    (of) => of.allGather(values, counts),
    () => {
      for (const of of ranks) for (const value of parts[of]!) assert.equal(value, of + 1);
    },
    () => {
      values.fill(0);
      parts[rank]!.fill(rank + 1);
    },
  );
  const sent = values.slice(0, size * 10);
  const got = sent.slice();
  const tens = ranks.map(() => 10);
  await check(
    (of) => of.allToAll(sent, tens, got, tens),
    () => {
      for (const of of ranks) assert.equal(got[of * 10 + 3], 100 * of + rank);
    },
    () => set(sent, (i) => 100 * rank + Math.floor(i / 10)),
  );
  const ofOthers = tens.with(rank, 0);
  const fromOthers = got.subarray(10);
  await check(
    (of) => of.allToAll(sent, tens, fromOthers, ofOthers),
    () => {
      for (const [place, of] of ranks.filter((of) => of !== rank).entries())
        assert.equal(fromOthers[place * 10 + 3], 100 * of + rank);
    },
    () => set(sent, (i) => 100 * rank + Math.floor(i / 10)),
  );
  // Four elements of each ten, the last ones first.
  const fours = ranks.map(() => 4);
  const apart = ranks.map((of) => 10 * (size - 1 - of) + 5);
  const fewer = got.subarray(0, 4 * size);
  await check(
    (of) => of.allToAll(sent, fours, fewer, fours, apart),
    () => {
      for (const of of ranks)
        for (const k of [0, 3]) assert.equal(fewer[of * 4 + k], 1000 * of + 10 * (size - 1 - rank) + 5 + k);
    },
    () => set(sent, (i) => 1000 * rank + i),
  );
}
world.barrier();
await world.async.barrier();

// Many at once are carried out one after the other; those that block wait for no one.
const many = Array.from({ length: 50 }, (_, i) => Float64Array.of(i + rank));
const under = Promise.all(many.map((one) => world.async.allReduce(one)));
assert.throws(
  () => world.barrier(),
  (error) => error instanceof MpiError && error.code === "busy",
);
await under;
for (const [i, [value]] of many.entries())
  assert.equal(
    value,
    sumOf((of) => i + of),
  );
right++;

// What C would misread.
const refused: readonly (() => void)[] = [
  () => world.allReduce(new Int32Array(2) as never),
  () => world.allReduce([1, 2] as never),
  () => world.allReduce(new Float32Array(2), "mean" as never),
  () => world.allReduce(new SharedArrayBuffer(8) as never),
  () => world.broadcast(new Float32Array(2), size),
  () => world.broadcast(new Float32Array(2), 0.5),
  () => world.allGather(new Float32Array(2), Array(size).fill(1.5)),
  () => world.allGather(new Float32Array(2), Array(size + 1).fill(2)),
  () =>
    world.allToAll(new Float32Array(size), Array(size).fill(1), new Float64Array(size), Array(size).fill(1)),
  () => world.reduceScatter(new Float32Array(size), new Float32Array(2), Array(size).fill(1)),
];
for (const call of refused)
  assert.throws(call, (error) => error instanceof MpiError && error.code === "value");
right += refused.length;

// A step in either order of addition, on sums that are exact in both; what any rank asks for comes to all.
for (const sum of ["ordered", "local"] as const) {
  const descent = await sgd({ learningRate: 1 }).init({ x: new Float32Array(100), b: rank });
  const shared = dataParallel(descent, { world, microBatches: 8, sum });
  shared.request = rank === size - 1 ? 3 : 0;
  const loss = await shared.step((number) => {
    descent.grads.x.fill(number);
    descent.grads.b = 8 * number;
    return number;
  });
  assert.deepEqual([...new Set(descent.params.x)], [-3.5]);
  // Parameters begin as rank 0's.
  assert.equal(descent.params.b, -28);
  assert.deepEqual([loss, shared.requested], [3.5, 3]);
  right++;
}

// More elements than are exchanged at once: the bits of one process, shared states or not.
{
  const length = 1_500_000;
  const valueAt = (number: number, i: number) => Math.fround(Math.sin(i * 12.9898 + number));
  const whole = await accumulate(adam(), { every: 5 }).init({ x: new Float32Array(length) });
  for (let number = 0; number < 5; number++) {
    whole.grads.x.forEach((_, i, x) => {
      x[i] = valueAt(number, i);
    });
    whole.step();
  }
  for (const shard of size === 1 ? [undefined] : [undefined, world]) {
    const descent = await adam().init({ x: new Float32Array(length) }, { shard });
    const shared = dataParallel(descent, { world, microBatches: 5 });
    await shared.step((number) => {
      descent.grads.x.forEach((_, i, x) => {
        x[i] = valueAt(number, i);
      });
      return undefined;
    });
    assert(
      Buffer.from(descent.params.x.buffer, descent.params.x.byteOffset, 4 * length).equals(
        Buffer.from(whole.params.x.buffer, whole.params.x.byteOffset, 4 * length),
      ),
    );
    right++;
  }
}

// Ten rows, cut into a part for each rank, give the gradient of one process, to rounding.
{
  const rows = partsOf(10, size);
  const starts = rows.map((_, part) => rows.slice(0, part).reduce((sum, count) => sum + count, 0));
  /** Of the mean of (sin(row) w - cos(row))^2 over some rows, at w = 3. */
  const gradientAt = (from: number, count: number) => {
    let sum = 0;
    for (let row = from; row < from + count; row++)
      sum += 2 * Math.sin(row) * (3 * Math.sin(row) - Math.cos(row));
    return sum / count;
  };
  const descent = await sgd({ learningRate: 1 }).init({ w: Float64Array.of(3) });
  const shared = dataParallel(descent, { world });
  await shared.exchange(
    (part) => {
      descent.grads.w[0] = gradientAt(starts[part]!, rows[part]!);
      return undefined;
    },
    { rows },
  );
  const [found, meant] = [descent.grads.w[0]!, gradientAt(0, 10)];
  assert(Math.abs(found - meant) <= 1e-14 * Math.abs(meant), `${found} instead of ${meant}`);
  right++;
}

// Rank r moves by 2 (r + 1) between exchanges: all move by the mean.
const far = diloco({ inner: sgd({ learningRate: 1 }), outer: sgd({ learningRate: 1 }), every: 2 });
const local = await far.init({ x: new Float32Array(100), b: rank }, { world });
for (const isExchange of [false, true]) {
  const exchanged = await local.step({ x: new Float32Array(100).fill(rank + 1), b: rank + 1 });
  assert.equal(exchanged, isExchange);
}
assert.deepEqual([...new Set(local.params.x), local.params.b], [-size - 1, -size - 1]);
right++;

assert.equal(world.ranks.length, size);
assert.deepEqual(world.differences, []);
world.barrier();
if (rank === 0) console.log(`${right} right on ${size} ranks, ${world.library.split(",")[0]}`);
world.close();
assert.throws(
  () => world.barrier(),
  (error) => error instanceof MpiError && error.code === "closed",
);
