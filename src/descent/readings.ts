/**
 * The inputs for the parameters to evaluate with, copied from a descent: the parameters, and what a rule's line `eval`
 * reads. Later steps do not change them.
 */
import type { Elements } from "../language/dtype.ts";
import { type Node, topological } from "../language/graph.ts";
import { boundingLink, reducesBounds } from "../plan/bounds.ts";
import type { Link, Tensor } from "../plan/groups.ts";
import type { Scope } from "../plan/kernel.ts";
import type { Hypers } from "./hypers.ts";
import type { Program } from "./program.ts";

/** Values of one state for one tensor. */
export interface StateReading {
  readonly scope: Scope;
  readonly values: Elements;
}

/** A tensor with its parameters, and states by their roles. */
export interface TensorReading extends Tensor {
  readonly params: Elements;
  readonly states: ReadonlyMap<string, StateReading>;
}

/** Tensors of a group; `link` has the line that says what to evaluate with, where one has. */
export interface GroupReading {
  readonly link: Link | undefined;
  /** The link whose rule bounds single elements, if any. A mean of points in a ball lies in it anyway. */
  readonly box: Link | undefined;
  readonly tensors: readonly TensorReading[];
}

/** All of a descent. */
export interface Readings {
  readonly groups: readonly GroupReading[];
  /** The step, hyperparameters and states that are one number for all tensors, by the names of their symbols. */
  readonly scalars: ReadonlyMap<string, number>;
}

const namesIn = (node: Node): string[] =>
  topological([node]).flatMap((part) => (part.kind === "symbol" ? [part.name] : []));

/** Before the first step the parameters to evaluate with are the parameters. */
export function readingsOf(program: Program, hypers: Hypers, count: number): Readings {
  const { plan, file } = program;
  const groups = plan.groups.map(({ links, tensors }, group): GroupReading => {
    const link = count > 0 ? links.findLast(({ instance }) => instance.rule.evaluation) : undefined;
    const names = link ? namesIn(link.instance.rule.evaluation!.value) : [];
    const bounding = boundingLink({ links });
    const box = link && !reducesBounds(bounding?.instance.rule) ? bounding : undefined;
    const read = plan.states.filter(
      ({ scope, groups: having, state }) =>
        scope !== "uniform" &&
        having.includes(group) &&
        ((state.link.key === link?.key && names.includes(state.name)) || state.link.key === box?.key),
    );
    return {
      link,
      box,
      tensors: tensors.map((tensor, index) => ({
        ...tensor,
        params: program.viewOf(group, "p", index)!.slice(),
        states: new Map(
          read.map((state) => [
            state.role,
            { scope: state.scope, values: program.stateOf(state, group, index).slice() },
          ]),
        ),
      })),
    };
  });
  const scalars = hypers.afterStep(count).set("t", count);
  for (const { role, register, scope } of plan.states)
    if (scope === "uniform") scalars.set(role, file[register]!);
  return { groups, scalars };
}
