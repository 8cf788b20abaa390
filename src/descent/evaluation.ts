/**
 * The parameters to evaluate with: a rule's line `eval = ...`, computed between steps from the parameters and the
 * states as they are. Loaded when called; changes nothing.
 */
import { arrayOf, type Elements } from "../language/dtype.ts";
import { evaluate } from "../language/evaluate.ts";
import { argumentsOf, Graph, type Node, topological } from "../language/graph.ts";
import { substitute } from "../language/substitute.ts";
import { boundOf } from "../plan/bounds.ts";
import type { Link, Tensor } from "../plan/groups.ts";
import { buildKernel, type Scope } from "../plan/kernel.ts";
import { Powers } from "../plan/powers.ts";
import { loops } from "../runtime/host/js/run.ts";
import type { Readings, TensorReading } from "./readings.ts";

/** The parameters to evaluate with, by path. */
export function evaluationOf({ groups, scalars }: Readings): Map<string, Elements> {
  return new Map(
    groups.flatMap(({ link, box, tensors }) =>
      tensors.map((tensor): [string, Elements] => [
        tensor.path,
        link ? evaluationOfTensor(tensor, link, box, scalars) : tensor.params,
      ]),
    ),
  );
}

/** Spreads the values of slices over the elements of the tensor. */
function spread(values: Elements, scope: Scope, { shape, size }: Tensor): Float64Array {
  // For columns, neighbouring elements belong to neighbouring columns; otherwise to one slice, up to its end.
  const columns = scope === "column" ? shape.at(-1)! : 1;
  const length = (size / values.length) * columns;
  return Float64Array.from(
    { length: size },
    (_, i) => values[Math.floor(i / length) * columns + (i % columns)]!,
  );
}

/** Evaluates the line as a kernel on whole arrays, with a backend's operations and so with its bits. */
function evaluationOfTensor(
  tensor: TensorReading,
  link: Link,
  box: Link | undefined,
  given: Readings["scalars"],
): Elements {
  const { dtype, size, params, states } = tensor;
  const scalars = new Map(given);
  const elements = new Map([["p", params]]);
  for (const [role, { scope, values }] of states) {
    if (scope === "element") elements.set(role, values);
    else if (values.length === 1) scalars.set(role, values[0]!);
    else elements.set(role, arrayOf[dtype].from(spread(values, scope, tensor)));
  }
  const powers = new Powers();
  const graph = new Graph(powers.rewrite);
  const qualified = (name: string) => (name === "p" || name === "t" ? name : `${link.key}.${name}`);
  const { rule } = link.instance;
  if (!rule.presentPowers)
    for (const name of Object.keys(rule.hyper)) powers.watch(graph.symbol(qualified(name)));
  const names = ["p", "t", ...Object.keys(rule.hyper), ...Object.keys(rule.state)];
  const symbols = new Map(names.map((name): [string, Node] => [name, graph.symbol(qualified(name))]));
  const bound = boundOf(graph, { dtype, links: box ? [box] : [] }, (_link, _call, arg) => arg);
  // A mean of points in a box lies in it up to rounding.
  const mean = substitute(graph, rule.evaluation!.value, symbols, undefined, bound);
  const root = bound("project", [mean]);
  const scalarNodes = new Set<Node>();
  for (const node of topological([root])) {
    const isScalar =
      node.kind === "symbol"
        ? scalars.has(node.name)
        : argumentsOf(node).every((arg) => scalarNodes.has(arg));
    if (isScalar) scalarNodes.add(node);
  }
  const uniformity = {
    scopeOf: (node: Node) =>
      node.kind === "constant" || scalarNodes.has(node) ? ("uniform" as const) : ("element" as const),
    stageOf: () => 0,
    isSettled: () => false,
  };
  const body = { stores: [{ role: "eval", node: root }], reductions: [] };
  const { kernel, inputs } = buildKernel(dtype, graph, body, uniformity);
  // The values side by side; the loops may compute a few elements beyond an end.
  const length = size + 4;
  const memory = new arrayOf[dtype](kernel.values.length * length);
  for (const [index, value] of kernel.values.entries()) {
    const at = index * length;
    const fill = (number: number) => memory.fill(number, at, at + size);
    if (value.kind === "constant") fill(value.value);
    else if (value.kind === "load") memory.set(elements.get(kernel.roles[value.role]!)!, at);
    else if (value.kind === "call") {
      const [a = 0, b = 0, c = 0] = value.args.map((arg) => arg * length);
      loops[value.op]!(memory, at + size, at, a, b, c, 0, 0);
    } else fill(evaluate(inputs[value.kind][value.index]!, (name) => scalars.get(name)!));
  }
  const stored = kernel.stores[0]!.value * length;
  return memory.slice(stored, stored + size);
}
