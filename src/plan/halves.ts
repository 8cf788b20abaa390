/**
 * Parameters that users have in 16 bits: rules have them in float32, the masters, and every pass that writes those also writes the nearest
 * codes. What a user writes over codes counts: where they are no longer those of the master, a pass goes on with their number. It reads
 * them from memory that it is about to write. Micikevicius et al.: Mixed Precision Training, ICLR 2018.
 */
import type { Graph, Node } from "../language/graph.ts";
import type { StorageName } from "../language/storage.ts";
import type { Tensor } from "./groups.ts";

/** The role of the codes; that of the masters is `p`. */
export const halfRole = "half";

/** Whether a role is stored in the codes of its group, where that has some. */
export const isHalf = (role: string): boolean => role === "g" || role === halfRole;

/** The role of what users have of a parameter: its codes, where it has some. */
export const shownRole = ({ half }: Pick<Tensor, "half">): string => (half ? halfRole : "p");

/** How a role that is no state is stored. */
export const storageIn = ({ half, dtype }: Pick<Tensor, "half" | "dtype">, role: string): StorageName =>
  (isHalf(role) && half) || dtype;

/** The parameters as a call finds them. */
export function parametersOf(graph: Graph, { half }: Pick<Tensor, "half">): Node {
  const p = graph.symbol("p");
  if (!half) return p;
  const codes = graph.symbol(halfRole);
  return graph.call("where", graph.call("eq", graph.call(half, p), codes), p, codes);
}
