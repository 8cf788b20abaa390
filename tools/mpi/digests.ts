/**
 * A rank's part of the check of bits: every optimizer of the conformance table takes steps of twelve micro-batches, shared among the ranks.
 * Rank 0 prints the digest of what each descent holds as JSON. With `accumulate` as argument, one process takes the gradients one by one; with
 * `sharded` the ranks share the states. A second argument, such as 4, takes every fourth row alone.
 */
import { createHash } from "node:crypto";
import { argv } from "node:process";
import { accumulate, type Optimizer } from "../../src/index.ts";
import { connect, dataParallel } from "../../src/mpi/index.ts";
import { cases, changing } from "../../test/conformance/cases.ts";
import { type Live, mixed } from "../../test/conformance/descents.ts";
import { extreme, type Problem, paramsOf, placesOf, shaped } from "../../test/conformance/problems.ts";
import { perturbs } from "../../test/conformance/traits.ts";

const microBatches = 12;
const steps = 3;
const [mode = "ordered", part = "1"] = argv.slice(2);
const world = await connect();

const problems = [
  [extreme({ steps: steps * microBatches, float32: true }), "float64"],
  [shaped({ steps: steps * microBatches, float32: true }), mixed],
] as const;

/** Writes a gradient where the descent reads it, and gives its loss. */
function gradientOf(descent: Live, { shapes, gradients, losses }: Problem, call: number): number {
  for (const { name, start, end } of placesOf(shapes))
    descent.grads[name]!.data.set(gradients[call]!.subarray(start, end));
  return losses[call]!;
}

const meanLoss = ({ losses }: Problem, first: number): number => {
  let sum = 0;
  for (let number = 0; number < microBatches; number++) sum += losses[first + number]!;
  return sum / microBatches;
};

/** The descents after all steps, one for each problem; undefined where a step takes several gradients already. */
async function takeOneByOne(optimizer: Optimizer, problem: Problem, descent: Live): Promise<void> {
  for (let call = 0; call < steps * microBatches; call++) {
    gradientOf(descent, problem, call);
    descent.step(undefined, { loss: meanLoss(problem, call - (call % microBatches)) });
  }
  if (descent.count !== steps) throw new Error(`${String(optimizer)} has taken ${descent.count} steps`);
}

async function takeShared(optimizer: Optimizer, problem: Problem, descent: Live): Promise<void> {
  const shared = dataParallel(descent, { world, microBatches, sum: mode === "local" ? "local" : "ordered" });
  for (let step = 0; step < steps; step++) {
    const gradient = (number: number) => gradientOf(descent, problem, step * microBatches + number);
    if (perturbs(optimizer)) {
      await shared.exchange(gradient);
      descent.perturb();
    }
    await shared.step(gradient);
  }
}

/** What cannot stand within `accumulate`; what takes two gradients a step cannot either. */
const standsAround = ["accumulate", "lossScale", "skipNonFinite"];

const found: Record<string, readonly [params: string, all: string]> = {};
for (const [index, [name, row]] of cases.entries()) {
  if (index % Number(part) !== 0) continue;
  const [params, all] = [createHash("sha256"), createHash("sha256")];
  let isLeftOut = false;
  for (const [problem, dtype] of problems) {
    const inner = changing(row, problem);
    const isWhole = mode === "accumulate";
    isLeftOut ||= isWhole && (perturbs(inner) || standsAround.includes(row.optimizer));
    if (isLeftOut) continue;
    const optimizer = isWhole ? accumulate(inner, { every: microBatches }) : inner;
    const setting = { device: "wasm", ...(mode === "sharded" && { shard: world }) } as const;
    const descent = (await optimizer.init(paramsOf(problem, { dtype }), setting)) as Live;
    await (isWhole ? takeOneByOne : takeShared)(optimizer, problem, descent);
    for (const { data } of Object.values(descent.params)) params.update(data);
    if (descent.pending === 0)
      for (const { data } of Object.values(await descent.evalParams())) params.update(data);
    const snapshot = await descent.snapshot();
    for (const values of Object.values(snapshot.params)) all.update(values);
    for (const [what, values] of Object.entries(snapshot.state))
      for (const [path, of] of Object.entries(typeof values === "number" ? { "": [values] } : values))
        all.update(`${what} ${path}`).update(Float64Array.from(of));
    descent.dispose();
  }
  if (!isLeftOut) found[name] = [params.digest("base64url"), all.digest("base64url")];
}
if (world.rank === 0) console.log(JSON.stringify(found));
world.close();
