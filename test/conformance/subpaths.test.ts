/**
 * Every function of the public subpaths that takes options refuses one that it does not have, at once or by its promise, with the nearest
 * name. Those of the core are in doors.ts, with every kind of wrong option.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import * as jaxAdapter from "../../src/adapters/jax-js/index.ts";
import * as tfjsAdapter from "../../src/adapters/tfjs/index.ts";
import * as checkpoint from "../../src/checkpoint/index.ts";
import * as curves from "../../src/curves/index.ts";
import * as datasets from "../../src/datasets/index.ts";
import * as federated from "../../src/federated/index.ts";
import { adam, type Optimizer } from "../../src/index.ts";
import * as mpi from "../../src/mpi/index.ts";
import * as train from "../../src/train/index.ts";

const folder = mkdtempSync(join(tmpdir(), "glissade-subpaths-"));
afterAll(() => rmSync(folder, { recursive: true }));

const descent = await adam({ like: "torch" }).init({ w: new Float32Array(1) });
const snapshot = await descent.snapshot();
const opened = await checkpoint.openFolder(join(folder, "opened"));
const state = await checkpoint.toTorch(descent);
const named = { name: "test", origin: "made up" };
const frame = train.parseFrame("a,b\n1,2\n3,4\n5,7", named);
const table = train.parseTable("a,b\n1,2\n3,4", named);
const regression = train.standardize(table);
const numbers = train.parseFrame(
  `a,b\n${[1, 2, 3, 4, 5, 6, 7, 8].map((x) => `${x},${x * x}`).join("\n")}`,
  named,
);
const { preparation } = train.prepare(numbers, { task: "regression" });
const model = train.modelFrom("linear", { features: 1 });
const data = {
  x: { data: new Float32Array(2), shape: [2, 1] },
  y: { data: new Float32Array(2), shape: [2] },
};
const params = model.init(train.random(0));
const optimizer: Optimizer = adam();

/** A misspelt option, what it was meant to be, and a call with it. */
type Row = readonly [misspelt: string, meant: string, call: (options: never) => unknown];

const rows: Readonly<Record<string, Row>> = {
  "train.characters": ["contxt", "context", (o) => train.characters("to be or not to be", o)],
  "train.evaluate": ["targetscale", "targetScale", (o) => train.evaluate(model, params, data, o)],
  "train.experiment": ["epoch", "epochs", (o) => train.experiment(optimizer, regression, o)],
  "train.fit": ["batchsize", "batchSize", (o) => train.fit(model, data, o)],
  "train.modelFrom": ["feature", "features", (o) => train.modelFrom("linear", o)],
  "train.parseFrame": ["delimeter", "delimiter", (o) => train.parseFrame("a,b\n1,2", o)],
  "train.parseTable": ["delimeter", "delimiter", (o) => train.parseTable("a,b\n1,2", o)],
  "train.predict": ["bacth", "batch", (o) => train.predict(model, params, data, o)],
  "train.prepare": ["tagret", "target", (o) => train.prepare(frame, o)],
  "train.quadraticDeep": ["sed", "seed", (o) => train.quadraticDeep(o)],
  "train.quadraticDeepOverSeeds": ["seed", "seeds", (o) => train.quadraticDeepOverSeeds(o)],
  "train.quadraticDeepProblem": ["batchsize", "batchSize", (o) => train.quadraticDeepProblem(o)],
  "train.standardize": ["keeps", "keep", (o) => train.standardize(table, o)],
  "train.tableOf": ["tagret", "target", (o) => train.tableOf(frame, o)],
  "checkpoint.encode": ["extras", "extra", (o) => checkpoint.encode(snapshot, o)],
  "checkpoint.fromKeras": ["name", "names", (o) => checkpoint.fromKeras(descent, {} as never, o)],
  "checkpoint.fromOptax": ["counts", "count", (o) => checkpoint.fromOptax(descent, {} as never, o)],
  "checkpoint.fromTfjs": ["name", "names", (o) => checkpoint.fromTfjs(descent, [] as never, o)],
  "checkpoint.fromTorch": ["name", "names", (o) => checkpoint.fromTorch(descent, state, o)],
  "checkpoint.openFolder": ["keeplast", "keepLast", (o) => checkpoint.openFolder(join(folder, "new"), o)],
  "checkpoint.save": ["extras", "extra", (o) => checkpoint.save(descent, join(folder, "a"), o)],
  "checkpoint.toKeras": ["name", "names", (o) => checkpoint.toKeras(descent, o)],
  "checkpoint.toTfjs": ["name", "names", (o) => checkpoint.toTfjs(descent, o)],
  "checkpoint.toTorch": ["name", "names", (o) => checkpoint.toTorch(descent, o)],
  "a preparation's apply": ["optionprefix", "optionPrefix", (o) => preparation.apply(numbers, o)],
  "a folder's save": ["scores", "score", (o) => opened.save(descent, o)],
  "curves.fitCurve": ["starts", "start", (o) => curves.fitCurve("y ~ a*x", { x: [1, 2], y: [1, 2] }, o)],
  "curves.fitCurves": ["starts", "start", (o) => curves.fitCurves("y ~ a*x", [{ x: [1, 2], y: [1, 2] }], o)],
  "curves.leastSquares": ["weight", "weights", (o) => curves.leastSquares(([x]) => [x!], [1], o)],
  "mpi.connect": ["libary", "library", (o) => mpi.connect(o)],
  "mpi.dataParallel": ["microBatch", "microBatches", (o) => mpi.dataParallel(descent, o)],
  "mpi.diloco": ["evry", "every", (o) => mpi.diloco(o)],
  "datasets.loadAirfoil": ["caches", "cache", (o) => datasets.loadAirfoil(o)],
  "datasets.airfoilRegression": ["caches", "cache", (o) => datasets.airfoilRegression(o)],
  "datasets.defaultRegression": ["caches", "cache", (o) => datasets.defaultRegression(o)],
  "datasets.loadFashionMnist": ["caches", "cache", (o) => datasets.loadFashionMnist(o)],
  "datasets.loadTinyShakespeare": ["caches", "cache", (o) => datasets.loadTinyShakespeare(o)],
};

/** Functions without options. */
const others: Readonly<Record<string, readonly string[]>> = {
  train: [
    ...["batchGradient", "binaryCrossEntropy", "countOf", "crossEntropy", "datasetOf", "decodeModel"],
    ...["encodeModel", "leastSquares", "meanLoss", "parseIdx", "preparationFrom", "random", "squaredError"],
    ...["quadraticDeepBaselines", "trace"],
  ],
  checkpoint: [
    ...[
      "decode",
      "halfTensorOf",
      "load",
      "loadSafetensors",
      "readSafetensors",
      "saveSafetensors",
      "stateFile",
      "storedTensor",
    ],
    ...["toOptax", "valuesOf", "writeSafetensors"],
  ],
  curves: [],
  mpi: ["isLaunched"],
  federated: ["beginRound"],
  datasets: ["autoMpgRegression", "loadAutoMpg"],
  jaxAdapter: ["evaluator", "gradientTransformation", "lossGradient"],
  tfjsAdapter: ["optimizerClass"],
};

test.each(Object.entries(rows))("%s", async (_, [misspelt, meant, call]) => {
  const refused = (async () => call({ [misspelt]: 1 } as never))();
  await expect(refused).rejects.toThrow(
    new RegExp(`has no option "${misspelt}"; it has: [^;]*; did you mean (.*, )?${meant}\\b`),
  );
  expect(await opened.latest()).toBeUndefined();
});

test("every function of a public subpath is above", () => {
  const all = { train, checkpoint, curves, mpi, federated, datasets, jaxAdapter, tfjsAdapter };
  for (const [name, exports] of Object.entries(all)) {
    const functions = Object.entries(exports)
      .filter(([, value]) => typeof value === "function" && !/^class\b/.test(String(value)))
      .map(([key]) => key);
    const here = Object.keys(rows).flatMap((row) => (row.startsWith(`${name}.`) ? [row.split(".")[1]!] : []));
    expect([...here, ...others[name]!].sort(), name).toEqual(functions.sort());
  }
});
