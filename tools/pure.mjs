/**
 * Marks the calls that run while a module is loaded as pure, so that bundlers can leave out unused ones and keep, for example,
 * only Adam. It walks the syntax tree and does not touch the bodies of functions.
 */
import ts from "typescript";

const mark = "/* @__PURE__ */ ";

/** What bundlers take for an effect beside calls: reading a property may run a getter, a text may ask an object for its own. */
const mayHaveEffects = (node) =>
  ts.isPropertyAccessExpression(node) ||
  ts.isElementAccessExpression(node) ||
  ts.isSpreadElement(node) ||
  ts.isSpreadAssignment(node) ||
  ts.isComputedPropertyName(node) ||
  ts.isTemplateExpression(node) ||
  ts.isTaggedTemplateExpression(node);

const isCall = (node) => ts.isCallExpression(node) || ts.isNewExpression(node);

/** Nodes of an expression whose code runs when it is evaluated, not only when something in it is called later. */
function* running(node) {
  yield node;
  const children = [];
  if (!ts.isFunctionLike(node)) ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) {
    const isField = ts.isPropertyDeclaration(child);
    if (!isField || child.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword))
      yield* running(child);
  }
}

/** The code with marks: on calls, and on functions put around initial values that do more than call. */
export function markPure(code) {
  const file = ts.createSourceFile("module.js", code, ts.ScriptTarget.ES2022, true);
  const inserted = [];
  for (const { initializer } of file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)) {
    if (!initializer) continue;
    const nodes = [...running(initializer)];
    if (nodes.some(mayHaveEffects)) {
      inserted.push([initializer.getStart(), `${mark}(() => (`], [initializer.end, "))()"]);
    } else {
      const starts = new Set(nodes.filter(isCall).map((call) => call.getStart()));
      for (const start of starts) if (!code.slice(0, start).endsWith(mark)) inserted.push([start, mark]);
    }
  }
  return inserted
    .sort(([a], [b]) => b - a)
    .reduce((text, [at, piece]) => text.slice(0, at) + piece + text.slice(at), code);
}
