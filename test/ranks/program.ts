/**
 * What one rank does in the tests of this folder: descents of the conformance table's optimizers on tensors of many pieces, whose states the
 * ranks share. Every rank posts the digest of what each of them is in the end; with one rank nothing is shared.
 */
import { createHash, type Hash } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { adam, type Snapshot } from "../../src/index.ts";
import type { DType } from "../../src/language/dtype.ts";
import type { Transport } from "../../src/mpi/transport.ts";
import { cases, changing, ofMatrices } from "../conformance/cases.ts";
import type { Live } from "../conformance/descents.ts";
import { type Problem, paramsOf, placesOf, sizeOf } from "../conformance/problems.ts";
import { perturbs } from "../conformance/traits.ts";
import { gradients } from "../oracle/gradients.ts";
import { rankOn } from "./shared-memory.ts";

/** What the test gives each rank. */
export interface Work {
  readonly memory: SharedArrayBuffer;
  readonly rank: number;
  readonly size: number;
  readonly device: "js" | "wasm" | "native";
  readonly threads: number;
  /** Rows of the table to take: every so many, from which on. */
  readonly every: number;
  readonly from: number;
}

/** What comes back: by row a digest of the end, the bytes of states here and in all, and those of the largest tensor that lies in one process whole. */
export type Found = Readonly<
  Record<
    string,
    { readonly digest: string; readonly here: number; readonly all: number; readonly largest: number }
  >
>;

/** Tensors of which a rank gets pieces: rows of an odd length in bands, pieces of a vector, units and matrices of a cube, and one number. */
const shapes = { matrix: [900, 9], vector: [20_001], cube: [6, 50, 20], scalar: [] };
/** Tensors for rules of whole matrices, which take the first ones. */
const matrices = { tall: [50, 12], wide: [9, 40], matrix: [16, 16], row: [1, 7], vector: [600], scalar: [] };
const steps = 4;

const problemOf = (shapes: Problem["shapes"]): Problem => {
  const size = Object.values(shapes).reduce((sum, shape) => sum + sizeOf(shape), 0);
  return {
    shapes,
    start: Float64Array.from({ length: size }, (_, i) => Math.fround(((i * 37) % 19) / 7 - 1)),
    gradients: gradients(size, {
      steps,
      seed: 5,
      exponents: [-2, 2],
      patterns: ["normal", "flip", "stretches"],
    }),
    losses: Array.from({ length: steps }, (_, t) => 3 / (1 + t) + 0.1),
  };
};
const ofElements = problemOf(shapes);
const ofRoutines = problemOf(matrices);

const { memory, rank, size: ranks, device, threads, every, from } = workerData as Work;
const world: Transport | undefined = ranks > 1 ? rankOn(memory, rank, ranks) : undefined;
const setting = { device, threads, ...(world && { shard: world }) };

/** Takes steps of the problem; in one of them a tensor is left out. */
function take(descent: Live, problem: Problem, first: number, last: number, isHalf: boolean): void {
  for (let t = first; t < last; t++) {
    for (const { name, start, end } of placesOf(problem.shapes))
      descent.grads[name]!.data.set(problem.gradients[t]!.subarray(start, end));
    if (isHalf) descent.perturb();
    descent.step(t === 3 && !isHalf ? { ...descent.grads, vector: null } : undefined, {
      loss: problem.losses[t]!,
    });
  }
}

/** Everything in a value but its arrays, whose bytes go to the digest. */
function textOf(value: unknown, digest: Hash): string {
  if (ArrayBuffer.isView(value)) {
    digest.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return `${value.byteLength} bytes`;
  }
  if (typeof value === "object" && value !== null)
    return Object.entries(value)
      .map(([key, child]) => `${key}: ${textOf(child, digest)}`)
      .join();
  return String(value);
}

// The device's code is loaded. Later descents are made at once: an engine lets threads that compile the same module wait for the first, which
// may wait for them in a collective; processes do not share modules.
(await adam().init(paramsOf(ofElements), { device, threads })).dispose();

/** Bytes of a tensor's states. */
const bytesAt = ({ state }: Snapshot, path: string): number =>
  Object.values(state).reduce<number>(
    (sum, of) => sum + (typeof of === "number" ? 0 : (of[path]?.byteLength ?? 0)),
    0,
  );

const found: Record<string, Found[string]> = {};
/** One group, or groups of both types. */
const types: readonly (DType | ((name: string) => DType))[] = [
  "float32",
  (name) => (name === "vector" ? "float64" : "float32"),
];
for (const [index, [name, row]] of cases.entries()) {
  if (index % every !== from) continue;
  const isOfMatrices = ofMatrices.has(row.optimizer);
  const problem = isOfMatrices ? ofRoutines : ofElements;
  const digest = createHash("sha256");
  const optimizer = changing(row, problem);
  const isHalf = perturbs(optimizer);
  const bytes = { here: 0, all: 0, largest: 0 };
  const params = () => paramsOf(problem, { dtype: types[index % 2]! });
  const add = async (descent: Live): Promise<Snapshot> => {
    const snapshot = await descent.snapshot();
    digest.update(textOf(snapshot, digest));
    if (descent.pending === 0)
      for (const { data } of Object.values(await descent.evalParams())) digest.update(data);
    for (const { data } of Object.values(descent.params)) digest.update(data);
    return snapshot;
  };
  const descent = optimizer.initSync(params(), setting) as unknown as Live;
  take(descent, problem, 0, 2, isHalf);
  const snapshot = await add(descent);
  bytes.here += descent.shard?.bytes.here ?? 0;
  bytes.all += descent.shard?.bytes.all ?? 0;
  if (isOfMatrices) bytes.largest = Math.max(...Object.keys(matrices).map((path) => bytesAt(snapshot, path)));
  const other = optimizer.initSync(params(), { ...setting, from: snapshot }) as unknown as Live;
  for (const one of [descent, other]) {
    take(one, problem, 2, steps, isHalf);
    await add(one);
    one.dispose();
  }
  found[name] = { digest: digest.digest("base64url"), ...bytes };
}
parentPort!.postMessage(found);
