/**
 * Tensors without a gradient. With constant hyperparameters, a tensor that had none at first takes the steps of a descent begun
 * then; in a step without a gradient it keeps every bit; to all other tensors it is as if it were not there.
 */
import { expect, test } from "vitest";
import type { Snapshot } from "../../src/index.ts";
import { definition } from "../devices/definition.ts";
import { difference } from "../fuzz/trees.ts";
import { goldenNulls, takingPart, worstError as worstOf } from "../golden/golden.ts";
import { type OracleCase, oracles } from "../oracle/index.ts";
import { hasOneCount, oracleWithNulls } from "../oracle/nulls.ts";
import { changing, changingRate, devices, everyRow, optimizerOf } from "./cases.ts";
import { begin, flat, type Live, mixed, type Setting } from "./descents.ts";
import { worstError } from "./errors.ts";
import { constant, gaps, later, type Numbers, ofTensor, sharedBy, takeSome, without } from "./nulls.ts";
import { placesOf, restrict, shaped } from "./problems.ts";
import { couplingOf, planOf, remembersLosses } from "./traits.ts";

const problem = shaped({ steps: 28, float32: true });
const names = Object.keys(problem.shapes);
/** RAdam's length magnifies the rounding of powers. */
const tolerance = 1e-10;
/** A whole number of accumulations. */
const delay = 8;

async function expectSame(found: Live, meant: Live, paths: readonly string[]): Promise<void> {
  const [one, other] = await Promise.all([found.snapshot(), meant.snapshot()]);
  const where =
    "where one has `adam.v` and the other `v`, two rules have states of one name and other sizes: rename one";
  for (const path of paths)
    expect(difference(ofTensor(other, path), ofTensor(one, path)), `${path} (${where})`).toBeUndefined();
}

everyRow("after calls without any gradient begins as at first", async (row) => {
  if (hasOneCount(row) || remembersLosses(constant(row))) return;
  const [late, fresh] = await Promise.all([
    begin(constant(row), problem, { dtype: mixed }),
    begin(constant(row), problem, { dtype: mixed }),
  ]);
  takeSome(late, problem, (_, t) => t < delay);
  takeSome(fresh, later(problem, delay), () => false);
  await expectSame(late, fresh, names);
  for (const descent of [late, fresh]) descent.dispose();
});

everyRow("takes the steps of a descent begun later where gradients come later", async (row) => {
  if (hasOneCount(row) || remembersLosses(constant(row)) || couplingOf(constant(row)) === "global") return;
  const [late, early] = [
    ["vector", "scalar"],
    ["matrix", "cube"],
  ];
  const [all, begunLater, alone] = await Promise.all([
    begin(constant(row), problem, { dtype: mixed }),
    begin(constant(row), restrict(problem, late!), { dtype: mixed }),
    begin(constant(row), restrict(problem, early!), { dtype: mixed }),
  ]);
  takeSome(all, problem, (name, t) => late!.includes(name) && t < delay);
  takeSome(begunLater, later(restrict(problem, late!), delay), () => false);
  takeSome(alone, restrict(problem, early!), () => false);
  await expectSame(all, begunLater, late!);
  await expectSame(all, alone, early!);
  for (const descent of [all, begunLater, alone]) descent.dispose();
});

everyRow("does not see tensors that have no gradient", async (row) => {
  const seen = ["matrix", "scalar"];
  const [all, alone] = await Promise.all([
    begin(changing(row), problem, { dtype: mixed }),
    begin(changing(row), restrict(problem, seen), { dtype: mixed }),
  ]);
  takeSome(all, problem, (name) => !seen.includes(name));
  takeSome(alone, restrict(problem, seen), () => false);
  await expectSame(all, alone, seen);
  const params = await all.evalParams();
  const before = await begin(changing(row), problem, { dtype: mixed });
  for (const name of ["vector", "cube"]) expect(params[name]).toEqual(before.params[name]);
  for (const descent of [all, alone, before]) descent.dispose();
});

everyRow("changes no bit of a tensor without a gradient", async (row) => {
  const descent = await begin(changing(row), problem, { dtype: mixed });
  // Where a step takes several gradients, a tensor is left out when all of them were null.
  const shared = sharedBy(row);
  const of = (name: string, ...snapshots: [Snapshot, Snapshot]) =>
    snapshots.map((taken) => without(ofTensor(taken, name), shared)) as [Numbers, Numbers];
  const least = planOf(changing(row)).phases.before ? 4 : 1;
  for (let t = 0; t + least <= problem.gradients.length; t += least) {
    const before = await descent.snapshot();
    takeSome(descent, problem, (name, at) => gaps(name, at - (at % least)), { from: t, to: t + least });
    const after = await descent.snapshot();
    for (const name of names.filter((path) => gaps(path, t)))
      expect(difference(...of(name, after, before)), `${name}, call ${t}`).toBeUndefined();
  }
  descent.dispose();
});

everyRow("gives the same bits on every backend where gradients are null", async (row) => {
  const [one, other] = await Promise.all(
    devices.map(async (device) => {
      const descent = await begin(changing(row), problem, { dtype: mixed, device });
      takeSome(descent, problem, gaps);
      const found = [await descent.snapshot(), await descent.evalParams()];
      descent.dispose();
      return found;
    }),
  );
  expect(one).toEqual(other);
});

for (const device of ["wasm", definition] as const)
  everyRow(
    `agrees with the oracle where gradients are null${device === "wasm" ? "" : ", on a device of one's own"}`,
    (row) => expectOracle(row, device),
  );

async function expectOracle(row: OracleCase, device: Setting["device"]): Promise<void> {
  const optimizer = changing(row);
  if (couplingOf(optimizer) === "global" || planOf(optimizer).phases.before || remembersLosses(optimizer))
    return;
  const { shapes, losses } = problem;
  const oracle = oracleWithNulls(row, Object.values(shapes));
  const descent = await begin(optimizer, problem, { device });
  // Bounds hold from the beginning.
  const p = flat(descent, problem);
  const expected = problem.gradients.map((gradient, t) => {
    const takesPart = placesOf(shapes).map(({ name }) => !gaps(name, t));
    oracle.step(p, gradient, changingRate(row)(t), takesPart, losses[t]);
    return p.slice();
  });
  const found: Float64Array[] = [];
  takeSome(descent, problem, gaps, { after: () => found.push(flat(descent, problem)) });
  expect(worstError(expected, found)).toBeLessThan(tolerance);
  const params = flat({ params: await descent.evalParams() }, problem);
  expect(worstError([oracle.evaluation!(p)], [params])).toBeLessThan(tolerance);
  descent.dispose();
}

test.each(Object.entries(goldenNulls))("%s is what the library computes", async (_, record) => {
  const { shapes, start, absent } = record.problem;
  const problem = { shapes, start: Float64Array.from(start), gradients: [], losses: [] };
  let rate = 0;
  const descent = await begin(
    optimizerOf(oracles[record.case]!, () => rate),
    problem,
  );
  const worst = worstOf(record, (gradient, learningRate, loss = Number.NaN, t) => {
    rate = learningRate;
    const now = { ...problem, gradients: [gradient], losses: [loss] };
    takeSome(descent, now, (name) => absent[name]!.includes(t));
    return flat(descent, problem);
  });
  descent.dispose();
  expect(takingPart(record.problem, 1)).toContain(false);
  expect(worst).toBeLessThan(1e-11);
});
