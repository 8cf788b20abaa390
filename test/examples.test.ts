/**
 * Every `@example` in the documentation of src runs: on the package's exports and those of the folder it stands in.
 * An expression with a comment behind it has the comment's value; optimizers that it makes are brought to life.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { afterAll, afterEach, expect, test, vi } from "vitest";
import { Optimizer } from "../src/compose/optimizer.ts";
import * as datasets from "../src/datasets/index.ts";
import { Descent } from "../src/descent/descent.ts";
import * as glissade from "../src/index.ts";
import * as language from "../src/language/index.ts";
import * as train from "../src/train/index.ts";

interface Example {
  readonly file: string;
  readonly code: string;
}

const root = fileURLToPath(new URL("../src", import.meta.url));
const isSource = (file: string) => file.endsWith(".ts") && !file.endsWith(".test.ts");

/** All examples of a source: from `@example` to the next tag or the end of the comment. */
function examplesOf(file: string): Example[] {
  const comments = readFileSync(join(root, file), "utf8").matchAll(/\/\*\*(.*?)\*\//gs);
  return [...comments].flatMap(([, comment]) => {
    const text = comment!.replace(/^[ \t]*\* ?/gm, "");
    return [...text.matchAll(/@example\s+(.*?)(?=^@|$(?![\s\S]))/gms)].map(([, code]) => ({
      file,
      code: code!.trim().replace(/^`(.*)`$/s, "$1"),
    }));
  });
}

const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(isSource).sort();
const examples = files.flatMap(examplesOf);

/** What examples take for granted. */
const given = async () => ({
  descent: await glissade.adam({ learningRate: 0.1 }).init({ x: [1] }),
  expression: language.expression,
  data: datasets.autoMpgRegression(),
  np: train.jax.numpy,
  batches: [{ x: { data: new Float32Array(6), shape: [2, 3] }, y: new Float32Array(2) }],
  tf: { serialization: { registerClass: () => {} } },
  model: { compile: () => {} },
});

/** The code with its expressions reported: `report` gets each value, and what the comment says where there is one. */
function instrument(code: string): string {
  const source = ts.createSourceFile("example.ts", code, ts.ScriptTarget.ES2022);
  const parts = source.statements.map((statement) => {
    const text = statement.getText(source);
    if (ts.isVariableStatement(statement)) {
      const names = statement.declarationList.declarations.map(({ name }) => name).filter(ts.isIdentifier);
      return [text, ...names.map(({ text: name }) => `report(${name});`)].join("\n");
    }
    if (!ts.isExpressionStatement(statement)) return text;
    const [comment] = ts.getTrailingCommentRanges(code, statement.end) ?? [];
    const value = comment && code.slice(comment.pos + 2, comment.end).trim();
    return `report(${[statement.expression.getText(source), value].filter(Boolean).join(", ")});`;
  });
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext };
  // In a block of their own, its names may be those of the scope.
  return `{\n${ts.transpileModule(parts.join("\n"), { compilerOptions }).outputText}}`;
}

type AsyncFunction = new (...args: string[]) => (...values: unknown[]) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as AsyncFunction;

async function scopeOf(file: string): Promise<Record<string, unknown>> {
  const folder = dirname(join(root, file));
  const neighbours = readdirSync(folder).filter(
    (name) => isSource(name) && !["main.ts", "worker.ts"].includes(name),
  );
  const modules = await Promise.all(
    neighbours.map((name) => import(/* @vite-ignore */ join(folder, name)) as Promise<object>),
  );
  return Object.assign({}, train, glissade, ...modules, await given()) as Record<string, unknown>;
}

/** Gives a gradient, for whatever the optimizer wants it. */
function gradient(descent: Descent): void {
  try {
    descent.step(undefined, { loss: 1 });
  } catch (error) {
    if (!(error instanceof glissade.ProtocolError)) throw error;
    descent.perturb();
  }
}

/** An optimizer must be one that takes a step; a descent too. */
async function use(value: unknown): Promise<void> {
  const params = {
    encoder: { weight: glissade.tensor(new Float32Array([1, 2, 3, 4]), [2, 2]) },
    blocks: [{ weight: glissade.tensor(new Float32Array([4, 3, 2, 1]), [2, 2]) }],
    layer: { weight: new Float32Array([1, 2]), bias: new Float32Array([3]), scale: new Float32Array([4]) },
  };
  if (value instanceof Optimizer) await use(await value.init(params));
  if (!(value instanceof Descent)) return;
  const before = value.count;
  for (let gradients = 0; value.count === before && gradients < 10; gradients++) gradient(value);
  expect(value.count).toBeGreaterThan(before);
  value.dispose();
}

afterEach(() => vi.restoreAllMocks());

// What examples save does not stay.
const home = process.cwd();
const folder = mkdtempSync(join(tmpdir(), "glissade-examples-"));
process.chdir(folder);
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

test.each(examples)("$file: $code", async ({ file, code }) => {
  const log = vi.spyOn(console, "log").mockReturnValue();
  const scope = await scopeOf(file);
  const reported: unknown[] = [];
  const report = (value: unknown, ...expected: unknown[]) => {
    reported.push(value);
    if (expected.length) expect(value).toEqual(expected[0]);
  };
  const run = new AsyncFunction(...Object.keys(scope), "report", instrument(code));
  await run(...Object.values(scope), report);
  expect(reported.length).toBeGreaterThan(0);
  for (const value of reported) await use(value);
  expect(log).toHaveBeenCalledTimes(code.includes("console.log") ? 1 : 0);
});

test("the documentation has an example of every optimizer, transformation and schedule", () => {
  const text = examples.map(({ code }) => code).join("\n");
  const functions = Object.entries({ ...glissade, ...language }).filter(
    ([name, value]) => typeof value === "function" && /^[a-z]/.test(name),
  );
  const missing = functions.map(([name]) => name).filter((name) => !new RegExp(`\\b${name}\\(`).test(text));
  expect(missing).toEqual([]);
  const tags = files.flatMap(
    (file) => readFileSync(join(root, file), "utf8").match(/^\s*\*? ?@example|\* @example/gm) ?? [],
  );
  expect(examples).toHaveLength(tags.length);
});

test("an example's comment is compared with what it says", () => {
  expect(instrument("const y: number = 2;\ny * 2 // 4")).toContain(
    "const y = 2;\nreport(y);\nreport(y * 2, 4);",
  );
});
