/** What the next step of a descent starts from, copied at the call: parameters, states, gradients and scalars. */
import type { Moment, Place } from "../explain/moment.ts";
import type { Elements } from "../language/dtype.ts";
import { question } from "../options/nearest.ts";
import { shown } from "../options/shown.ts";
import { halfRole } from "../plan/halves.ts";
import { ProtocolError } from "./errors.ts";
import { Inlet } from "./gradients.ts";
import { numbersIn } from "./half.ts";
import type { Hypers } from "./hypers.ts";
import { ParameterError } from "./leaf.ts";
import { Protocol } from "./protocol.ts";
import type { Running } from "./running.ts";
import type { Steps } from "./steps.ts";
import type { Target } from "./targets.ts";
import type { Structure } from "./tree.ts";
import { storedOf } from "./values.ts";

/** Options of `explainStep`. */
export interface ExplainStepOptions {
  /** The path of a parameter, as in `descent.rulesOf`; default the first one's. */
  readonly path?: string;
  /** The place of the element in the parameter; default 0. */
  readonly index?: number;
  /** The loss at the parameters, for optimizers that read it. */
  readonly loss?: number | undefined;
}

/** The parts of a descent. */
export interface Subject {
  readonly running: Running;
  readonly structure: Structure;
  readonly hypers: Hypers;
  readonly steps: Steps;
  /** Where gradients are written. */
  readonly targets: ReadonlyMap<string, Target>;
  /** The name of its device. */
  readonly device: string;
}

/** Copies it, and finds the element that is asked for. @throws ParameterError, ProtocolError, and whatever schedules throw */
export function momentOf(
  { running, structure, hypers, steps, targets }: Subject,
  grads: unknown,
  { path, index = 0, loss }: ExplainStepOptions,
): { moment: Moment; place: Place } {
  const { plan } = running;
  const { counters, participants } = steps;
  const now = hypers.copyAt(plan, counters.count);
  const protocol = new Protocol(plan, now);
  const call = protocol.perturbs && counters.pending === 0 ? "perturb" : "step";
  if (call === "step") protocol.checkLoss(loss);
  protocol.takeLoss(loss);
  const phase = protocol.comesBefore(call, counters) ? "before" : "step";
  const copies = new Map(
    [...targets].map(([name, { view, shape }]) => [name, { view: view.slice(), shape }] as const),
  );
  const inlet = new Inlet(structure, copies);
  if (grads !== undefined) {
    inlet.read(grads);
    if (inlet.tables.length > 0)
      throw new ParameterError("explainStep: give the gradient of a whole tensor, not rows()");
    inlet.write();
  }
  const { silent = [] } = participants.saved;
  if (plan.phases.before && (inlet.nulls.isAny || silent.length > 0))
    throw new ProtocolError(
      "explainStep: where a step takes several gradients, all parameters need one in each",
    );
  const absent = new Set([...inlet.nulls.of(inlet.paths), ...participants.frozen]);
  const tensors = plan.groups.flatMap((group) => group.tensors);
  const tensor = path === undefined ? tensors[0]! : tensors.find((one) => one.path === path);
  if (!tensor) {
    const paths = tensors.map((one) => one.path);
    throw new ParameterError(`explainStep: there is no parameter ${shown(path)}${question(path!, paths)}`);
  }
  if (index >= tensor.size)
    throw new ParameterError(
      `explainStep: index must be below ${tensor.size}, the elements of ${shown(tensor.path)}; got ${index}`,
    );
  const whole = plan.groups
    .find(({ tensors: own }) => own.includes(tensor))!
    .links.find(({ instance }) => instance.rule.matrices)?.instance.rule;
  if (whole)
    throw new ParameterError(
      `explainStep: ${whole.name} takes whole matrices, so an element of ${shown(tensor.path)} has no step of its own; explain() has the equations`,
    );
  if (absent.has(tensor.path))
    throw new ParameterError(
      `explainStep: ${shown(tensor.path)} takes no part in this step, since it is frozen or has no gradient: it keeps every bit`,
    );
  const scalarsOf = (name: string): Float64Array => {
    const scalars = now.scalars.slice();
    if (!participants.isDivided) return scalars;
    const { count, powers } = participants.countOf(name);
    const history = now.newHistories();
    history.resume(count, powers);
    history.evaluate(scalars, count);
    return scalars;
  };
  const arraysOf = (role: string, names: readonly string[]): [string, Map<string, Elements>] => [
    role,
    new Map(names.map((name) => [name, storedOf(running, role, name).slice()])),
  ];
  const all = tensors.map((one) => one.path);
  const arrays = new Map([
    arraysOf("p", all),
    arraysOf(
      halfRole,
      plan.groups.flatMap((group) => (group.half ? group.tensors.map((one) => one.path) : [])),
    ),
    ...plan.states.map(({ role, groups }) =>
      arraysOf(
        role,
        groups.flatMap((group) => plan.groups[group]!.tensors.map((one) => one.path)),
      ),
    ),
  ]);
  arrays.set("g", new Map([...copies].map(([name, { view }]) => [name, numbersIn(view)])));
  const taking = all.filter((name) => !absent.has(name));
  const scalars = new Map(taking.map((name) => [name, scalarsOf(name)]));
  return { moment: { plan, phase, arrays, scalars }, place: { tensor, element: index } };
}
