/** Measurements of a step: sums that the last pass computes as it writes. */
import type { Graph, Name } from "../language/graph.ts";
import type { Phase } from "./phases.ts";
import type { Sum } from "./reductions.ts";

/**
 * Makes steps compute the sums of squares of gradient and update, and a sum that is 0 if both are finite, else NaN.
 * Returns the symbols of the three.
 */
export function measure(graph: Graph, phases: readonly Phase[]): Name[] {
  const g = graph.symbol("g");
  const names = ["gradient", "update", "nonFinite"] as const;
  const symbols = names.map((name) => graph.symbol(`measured.${name}`));
  const taken = phases.filter(({ name }) => name === "step" || name === "flush");
  for (const { group, update, reductions } of taken.flatMap(eachGroup)) {
    const nonFinite = graph.call("add", graph.call("sub", g, g), graph.call("sub", update, update));
    const nodes = [g, update, nonFinite];
    const sums = symbols.map((symbol, index): Sum => {
      const op = names[index] === "nonFinite" ? "sum" : "sumSquares";
      return { symbol, op, extent: "global", node: nodes[index]! };
    });
    reductions.measured.set(group, sums);
  }
  return symbols;
}

const eachGroup = ({ updates, reductions }: Phase) =>
  [...updates].map(([group, update]) => ({ group, update, reductions }));
