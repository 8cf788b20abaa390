/**
 * Marks every call that a module makes while it is loaded as pure, so that bundlers can leave out what is not used: of one
 * module with all optimizers, Adam's. Walks the syntax tree; what functions do when they are called is left alone.
 */
import ts from "typescript";

const mark = "/* @__PURE__ */ ";

/** Whether a node's code runs when the module is loaded, or only when something is called. */
const runsLater = (node) =>
  (ts.isFunctionLike(node) && !isCalledAtOnce(node)) ||
  (ts.isPropertyDeclaration(node) &&
    !node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword));

const isCalledAtOnce = ({ parent }) =>
  ts.isParenthesizedExpression(parent) &&
  ts.isCallExpression(parent.parent) &&
  parent.parent.expression === parent;

/** The code with marks. */
export function markPure(code) {
  const file = ts.createSourceFile("module.js", code, ts.ScriptTarget.ES2022, true);
  const starts = new Set();
  const visit = (node) => {
    if (runsLater(node)) return;
    if (ts.isCallExpression(node) || ts.isNewExpression(node)) starts.add(node.getStart());
    ts.forEachChild(node, visit);
  };
  for (const statement of file.statements) {
    // A call that stands alone is made for its effect.
    if (!ts.isExpressionStatement(statement)) visit(statement);
  }
  return [...starts]
    .filter((start) => !code.slice(0, start).endsWith(mark))
    .sort((a, b) => b - a)
    .reduce((text, start) => text.slice(0, start) + mark + text.slice(start), code);
}
