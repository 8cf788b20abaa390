import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { defaultExperiment } from "./default-experiment.ts";
import { everything } from "./everything.ts";
import type { Contestant, Experiment, ProblemSetup } from "./experiment.ts";
import { exportCode } from "./export-code.ts";
import { exportCsv } from "./export-csv.ts";
import { runExperiment } from "./run-experiment.ts";

const [adam] = defaultExperiment.contestants as [Contestant];
const run = promisify(execFile);

/** The last loss of each contestant in the lab, by label. */
async function lastLosses(experiment: Experiment): Promise<Record<string, number>> {
  const last: Record<string, number> = {};
  const labels = new Map(experiment.contestants.map(({ id, label }) => [id, label]));
  for await (const told of runExperiment(experiment, { registry: everything })) {
    expect(told.type).not.toBe("failed");
    if (told.type === "steps") last[labels.get(told.contestant) as string] = told.losses.at(-1) as number;
  }
  return last;
}

/** The same as the exported program prints it. */
async function printedLosses(code: string): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(import.meta.dirname, "export-"));
  try {
    const file = join(folder, "race.mjs");
    const { outputText } = ts.transpileModule(code, { compilerOptions: { module: 99, target: 99 } });
    const printing = outputText.replace(
      /console\.log\(name, (.*), point\)/,
      "console.log(JSON.stringify([name, String($1)]))",
    );
    await writeFile(file, printing);
    const { stdout } = await run(process.execPath, [file]);
    return Object.fromEntries(
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as [string, string])
        .map(([name, loss]) => [name, Number(loss)]),
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

const rule =
  "hyper b = 0.9\nstate m = 0\nm = b*m + (1 - b)*g # it is `quoted` \\ $\np = p - learningRate*m/sqrt(1 - b^t)";
const contestants: readonly Contestant[] = [
  { ...adam, tuned: 0.05, schedule: { name: "cosineDecay", options: { exponent: 2 } } },
  { ...adam, id: "b", label: 'a "rule"', method: { kind: "rule", name: "mine", text: rule }, tuned: 0.003 },
  {
    ...adam,
    id: "c",
    label: "wrapped",
    method: { kind: "optimizer", name: "sgd", options: { momentum: 0.9 } },
    wrappers: [
      { name: "clip", options: { maxDelta: 2 } },
      { name: "emaParams", options: { decay: 0.9 } },
      { name: "sam", options: {} },
    ],
    tuned: 0.001,
  },
  { ...adam, id: "d", label: "hidden", isHidden: true },
  {
    ...adam,
    id: "e",
    label: "gathered",
    wrappers: [{ name: "accumulate", options: {} }],
    schedule: { name: "linear", options: {} },
    tuned: 0.1,
  },
];
const problems: readonly ProblemSetup[] = [
  { kind: "surface", name: "rosenbrock", start: [-1.5, 2], noise: 0.2 },
  {
    kind: "function",
    text: "sin(x)*exp(y/4) + x^2 + y^2",
    start: [1, -2],
    window: { x: [-3, 3], y: [-3, 3] },
    noise: 0,
  },
  { kind: "regression", data: "auto-mpg", batchSize: 32 },
  {
    kind: "regression",
    data: {
      name: "own",
      columns: ["a", "b"],
      rows: [
        [1, 2],
        [2, 3],
        [4, 8],
      ],
    },
    batchSize: 2,
  },
  { kind: "quadratic-deep", batchSize: 128 },
  { kind: "spirals", hidden: [8], batchSize: 16, noise: 0.1 },
  { kind: "matrix", condition: 4 },
  { kind: "gradients", gradients: [4, -1, -1, -1], start: 0.5, bounds: [-1, 1] },
  { kind: "gradients", gradients: { text: "(x - r)^2", period: 3 }, start: 0.5, bounds: null },
];

describe("an exported program", () => {
  it.each(problems.map((problem) => [problem.kind, problem] as const))(
    "gives the numbers of the lab on %s",
    async (_, problem) => {
      const experiment: Experiment = { ...defaultExperiment, problem, steps: 150, contestants };
      expect(await printedLosses(exportCode(experiment))).toEqual(await lastLosses(experiment));
    },
    60_000,
  );

  it("tells Muon which tensor is a matrix", async () => {
    const muon: Contestant = {
      ...adam,
      rate: 0.02,
      method: { kind: "optimizer", name: "muon", options: {} },
    };
    const matrix: Experiment = {
      ...defaultExperiment,
      problem: { kind: "matrix", condition: 4 },
      steps: 50,
      contestants: [muon],
    };
    const code = exportCode(matrix);
    expect(code).toContain('muon({ matrices: "p", layout: "out,in", learningRate: 0.02 })');
    expect(await printedLosses(code)).toEqual(await lastLosses(matrix));
  });

  it("ends where the lab ends", async () => {
    const sgd: Contestant = { ...adam, rate: 1, method: { kind: "optimizer", name: "sgd", options: {} } };
    const experiment: Experiment = { ...defaultExperiment, contestants: [sgd] };
    expect(await printedLosses(exportCode(experiment))).toEqual(await lastLosses(experiment));
  });

  it("needs known rates", () => {
    const unknown = { ...defaultExperiment, contestants: [{ ...adam, tuned: null }] };
    expect(() => exportCode(unknown)).toThrow("not known yet");
  });

  it("compiles under strict TypeScript", () => {
    const programs = new Map(
      problems.map((problem, index) => [
        join(import.meta.dirname, `race-${index}.ts`),
        exportCode({ ...defaultExperiment, problem, contestants }),
      ]),
    );
    const options: ts.CompilerOptions = {
      strict: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      skipLibCheck: true,
      types: ["node"],
    };
    const host = ts.createCompilerHost(options);
    const read = host.getSourceFile.bind(host);
    host.getSourceFile = (name, ...rest) => {
      const code = programs.get(name);
      return code === undefined
        ? read(name, ...rest)
        : ts.createSourceFile(name, code, ts.ScriptTarget.ES2022);
    };
    const found = ts.getPreEmitDiagnostics(ts.createProgram([...programs.keys()], options, host));
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  }, 120_000);
});

describe("an exported table", () => {
  it("has a column for each number of a matrix", () => {
    const curve = { losses: Float64Array.of(1), points: Float64Array.of(1, 2, 3, 4), length: 1 };
    expect(exportCsv([adam], new Map([["a", curve]]), 4)).toBe(
      "step,Adam loss,Adam W11,Adam W12,Adam W21,Adam W22\r\n0,1,1,2,3,4\r\n",
    );
  });

  it("has a row for each step, and cells that no spreadsheet executes", () => {
    const curves = new Map([
      [
        "a",
        { losses: Float64Array.of(1, 0.1, 1e-300), points: Float64Array.of(1, 2, 3, 4, 5, 6), length: 3 },
      ],
      ["b", { losses: Float64Array.of(2, Number.NaN), points: null, length: 2 }],
    ]);
    const some = [
      { ...adam, label: "=HYPERLINK()" },
      { ...adam, id: "b", label: 'B, "2"' },
    ];
    expect(exportCsv(some, curves, 2).split("\r\n")).toEqual([
      `step,'=HYPERLINK() loss,'=HYPERLINK() x,'=HYPERLINK() y,"B, ""2"" loss"`,
      "0,1,1,2,2",
      "1,0.1,3,4,NaN",
      "2,1e-300,5,6,",
      "",
    ]);
  });
});
