/**
 * An optimizer costs at most 25 equations, those that its forms share counted once, and 40 other lines besides its documentation:
 * comments, the options that they describe (their interface and the table of what each may be), imports and blank lines are not
 * counted. An optimizer that needs more is not yet understood well enough.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

const folders = ["optimizers", "transforms", "wrappers"].map((name) =>
  fileURLToPath(new URL(`../../src/${name}/`, import.meta.url)),
);
const files = folders.flatMap((folder) =>
  readdirSync(folder)
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"))
    .map((file) => [file, folder + file] as const),
);

/** `const read = reader<AdamOptions>("adam", { ... })`, or the table alone. */
const isTable = (statement: ts.Statement): boolean =>
  ts.isVariableStatement(statement) &&
  statement.declarationList.declarations.every(
    ({ type, initializer }) =>
      (type && ts.isTypeReferenceNode(type) && type.typeName.getText() === "Options") ||
      (initializer && ts.isCallExpression(initializer) && initializer.expression.getText() === "reader"),
  );

/** Of `export const adam = defineOptimizer<AdamOptions>("adam", { ... }, build)` the last alone: the table says what options may be. */
function textOf(statement: ts.Statement, source: ts.SourceFile): string {
  const [declared] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
  const call = declared?.initializer;
  const isOptimizer =
    call && ts.isCallExpression(call) && call.expression.getText(source) === "defineOptimizer";
  return (isOptimizer ? call.arguments.at(-1)! : statement).getText(source);
}

test.each(files)("%s", (_, path) => {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  const code = source.statements.filter(
    (statement) =>
      !ts.isImportDeclaration(statement) && !ts.isInterfaceDeclaration(statement) && !isTable(statement),
  );
  const lines = code.flatMap((statement) => textOf(statement, source).split("\n"));
  const written = lines.map((line) => line.trim()).filter((line) => line && !/^(\/\/|\/\*|\*)/.test(line));
  const equations = written.filter((line) => /^\w+ = /.test(line));
  const others = written.length - equations.length;
  expect(others).toBeGreaterThan(0);
  expect(others).toBeLessThanOrEqual(40);
  expect(new Set(equations).size).toBeLessThanOrEqual(25);
});
