/**
 * The memory of a rank's states, measured: what the engine says that arrays take before and after `init`. Shared, it is at most an nth of one process'
 * and a piece for each tensor; of rules of whole matrices, an nth and the largest tensor.
 */
import { strict as assert } from "node:assert";

/** Tensors of many pieces, with one that is smaller than a piece. */
const others = { embedding: [2000, 100], vector: [100_001], bias: [600] };
/** Those that rules of whole matrices take. */
const matrices = { hidden: [300, 200], other: [200, 300], square: [250, 250] };
const shapes = { ...others, ...matrices };
/** Elements of a piece, at most. */
const piece = 4096;

const program = `import { setFlagsFromString } from "node:v8";
  import { runInNewContext } from "node:vm";
  import * as all from "glissade";
  import { connect } from "glissade/mpi";
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc");
  const world = await connect();
  const shapes = ${JSON.stringify(shapes)};
  const sizeOf = (shape) => shape.reduce((size, axis) => size * axis, 1);
  const params = Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => [name, all.tensor(new Float32Array(sizeOf(shape)), shape)]),
  );
  const matrices = ${JSON.stringify(Object.keys(matrices))};
  const isMatrix = (path) => matrices.includes(path);
  const optimizers = {
    sgd: all.sgd({ learningRate: 0.1 }),
    momentum: all.sgd({ learningRate: 0.1, momentum: 0.9 }),
    adam: all.adam(),
    "adam, moments in 8 bits": all.adam({ moments: "q8" }),
    adamw: all.adamw(),
    yogi: all.yogi(),
    lamb: all.lamb(),
    amsgrad: all.amsgrad(),
    "adafactor, with momentum": all.adafactor({ momentum: 0.9 }),
    muon: all.muon({ matrices: isMatrix, layout: "out,in" }),
    shampoo: all.shampoo({ matrices: isMatrix }),
    soap: all.soap({ matrices: isMatrix }),
  };
  // The second ends what the first has begun.
  const taken = () => {
    for (let times = 0; times < 2; times++) collect();
    return process.memoryUsage().arrayBuffers;
  };
  // None is disposed of: what becomes free would be counted at some later time.
  const descents = [];
  const sum = (values) => values.reduce((all, value) => all + value, 0);
  /** Bytes that init has taken, and those of states that can be seen. */
  async function bytesOf(optimizer, shard) {
    const before = taken();
    const descent = await optimizer.init(params, { device: "js", ...(shard && { shard }) });
    const bytes = taken() - before;
    descents.push(descent);
    const trees = Object.values(descent.state).filter((tree) => typeof tree === "object");
    const bytesAt = (path) => sum(trees.map((tree) => (tree[path]?.data ?? tree[path])?.byteLength ?? 0));
    const shown = Object.keys(shapes).map(bytesAt);
    return { taken: bytes, shown: sum(shown), largest: Math.max(...matrices.map(bytesAt)) };
  }
  // What is loaded by the first is no descent's.
  for (const shard of [undefined, world]) await bytesOf(optimizers.adam, shard);
  const found = {};
  for (const [name, optimizer] of Object.entries(optimizers))
    found[name] = { one: await bytesOf(optimizer), shared: await bytesOf(optimizer, world) };
  const own = new TextEncoder().encode(JSON.stringify(found));
  const texts = [];
  for (let rank = 0; rank < world.size; rank++) {
    const length = Float64Array.of(own.length);
    world.broadcast(length, rank);
    const text = rank === world.rank ? own : new Uint8Array(length[0]);
    world.broadcast(text, rank);
    texts.push(JSON.parse(new TextDecoder().decode(text)));
  }
  if (world.rank === 0) console.log(JSON.stringify(texts));
  world.close();`;

const ofMatrices = ["muon", "shampoo", "soap"];

/** Those with working memory besides, for rows and columns, codes or routines, which is no state. */
const working = ["adafactor, with momentum", "adam, moments in 8 bits", ...ofMatrices];

const sizesOf = (tensors) =>
  Object.values(tensors).map((shape) => shape.reduce((size, axis) => size * axis, 1));
const sumOf = (numbers) => numbers.reduce((sum, number) => sum + number, 0);
const piecesOf = (tensors) => sumOf(sizesOf(tensors).map((size) => Math.min(size, piece)));

export function memory({ root, ranks, right, isLong }) {
  const elements = sumOf(sizesOf(shapes));
  const pieces = piecesOf(shapes);
  for (const count of isLong ? [2, 3, 4] : [3]) {
    const all = JSON.parse(right(ranks(count, ["--input-type=module", "-e", program], { cwd: root })));
    const largest = {};
    for (const [rank, found] of all.entries()) {
      for (const [name, { one, shared }] of Object.entries(found)) {
        if (name === "sgd") continue;
        const check = (whole, here, what) => {
          // Other tensors have two moments of AdamW's then.
          const more = ofMatrices.includes(name)
            ? one.largest + 8 * piecesOf(others)
            : (whole * pieces) / elements;
          const most = whole / count + more;
          assert(here <= most, `${name}, rank ${rank} of ${count}: ${here} bytes ${what}, at most ${most}`);
          return here / whole;
        };
        const share = check(one.shown, shared.shown, "are shown");
        largest[name] = Math.max(largest[name] ?? 0, share);
        // Gradient descent has no states: what it takes are parameters and gradients.
        const bare = found.sgd.one.taken;
        if (!working.includes(name)) check(one.taken - bare, shared.taken - bare, "were taken");
      }
    }
    const shares = Object.entries(largest).map(([name, share]) => `${name} ${share.toFixed(3)}`);
    console.log(`states of a rank of ${count}, of one process' at most: ${shares.join("; ")}`);
  }
}
