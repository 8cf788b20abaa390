/** The beginning of a descent: bounds, states and parameters as they are before the first step. */
import type { Elements } from "../language/dtype.ts";
import { fillBounds, isBound } from "./element-bounds.ts";
import type { Hypers } from "./hypers.ts";
import { arrayOf, type Running } from "./running.ts";
import { fillStates } from "./state.ts";

/** Begins a descent whose parameters are in place, in memory that is zeros otherwise; its hyperparameters are those of the first step. */
export function begin(running: Running, hypers: Hypers): void {
  fillBounds(running);
  fillAll(running, hypers);
}

function fillAll(running: Running, hypers: Hypers): void {
  const { plan, execution } = running;
  fillStates(running, hypers);
  if (!plan.phases.project) return;
  // The initial parameters, and the states that start there, must lie within the bounds too.
  execution.run("project", { count: 0, scalarsAt: () => hypers.scalars });
  fillStates(running, hypers, true);
}

/** Begins a descent anew from the parameters that it has. */
export class Beginning {
  readonly #running: Running;
  readonly #hypers: Hypers;
  /** The memory of states and gradients, once it was asked for. */
  #arrays: readonly Elements[] | undefined;

  constructor(running: Running, hypers: Hypers) {
    this.#running = running;
    this.#hypers = hypers;
  }

  /** Makes states and gradients what they were. Tensors must not be divided into cohorts. */
  again(): void {
    this.#arrays ??= arraysOf(this.#running);
    for (let i = 0; i < this.#arrays.length; i++) this.#arrays[i]!.fill(0);
    fillAll(this.#running, this.#hypers);
  }
}

/** The memory of all that steps change and that is not the parameters. */
function arraysOf({ plan, execution }: Running): Elements[] {
  const gradients = plan.groups.flatMap(({ tensors }) =>
    tensors.map(({ path }) => arrayOf(execution, "g", path)),
  );
  const states = plan.states.flatMap(({ state, role, scope, groups }): Elements[] => {
    if (isBound(state)) return [];
    if (scope === "uniform") return [execution.handle(role, "")];
    return groups.flatMap((group) =>
      plan.groups[group]!.tensors.map(({ path }) => arrayOf(execution, role, path)),
    );
  });
  return [...gradients, ...states];
}
