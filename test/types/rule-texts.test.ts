/**
 * The compiler checks the names in every text of the library's rules: each is spoiled by a name that does not exist, and no
 * rule compiles. So no text is a plain string to the compiler, and no type argument switches the check off.
 */
import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { diagnose, inPackage } from "./diagnose.ts";

const files = ["transforms", "optimizers", "wrappers"].flatMap((folder) =>
  readdirSync(inPackage(`src/${folder}`))
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => `src/${folder}/${file}`),
);

/** What declares a rule, or lines of one. */
const declares = /^(rule|matrixRule|variants|\w+\.variant)$/;

interface Spoiled {
  /** The file's text, to stand in this folder. */
  readonly source: string;
  /** How many rules, or variants of rules, it declares. */
  readonly calls: number;
}

/** The equations that a literal holds, with their last line spoiled. */
function spoil(literal: ts.StringLiteralLike, source: ts.SourceFile): string {
  const written = literal.getText(source);
  return `${written.slice(0, -1).trimEnd()} + misspelt${written.at(-1)}`;
}

const isText = (node: ts.Node): node is ts.StringLiteralLike =>
  ts.isStringLiteralLike(node) &&
  /^\s*\w+ *= /.test(node.text) &&
  // What else has equations: initial values, bounds, gradients before the step's own. The compiler does not know these.
  !(ts.isPropertyAssignment(node.parent) && /^(before|flush|project)$/.test(node.parent.name.getText()));

/** A variant may consist of a hyperparameter alone. */
function hasText({ arguments: [definition] }: ts.CallExpression): boolean {
  if (!definition || !ts.isObjectLiteralExpression(definition)) return true;
  return definition.properties.some(
    (property) => ts.isSpreadAssignment(property) || property.name.getText() === "text",
  );
}

function spoiled(path: string): Spoiled {
  const text = readFileSync(inPackage(path), "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  let calls = 0;
  const edits: [start: number, end: number, becomes: string][] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && declares.test(node.expression.getText(source)) && hasText(node)) calls++;
    if (isText(node)) edits.unshift([node.getStart(source), node.getEnd(), spoil(node, source)]);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const result = edits.reduce(
    (made, [start, end, becomes]) => made.slice(0, start) + becomes + made.slice(end),
    text,
  );
  const folder = dirname(path);
  return { source: result.replaceAll('"../', '"../../src/').replaceAll('"./', `"../../${folder}/`), calls };
}

const rules = Object.fromEntries(
  files
    .map((file) => [file.replaceAll("/", "-"), spoiled(file)] as const)
    .filter(([, { calls }]) => calls > 0),
);

let found: Record<string, string[]>;
beforeAll(() => {
  found = diagnose(Object.fromEntries(Object.entries(rules).map(([name, { source }]) => [name, source])));
}, 120_000);

test("the library's rules were found", () => {
  expect(Object.keys(rules).length).toBeGreaterThan(50);
});

test.each(Object.entries(rules))("a misspelt name in each text of %s", (name, { calls }) => {
  const about = found[name]!.filter((message) => message.includes("misspelt"));
  expect(about.length, found[name]!.join("\n")).toBe(calls);
});
