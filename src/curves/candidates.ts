/**
 * Where the parameters of a formula may begin, from where they stand in it and from the scale of the data: what multiplies a column is about one by its reach, what is subtracted from a column lies among its values, an exponent is a
 * small number.
 */
import { argumentsOf, type Call, type Node, topological } from "../language/graph.ts";

/** The smallest and the largest value of a column, and some between. */
interface Scale {
  readonly quantiles: readonly number[];
  readonly range: number;
}

const decades = [0.03, 0.1, 0.3, 1, 3, 10, 30];
const widths = [0.02, 0.05, 0.1, 0.16, 0.25, 0.4, 0.7, 1.2, 3];
const plainNumbers = [0.5, 1, 2, 4];

function scaleOf(values: Float64Array): Scale {
  const sorted = values.filter(Number.isFinite).sort();
  const [low, high] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  // Between two values of the data: at one of them a model may have a pole.
  const at = (part: number): number => {
    const left = Math.floor(part * (sorted.length - 1));
    const [a, b] = [sorted[left] ?? 0, sorted[left + 1] ?? 0];
    return a + 0.4 * (b - a);
  };
  return {
    quantiles: [0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9].map(at),
    range: high - low || Math.abs(high) || 1,
  };
}

const bothSigns = (values: readonly number[]): number[] => values.flatMap((value) => [value, -value]);

/** Values to try for each of some parameters. */
export function candidatesOf(
  root: Node,
  parameters: readonly string[],
  columns: ReadonlyMap<string, Float64Array>,
): number[][] {
  const nodes = topological([root]);
  const scales = new Map([...columns].map(([name, values]) => [name, scaleOf(values)]));
  /** The columns below each node. */
  const below = new Map<Node, readonly Scale[]>();
  for (const node of nodes) {
    const own = node.kind === "symbol" ? scales.get(node.name) : undefined;
    below.set(node, own ? [own] : [...new Set(argumentsOf(node).flatMap((arg) => below.get(arg)!))]);
  }
  const all = [...new Set(scales.values())];
  return parameters.map((name) => {
    const found = new Set<number>();
    const add = (values: readonly number[]): void => {
      for (const value of values) found.add(value);
    };
    for (const node of nodes) {
      const at = argumentsOf(node).findIndex((arg) => arg.kind === "symbol" && arg.name === name);
      if (at >= 0) add(inPlace(node as Call, at, below, all));
    }
    if (found.size === 0)
      add([...bothSigns([0.1, ...plainNumbers]), ...all.flatMap(({ quantiles }) => quantiles)]);
    return [...found].filter(Number.isFinite);
  });
}

/** Values for a parameter that is an argument of a call. */
function inPlace(
  call: Call,
  at: number,
  below: ReadonlyMap<Node, readonly Scale[]>,
  all: readonly Scale[],
): number[] {
  const other = call.args[1 - at];
  const scales = other ? below.get(other)! : [];
  const quantiles = scales.flatMap((scale) => scale.quantiles);
  const positions = all.flatMap((scale) => scale.quantiles);
  switch (call.op) {
    case "mul":
      if (scales.length > 0) return scales.flatMap(({ range }) => bothSigns(decades.map((by) => by / range)));
      return bothSigns(plainNumbers);
    case "div":
      // A width below something, or a number above.
      if (at === 1) return scales.flatMap(({ range }) => widths.map((by) => by * range));
      return bothSigns([...plainNumbers, ...scales.flatMap(({ range }) => [range, range / 10])]);
    case "sub":
    case "add": {
      const isPlain = other?.kind === "symbol";
      const sign = call.op === "sub" ? 1 : -1;
      if (scales.length === 0) return [0, ...bothSigns(plainNumbers)];
      return [
        ...quantiles.map((value) => sign * value),
        ...quantiles,
        ...(isPlain ? [] : [0, ...bothSigns(plainNumbers)]),
      ];
    }
    case "pow":
      return at === 1 ? [...bothSigns(plainNumbers), 3] : [...positions.map(Math.abs), ...plainNumbers];
    default:
      return [...bothSigns([0.1, ...plainNumbers]), ...positions];
  }
}
