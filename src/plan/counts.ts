/**
 * Which count a rule means by `t`. A tensor that takes no part in a step does not count it. Rules under one count read the
 * descent's count instead: forms of libraries that have one, and rules with a state that all tensors share, because it depends on
 * the loss, on a sum over all tensors, or on the number of gradients that have come.
 */
import type { Graph, Name } from "../language/graph.ts";
import type { Link } from "./groups.ts";

/** The number of the step among those that the tensor takes part in, from 1 on. */
const ofTensor = "t";
/** The number of the descent's step. */
const ofDescent = "count + 1";

/** Both, in this order. */
export const stepsOf = (graph: Graph): [Name, Name] => [graph.symbol(ofTensor), graph.symbol(ofDescent)];

/** The `t` of a rule. */
export const stepOf = (graph: Graph, isUnderOneCount: boolean): Name =>
  graph.symbol(isUnderOneCount ? ofDescent : ofTensor);

/** Whether a symbol is one of them. */
export const isStep = ({ name }: Name): boolean => name === ofTensor || name === ofDescent;

/** Keys of links under one count, as far as their rules alone say so. */
export const countedOnce = (links: Iterable<Link>): ReadonlySet<string> =>
  new Set(
    [...links].flatMap(({ key, instance }) => (instance.hasOneCount || instance.rule.before ? [key] : [])),
  );
