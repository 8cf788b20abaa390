/** The state of a descent by name: filled with its initial values, shown with the structure of the parameters. */
import type { PlannedState } from "../plan/plan.ts";
import { isBound } from "./element-bounds.ts";
import { initialOf } from "./initial.ts";
import type { Program } from "./program.ts";
import { type Elements, type Structure, treeOf } from "./tree.ts";

/** Fills all states with their initial values and returns them as users see them, live. */
export function stateOf(program: Program, structure: Structure): Readonly<Record<string, unknown>> {
  const shown = {};
  for (const state of program.plan.states) {
    if (isBound(state)) continue;
    Object.defineProperty(shown, state.name, { ...begun(program, state, structure), enumerable: true });
  }
  return Object.freeze(shown);
}

function begun(program: Program, planned: PlannedState, structure: Structure): PropertyDescriptor {
  const { file, plan, slices } = program;
  const { state, scope, register } = planned;
  const { value, names } = state.link.instance.rule.state[state.name]!;
  const initial = value.kind === "constant" ? () => value.value : initialOf(program, planned);
  if (scope === "uniform") {
    file[register] = initial(Number.NaN);
    return { get: () => file[register] };
  }
  const found = new Map<string, Elements>();
  for (const group of planned.groups) {
    for (const [tensor, { path }] of plan.groups[group]!.tensors.entries()) {
      const values = program.stateOf(planned, group, tensor);
      const p = program.viewOf(group, "p", tensor)!;
      if (names.has("p")) for (let i = 0; i < p.length; i++) values[i] = initial(p[i]!);
      else values.fill(initial(Number.NaN));
      found.set(path, values);
    }
  }
  return {
    value: scope === "element" ? treeOf(structure, (path) => found.get(path)) : slices!.shown(scope, found),
  };
}
