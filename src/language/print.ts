/** Expressions printed back: as text of the language of rules, which parses to the same expression, and as TeX. */
import { isDotted, type Node, walk } from "./graph.ts";
import { type OperationName, operation, textNameOf } from "./operations.ts";

const atom = 8;

interface Style {
  readonly symbol: (name: string) => string;
  readonly number: (value: number) => string;
  readonly call: (node: Node & { kind: "call" }, args: readonly string[]) => string | undefined;
  readonly infix: (left: string, op: OperationName, right: string, isDotted: boolean) => string;
  readonly prefix: (op: OperationName) => string;
  readonly postfix: (operand: string, op: OperationName) => string;
  readonly parentheses: readonly [open: string, close: string];
}

/** A node's text without outer parentheses, and how tightly it binds. */
interface Printed {
  readonly text: string;
  readonly binds: number;
}

/** Prints a node; parentheses only where the language needs them. */
function print(root: Node, style: Style): string {
  const [open, close] = style.parentheses;
  const printed = new Map<Node, Printed>();
  const within = (node: Node, least: number): string => {
    const { text, binds } = printed.get(node)!;
    return binds < least ? `${open}${text}${close}` : text;
  };
  const print = (node: Node): Printed => {
    if (node.kind === "constant") {
      const isNegative = node.value < 0 || Object.is(node.value, -0);
      return { text: style.number(node.value), binds: isNegative ? 5 : atom };
    }
    if (node.kind === "symbol") return { text: style.symbol(node.name), binds: atom };
    const [a, b] = node.args as [Node, Node];
    if (operation(node.op).postfix) return { text: style.postfix(within(a, atom), node.op), binds: atom };
    const drawn = style.call(
      node,
      node.args.map((arg) => within(arg, 0)),
    );
    if (drawn !== undefined) return { text: drawn, binds: atom };
    const [, binds] = operation(node.op).infix!;
    if (node.args.length === 1) return { text: `${style.prefix(node.op)}${within(a, binds)}`, binds };
    // "^" binds to the right and its exponent is a unit; all others bind to the left.
    const right = node.op === "pow" ? binds : binds + 1;
    const left = node.op === "pow" ? atom : binds;
    return { text: style.infix(within(a, left), node.op, within(b, right), isDotted(node)), binds };
  };
  walk(
    [root],
    (node) => printed.has(node),
    (node) => printed.set(node, print(node)),
  );
  return within(root, 0);
}

const text: Style = {
  symbol: (name) => name,
  number: (value) => (Object.is(value, -0) ? "-0" : String(value).replace("e+", "e")),
  call: ({ op, args: given }, args) => {
    if (operation(op).infix) return undefined;
    return given.length ? `${textNameOf(op)}(${args.join(", ")})` : textNameOf(op);
  },
  infix: (left, op, right, isDotted) => {
    const [sign] = operation(op).infix!;
    const written = isDotted ? `.${sign}` : sign;
    return sign === "*" || sign === "^" ? left + written + right : `${left} ${written} ${right}`;
  },
  prefix: (op) => operation(op).infix![0],
  postfix: (operand, op) => operand + operation(op).postfix,
  parentheses: ["(", ")"],
};

/**
 * The text of an expression.
 *
 * @example
 * const { lines } = parse("double", "u = 2*(g + p)", ["g", "p"]);
 * toText(lines[0].value) // "2*(g + p)"
 */
export const toText = (node: Node): string => print(node, text);

/** Hadamard's product and quotient. A power of elements is written as one of numbers, with a circle. */
const dottedTex: Readonly<Partial<Record<OperationName, string>>> = { mul: "\\odot", div: "\\oslash" };

/**
 * The TeX of an expression.
 *
 * @param symbol - the TeX of a name.
 * @example
 * toTex(parse("root", "u = sqrt(g)", ["g"]).lines[0].value, (name) => name) // "\\sqrt{g}"
 */
export const toTex = (node: Node, symbol: (name: string) => string): string =>
  print(node, {
    symbol,
    number: (value) =>
      String(value).replace(/^(-?)(?:1e|([\d.]+)e)\+?(-?\d+)$/, (_, minus, digits, power) =>
        digits === undefined ? `${minus}10^{${power}}` : `${minus}${digits} \\cdot 10^{${power}}`,
      ),
    call: (node, args) => {
      const { op } = node;
      const [base] = node.args;
      const { tex, infix } = operation(op);
      if (infix && (!tex.includes("#") || (op === "div" && isDotted(node)))) return undefined;
      if (op === "pow" && isDotted(node)) args = [args[0]!, `\\circ ${args[1]}`];
      // A base that has a superscript of its own needs parentheses too.
      const isCompound = () => base!.kind === "call" || args[0]!.includes("^") || args[0]!.startsWith("-");
      const inner = tex.startsWith("#1^") && isCompound() ? `\\left(${args[0]}\\right)` : args[0];
      // Joined by "+", which does not copy: an argument may be long.
      return tex
        .split(/#(\d)/)
        .reduce((made, part, at) => made + (at % 2 === 0 ? part : part === "1" ? inner : args[+part - 1]!));
    },
    infix: (left, op, right, isDotted) => {
      if (isDotted && op in dottedTex) return `${left} ${dottedTex[op]} ${right}`;
      const sign = operation(op).tex;
      // Side by side, two factors would be read as one number or as a difference.
      const apart = sign === "" && /^[-\d.]/.test(right);
      if (apart) return `${left} \\cdot ${/^-/.test(right) ? `\\left(${right}\\right)` : right}`;
      return sign === "" ? `${left} ${right}` : `${left} ${sign} ${right}`;
    },
    prefix: (op) => operation(op).tex,
    postfix: (operand, op) => {
      // One superscript after another is no TeX.
      const isRaised = operand.includes("^") && !operand.endsWith("\\right)");
      return operation(op).tex.replace("#1", () => (isRaised ? `\\left(${operand}\\right)` : operand));
    },
    parentheses: ["\\left(", "\\right)"],
  });
