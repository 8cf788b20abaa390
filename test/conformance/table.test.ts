/** The table is complete: every optimizer has rows, every row has an optimizer, and its plan passes the checks. */
import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { tensor } from "../../src/index.ts";
import { verify } from "../../src/plan/verify.ts";
import { cases, changing, everyRow, isExported, missing } from "./cases.ts";
import { planOf } from "./traits.ts";

const folders = ["optimizers", "wrappers"].map((name) => new URL(`../../src/${name}/`, import.meta.url));

/** The function that a file is named for; a file without one is a part of others. */
async function optimizerIn(file: string, folder: URL): Promise<string[]> {
  const exports: Record<string, unknown> = await import(new URL(file, folder).href);
  const plain = file.replace(".ts", "").replaceAll("-", "");
  return Object.keys(exports).filter((name) => name.toLowerCase() === plain);
}

const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => optimizerIn(file, folder)),
);
const named = (await Promise.all(files)).flat();
const rowed = new Set(cases.map(([, { optimizer }]) => optimizer));
const withoutRow = named.filter((optimizer) => !rowed.has(optimizer));

test("the folders' optimizers were found", () => {
  expect(named).toEqual(expect.arrayContaining(["adam", "adamw", "amsgrad", "sgd", "yogi", "lookahead"]));
});

// Rows are written before optimizers: while some wait, optimizers may wait for rows.
if (missing.length > 0) {
  for (const name of missing) test.todo(`${name}: the optimizer is not exported yet`);
  for (const name of withoutRow) test.todo(`${name}: has no row yet`);
} else {
  test.each(named)("%s is exported from the package and has a row", (optimizer) => {
    expect(isExported({ optimizer }), `export ${optimizer} from src/index.ts`).toBe(true);
    const todo = `add a file of ${optimizer} to test/oracle, which exports its rows as ${optimizer}Cases`;
    expect(rowed, todo).toContain(optimizer);
  });
}

/** Transformations of which optimizers that have rows are made; and noise, for which there is no oracle. */
const rowless = [
  "addNoise",
  ...["scaleByAdadelta", "scaleByAdam", "scaleByAmsgrad", "scaleByFactoredRms", "scaleByLearningRate"],
  ...["scaleByRms", "scaleByRss", "scaleByStddev", "scaleByYogi"],
];

test("every transformation has a row, or is known to have none", async () => {
  const folder = new URL("../../src/transforms/", import.meta.url);
  const sources = readdirSync(folder).filter((file) => !file.endsWith(".test.ts"));
  const modules: object[] = await Promise.all(sources.map((file) => import(new URL(file, folder).href)));
  const exported = modules.flatMap(Object.keys).filter((optimizer) => isExported({ optimizer }));
  expect(exported.filter((name) => !rowed.has(name)).sort()).toEqual(rowless);
});

const trees = [Float32Array, Float64Array].flatMap((Elements) => [
  { a: new Elements(3) },
  {
    matrix: tensor(new Elements(6), [2, 3]),
    scalar: tensor(new Elements(1), []),
    vector: new Float64Array(2),
  },
]);

everyRow("has a plan that can be right, measured or not", async (row) => {
  for (const tree of trees) {
    for (const measure of [false, true]) verify(planOf(changing(row), tree, measure));
  }
});
