/**
 * Kernels for a device: operations that it does not have, written in the language of rules with those that it has. So all
 * devices give the same bits. The texts stand in the table of operations.
 */
import type { DType } from "../language/dtype.ts";
import { Graph, type Node, type Rewrite, topological } from "../language/graph.ts";
import { type Constants, type Lower, type OperationName, operation } from "../language/operations.ts";
import { type Line, parse } from "../language/parse.ts";
import { simplify } from "../language/simplify.ts";
import { substitute } from "../language/substitute.ts";
import { type Kernel, typeOfValue, type Value } from "./kernel.ts";

/** What a device has. */
interface Operations {
  has(operation: OperationName): boolean;
}

const argumentNames = ["x", "y", "z"];

const parsed = new Map<string, readonly Line[]>();

/** Texts that stand instead of those in the table of operations. */
type Texts = Readonly<Partial<Record<OperationName, Lower>>>;

/** The lines that an operation is lowered to. */
function linesOf(op: OperationName, dtype: DType, constants: Constants, texts: Texts): readonly Line[] {
  const { lower: usual, takes } = operation(op);
  const lower = texts[op] ?? usual;
  if (!lower) throw new TypeError(`it lacks the operation ${op}, for which no others can stand`);
  const text = lower(dtype, constants);
  const key = `${op}: ${text}`;
  const known = parsed.get(key);
  if (known) return known;
  const { lines } = parse(op, text, argumentNames.slice(0, takes.length), [], { internal: true });
  parsed.set(key, lines);
  return lines;
}

/** Lowers every operation that is not among the given ones. */
const lowering =
  (dtype: DType, operations: Operations, texts: Texts): Rewrite =>
  (graph, op, args) => {
    const simpler = simplify(graph, op, args);
    if (simpler || operations.has(op)) return simpler;
    const names = new Map(args.map((arg, index) => [argumentNames[index]!, arg]));
    const constants = args.map((arg) => (arg.kind === "constant" ? arg.value : undefined));
    let last: Node | undefined;
    for (const { target, value } of linesOf(op, dtype, constants, texts)) {
      last = substitute(graph, value, names);
      names.set(target, last);
    }
    return last;
  };

/**
 * The kernel with the same values in operations that a device has.
 *
 * @param operations - those that it has.
 * @param texts - what operations are lowered to where it is not what the table says.
 * @returns the kernel itself if it lacks none.
 * @throws TypeError for an operation that the device must have, since it cannot be lowered.
 */
export function lowered(kernel: Kernel, operations: Operations, texts: Texts = {}): Kernel {
  const isLacking = (value: Value) => value.kind === "call" && !operations.has(value.op);
  if (!kernel.values.some(isLacking)) return kernel;
  const graph = new Graph(lowering(kernel.dtype, operations, texts));
  const given = new Map<Node, Value>();
  const nodes: Node[] = [];
  const nodeOf = (value: Value, index: number): Node => {
    if (value.kind === "constant") return graph.constant(value.value);
    if (value.kind === "call") return graph.call(value.op, ...value.args.map((arg) => nodes[arg]!));
    const node = graph.symbol(String(index), typeOfValue(value));
    given.set(node, value);
    return node;
  };
  for (const [index, value] of kernel.values.entries()) nodes.push(nodeOf(value, index));
  const { reductions, columnReductions, stores } = kernel;
  const roots = [...reductions, ...columnReductions, ...stores].map(({ value }) => nodes[value]!);
  const order = topological(roots);
  const indices = new Map(order.map((node, index) => [node, index]));
  const made = (node: Node): Value => {
    if (node.kind === "constant") return { kind: "constant", value: node.value };
    if (node.kind === "symbol") return given.get(node)!;
    return { kind: "call", op: node.op, args: node.args.map((arg) => indices.get(arg)!) };
  };
  const moved = <T extends { readonly value: number }>(results: readonly T[]): T[] =>
    results.map((result) => ({ ...result, value: indices.get(nodes[result.value]!)! }));
  return {
    ...kernel,
    values: order.map(made),
    reductions: moved(reductions),
    columnReductions: moved(columnReductions),
    stores: moved(stores),
  };
}
