/**
 * An expression made a function: its operations in order, each with the places of its operands, carried out one after the other. Made
 * once, without generating code, so that it works under a Content-Security-Policy and however deep the expression is. Values are
 * those of `evaluate`, to the bit. With vectors each operation runs over all elements before the next one.
 */
import { type Call, Graph, type Node, topological } from "./graph.ts";
import { type OperationName, operation } from "./operations.ts";
import { simplify } from "./simplify.ts";
import { substitute } from "./substitute.ts";
import { vectorTest } from "./vectors.ts";

type Meaning = (a: number, b: number, c: number) => number;

/** An operation on places: `out = op(a, b, c)`. */
interface Step {
  readonly op: OperationName;
  readonly meaning: Meaning;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly out: number;
}

/** The nodes of an expression, simplified without changing a bit, in the order in which they are computed; the last is its value. */
function nodesOf(root: Node): Node[] {
  const graph = new Graph(simplify);
  const symbols = topological([root]).filter((node) => node.kind === "symbol");
  const names = new Map(symbols.map(({ name, type }) => [name, graph.symbol(name, type)]));
  return topological([substitute(graph, root, names, ({ op }, arg) => graph.call(op, arg))]);
}

/** A function of numbers: `names` gives the order of its arguments. It allocates nothing. */
export function compileNumbers(root: Node, names: readonly string[]): (values: ArrayLike<number>) => number {
  const nodes = nodesOf(root);
  const place = new Map(nodes.map((node, at) => [node, names.length + at]));
  for (const node of nodes) if (node.kind === "symbol") place.set(node, names.indexOf(node.name));
  const registers = new Float64Array(names.length + nodes.length);
  const steps: Step[] = [];
  for (const node of nodes) {
    const out = place.get(node)!;
    if (node.kind === "constant") registers[out] = node.value;
    if (node.kind !== "call") continue;
    const [a = 0, b = 0, c = 0] = node.args.map((arg) => place.get(arg)!);
    steps.push({ op: node.op, meaning: operation(node.op).evaluate!, a, b, c, out });
  }
  const result = place.get(nodes.at(-1)!)!;
  return (values) => {
    for (let i = 0; i < names.length; i++) registers[i] = values[i]!;
    for (let i = 0; i < steps.length; i++) {
      const { op, meaning, a, b, c, out } = steps[i]!;
      const [x, y] = [registers[a]!, registers[b]!];
      // The four that most expressions are made of, without a call: a third of the time.
      if (op === "add") registers[out] = x + y;
      else if (op === "sub") registers[out] = x - y;
      else if (op === "mul") registers[out] = x * y;
      else if (op === "div") registers[out] = x / y;
      else registers[out] = meaning(x, y, registers[c]!);
    }
    return registers[result]!;
  };
}

/** How elements are taken together, in their order. */
const reductions: Partial<Record<OperationName, (total: number, element: number) => number>> = {
  sum: (total, element) => total + element,
  sumSquares: (total, element) => total + element * element,
  size: (total) => total + 1,
};

/**
 * A function of numbers and vectors. Its second argument is the length of all vectors.
 *
 * @param vectors - the names that stand for vectors.
 */
export function compileVectors(
  root: Node,
  names: readonly string[],
  vectors: ReadonlySet<string>,
): (values: readonly (number | ArrayLike<number>)[], length: number) => number | Float64Array {
  const isVector = vectorTest(vectors);
  const nodes = nodesOf(root);
  const place = new Map(nodes.map((node, at) => [node, at]));
  // A number is a vector whose first element is read each time.
  const strides = nodes.map((node) => (isVector(node) ? 1 : 0));
  return (values, length) => {
    const registers: ArrayLike<number>[] = [];
    const compute = ({ op, args }: Call, isElementwise: boolean): Float64Array => {
      const places = args.map((arg) => place.get(arg)!);
      const [a = none, b = none, c = none] = places.map((at) => registers[at]!);
      const [da = 0, db = 0, dc = 0] = places.map((at) => strides[at]!);
      const [reduce, meaning] = [reductions[op], operation(op).evaluate!];
      const out = new Float64Array(isElementwise ? length : 1);
      if (reduce) for (let i = 0; i < length; i++) out[0] = reduce(out[0]!, a[i * da]!);
      else for (let i = 0; i < out.length; i++) out[i] = meaning(a[i * da]!, b[i * db]!, c[i * dc]!);
      return out;
    };
    for (const [at, node] of nodes.entries()) {
      const value = node.kind === "symbol" ? values[names.indexOf(node.name)]! : 0;
      if (node.kind === "call") registers.push(compute(node, strides[at] === 1));
      else if (node.kind === "constant") registers.push([node.value]);
      else registers.push(typeof value === "number" ? [value] : value);
    }
    const result = registers.at(-1)!;
    return strides.at(-1) === 1 ? Float64Array.from(result) : result[0]!;
  };
}

const none: readonly number[] = [0];
