/** Measurements of a step: sums that the last pass computes as it writes. */
import type { Graph, Name } from "../language/graph.ts";
import { parametersOf } from "./halves.ts";
import type { Phase } from "./phases.ts";
import type { Sum } from "./reductions.ts";

/** What to measure: norms of gradient and update over all tensors (`true`), or also those of each tensor. */
export type Measure = boolean | "tensors";

/** What is measured. */
export interface Measured {
  /** Of all tensors together: sums of squares of gradient and update, and a sum that is 0 if both are finite, else NaN. */
  readonly all: readonly Name[];
  /** Of each tensor: sums of squares of gradient, update, and parameters as the step finds them. */
  readonly tensors: readonly Name[];
}

/** Makes steps compute what is asked for. */
export function measure(graph: Graph, phases: readonly Phase[], what: Measure): Measured {
  if (!what) return { all: [], tensors: [] };
  const g = graph.symbol("g");
  const named = (names: readonly string[]) => names.map((name) => graph.symbol(`measured.${name}`));
  const all = named(["gradient", "update", "nonFinite"]);
  const tensors = what === "tensors" ? named(["tensor/gradient", "tensor/update", "tensor/parameter"]) : [];
  for (const { name, updates, gradients, reductions } of phases) {
    if (name !== "step" && name !== "flush") continue;
    for (const [group, update] of updates) {
      const gradient = gradients.get(group) ?? g;
      const nonFinite = graph.call(
        "add",
        graph.call("sub", gradient, gradient),
        graph.call("sub", update, update),
      );
      const ofAll = [gradient, update, nonFinite].map(
        (node, index): Sum => ({
          symbol: all[index]!,
          op: node === nonFinite ? "sum" : "sumSquares",
          extent: "global",
          node,
        }),
      );
      const ofTensors = tensors.map(
        (symbol, index): Sum => ({
          symbol,
          op: "sumSquares",
          extent: "tensor",
          node: [gradient, update, parametersOf(graph, group)][index]!,
        }),
      );
      reductions.measured.set(group, [...ofAll, ...ofTensors]);
    }
  }
  return { all, tensors };
}
