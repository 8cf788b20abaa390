/**
 * What one rank does in the test of checkpoints: it trains, saves with the others, and goes on from what the test names. Posts the digest of
 * the end.
 */
import { createHash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { load, openFolder, save } from "../../src/checkpoint/index.ts";
import { soap, tensor } from "../../src/index.ts";
import { rankOn } from "./shared-memory.ts";

/** What the test gives each rank. */
export interface Work {
  readonly memory: SharedArrayBuffer;
  readonly rank: number;
  readonly size: number;
  /** A checkpoint to go on from. */
  readonly from?: string;
  /** The count of steps at the end. */
  readonly steps: number;
  /** Where to save at the end: a file, or a folder for each step. */
  readonly file?: string;
  readonly folder?: string;
  /** A rank that cannot write its part. */
  readonly failing?: number;
}

/** What comes back: the digest of the parameters, or why it failed. */
export type Ended = { readonly digest: string } | { readonly code: string; readonly message: string };

const { memory, rank, size, from, steps, file, folder, failing } = workerData as Work;
const world = rankOn(memory, rank, size);
/** Matrices have states of other sizes besides; some of the same. */
const matrices = {
  tall: tensor(new Float32Array(108).fill(1), [12, 9]),
  wide: tensor(new Float32Array(108).fill(1), [9, 12]),
  square: tensor(new Float32Array(64).fill(1), [8, 8]),
};
const params = { w: new Float32Array(10_000).fill(1), v: new Float64Array(5000), b: 3, ...matrices };

async function run(): Promise<Ended> {
  const optimizer = soap({ learningRate: 0.01, matrices: (path) => path in matrices });
  const descent = await optimizer.init(params, {
    device: "js",
    ...(size > 1 && { shard: world }),
    ...(from !== undefined && { from: (await load(from)).snapshot }),
  });
  const opened = folder === undefined ? undefined : await openFolder(folder, { keepLast: 2 });
  while (descent.count < steps) {
    const t = descent.count + 1;
    for (let i = 0; i < 10_000; i++) descent.grads.w[i] = Math.sin(t * i);
    for (let i = 0; i < 5000; i++) descent.grads.v[i] = Math.cos(t + i);
    descent.grads.b = t;
    for (const name of ["tall", "wide", "square"] as const) {
      const { data } = descent.grads[name];
      for (let i = 0; i < data.length; i++) data[i] = Math.sin(t * i + name.length);
    }
    descent.step();
    await opened?.save(descent, { extra: { at: t }, score: 1 / t });
  }
  // A folder that is not there, for one of the ranks alone.
  if (file !== undefined)
    await save(descent, rank === failing ? `${file}/no/x.safetensors` : file, { extra: { at: steps } });
  const digest = createHash("sha256");
  const { w, v, b, tall, wide, square } = descent.params;
  for (const values of [w, v, Float64Array.of(b), tall.data, wide.data, square.data]) digest.update(values);
  return { digest: digest.digest("base64url") };
}

parentPort!.postMessage(
  await run().catch((error: { readonly code?: string; readonly message: string }) => ({
    code: error.code ?? "",
    message: error.message,
  })),
);
