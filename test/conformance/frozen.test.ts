/**
 * Frozen tensors are as in a partition around the whole optimizer that freezes them; snapshots carry what is frozen and what
 * each tensor counts.
 */
import { expect } from "vitest";
import { freeze, type Optimizer, partition, type Snapshot } from "../../src/index.ts";
import { difference } from "../fuzz/trees.ts";
import { hasOneCount } from "../oracle/nulls.ts";
import { changing, devices, everyRow } from "./cases.ts";
import { begin, mixed, take } from "./descents.ts";
import { constant, gaps, later, ofTensor, takeSome } from "./nulls.ts";
import { restrict, shaped } from "./problems.ts";
import { couplingOf, planOf, remembersLosses } from "./traits.ts";

const problem = shaped({ steps: 24, float32: true });
const names = Object.keys(problem.shapes);
const frozen = ["vector", "cube"];
const pattern = /^(vector|cube)$/;
const trained = names.filter((name) => !frozen.includes(name));

const without = (optimizer: Optimizer): Optimizer =>
  partition([
    [pattern, freeze()],
    ["*", optimizer],
  ]);

everyRow("frozen in part is a partition around it that freezes, to the bit", async (row) => {
  // What takes several gradients a step does so for all parameters at once.
  if (planOf(changing(row)).phases.before) return;
  const [found, meant] = await Promise.all([
    begin(changing(row), problem, { dtype: mixed }),
    begin(without(changing(row)), problem, { dtype: mixed }),
  ]);
  const start = await found.snapshot();
  found.freeze(pattern);
  expect(found.frozen).toEqual(frozen);
  take(found, problem);
  take(meant, problem);
  expect(found.count).toBe(meant.count);
  const [evaluated, expected] = [await found.evalParams(), await meant.evalParams()];
  const [one, other] = [await found.snapshot(), await meant.snapshot()];
  for (const name of trained) {
    expect([...ofTensor(one, name).values()], name).toEqual([...ofTensor(other, name).values()]);
    expect(evaluated[name], name).toEqual(expected[name]);
  }
  for (const name of frozen) {
    expect(one.params[name], name).toEqual(start.params[name]);
    expect(evaluated[name]!.data, name).toEqual(start.params[name]);
  }
  for (const descent of [found, meant]) descent.dispose();
});

everyRow("frozen for a while is as if the gradients were null", async (row) => {
  const [found, meant] = await Promise.all([
    begin(changing(row), problem, { dtype: mixed }),
    begin(changing(row), problem, { dtype: mixed }),
  ]);
  take(found, problem, { to: 4 });
  found.freeze(pattern);
  take(found, problem, { from: 4, to: 12 });
  found.unfreeze("vector");
  expect(found.frozen).toEqual(["cube"]);
  take(found, problem, { from: 12, to: 16 });
  found.unfreeze("*");
  take(found, problem, { from: 16 });
  const isAbsent = (name: string, t: number) =>
    (name === "vector" && t >= 4 && t < 12) || (name === "cube" && t >= 4 && t < 16);
  takeSome(meant, problem, isAbsent);
  expect(await found.snapshot()).toEqual(await meant.snapshot());
  for (const descent of [found, meant]) descent.dispose();
});

everyRow("resumes from a snapshot taken among nulls and frozen tensors", async (row) => {
  const whole = await begin(changing(row), problem, { dtype: mixed });
  takeSome(whole, problem, gaps, { to: 12 });
  whole.freeze("matrix");
  takeSome(whole, problem, gaps, { from: 12, to: 15 });
  const taken = await whole.snapshot();
  takeSome(whole, problem, gaps, { from: 15, to: 20 });
  whole.unfreeze("matrix");
  takeSome(whole, problem, gaps, { from: 20 });
  const meant = await whole.snapshot();
  const snapshots = { js: structuredClone(taken), wasm: JSON.parse(JSON.stringify(taken)) as Snapshot };
  for (const device of devices) {
    const resumed = await begin(changing(row), problem, { dtype: mixed, device });
    takeSome(resumed, problem, (name) => name === "scalar", { to: 3 });
    await resumed.restore(snapshots[device]);
    expect(resumed.frozen).toEqual(["matrix"]);
    takeSome(resumed, problem, gaps, { from: 15, to: 20 });
    resumed.unfreeze("matrix");
    takeSome(resumed, problem, gaps, { from: 20 });
    expect(await resumed.snapshot(), device).toEqual(meant);
    resumed.dispose();
  }
  whole.dispose();
});

everyRow("goes on in a model that has changed; what is new begins as at first", async (row) => {
  const [old, changed] = [
    ["matrix", "vector"],
    ["vector", "cube"],
  ];
  const first = await begin(constant(row), restrict(problem, old!), { dtype: mixed });
  const whole = await begin(constant(row), restrict(problem, ["vector"]), { dtype: mixed });
  take(first, restrict(problem, old!), { to: 8 });
  take(whole, restrict(problem, ["vector"]), { to: 8 });
  const from = await first.snapshot();
  const grown = await begin(constant(row), restrict(problem, changed!), { dtype: mixed, from });
  expect(grown.count).toBe(first.count);
  take(grown, restrict(problem, changed!), { from: 8 });
  const found = await grown.snapshot();
  if (couplingOf(constant(row)) === "global") return;
  take(whole, restrict(problem, ["vector"]), { from: 8 });
  expect(difference(ofTensor(await whole.snapshot(), "vector"), ofTensor(found, "vector"))).toBeUndefined();
  if (hasOneCount(row) || remembersLosses(constant(row))) return;
  const fresh = await begin(constant(row), restrict(problem, ["cube"]), { dtype: mixed });
  take(fresh, later(restrict(problem, ["cube"]), 8));
  expect(difference(ofTensor(await fresh.snapshot(), "cube"), ofTensor(found, "cube"))).toBeUndefined();
  for (const descent of [first, whole, grown, fresh]) descent.dispose();
});
