/**
 * The plan of an optimizer on tensors: which passes over memory each phase makes, in which order, and what the host computes
 * between them. Plain data. It has no addresses and no registers, and is the same for every device.
 */
import { type Graph, type Name, topological } from "../language/graph.ts";
import type { Transformation } from "../rule/transformation.ts";
import { expand } from "./expand.ts";
import { type Fact, factsOf } from "./facts.ts";
import { type Group, groupsOf, type Tensor } from "./groups.ts";
import { guardsOf } from "./guards.ts";
import { hypersOf, type PlannedHyper, scalarsOf } from "./hypers.ts";
import { type Measure, type Measured, measure } from "./measure.ts";
import { storagesOf } from "./moments.ts";
import { checkAccepts, checkBounds, checkLossScale, checkMatrices, linkBefore } from "./restrictions.ts";
import { readsStep, sharingLinks } from "./sharing.ts";
import { entriesOf, type Phases, planPhase, rootsOf } from "./stages.ts";
import { type PlannedState, statesOf } from "./states.ts";
import { uniformityOf } from "./uniformity.ts";

/** Everything that a device needs to know. */
export interface Plan {
  /** All values, each once: expressions of the symbols that stand for parameters, gradients, states, scalars and reductions. */
  readonly graph: Graph;
  /** Tensors that share a dtype and a list of rules; kernels and states name a group by its place here. */
  readonly groups: readonly Group[];
  /** What can be run, by name: `step` always, others where the rules have them. */
  readonly phases: Phases;
  /** The arrays beside parameters and gradients, and how they begin. */
  readonly states: readonly PlannedState[];
  /** Hyperparameters with their intervals; their values come with every call. */
  readonly hypers: readonly PlannedHyper[];
  /**
   * The symbols whose values come with every call, in this order: `t`, hyperparameters, their powers, and `loss` at the end
   * where a rule reads it.
   */
  readonly scalars: readonly Name[];
  /** Numbers of tensors that rules read: sizes, hashes of paths. They never change. */
  readonly facts: readonly Fact[];
  /** What steps measure; empty where nothing is measured. */
  readonly measured: Measured;
}

/** Plans an optimizer's steps on tensors. */
export const plan = (
  optimizer: Transformation,
  tensors: readonly Tensor[],
  measured: Measure = false,
): Plan => planOf(groupsOf(optimizer, tensors), measured);

/** Plans the steps of groups. */
export function planOf(groups: readonly Group[], measured: Measure): Plan {
  checkBounds(groups);
  checkLossScale(groups);
  checkMatrices(groups);
  const { expansion, uniformity, sharing } = expanded(groups);
  const { graph } = expansion;
  checkAccepts(expansion, uniformity);
  const measures = measure(graph, expansion.phases, measured);
  const phases = Object.fromEntries(
    expansion.phases.map((phase) => [phase.name, planPhase(expansion, phase, uniformity)]),
  ) as unknown as Phases;
  const loss = graph.symbol("loss");
  const readsLoss = topological(entriesOf(phases).flatMap(([, phase]) => rootsOf(phase))).includes(loss);
  const hypers = hypersOf(expansion, guardsOf(expansion, uniformity));
  return {
    graph,
    groups,
    phases,
    states: statesOf(expansion, uniformity, sharing),
    hypers,
    scalars: scalarsOf(graph, hypers, readsLoss),
    facts: factsOf(expansion),
    measured: measures,
  };
}

/** The expansion, in which rules with a state that all tensors share read the descent's count, and moments are stored as they are to be. */
export function expanded(groups: readonly Group[]) {
  const before = linkBefore(groups);
  const expansion = expand(groups, before);
  const uniformity = uniformityOf(expansion);
  const sharing = sharingLinks(expansion, uniformity);
  const links = groups.flatMap(({ links }) => links);
  const others = links.filter((link) => sharing.has(link.key) && !expansion.oneCount.has(link.key));
  const storages = storagesOf(expansion, uniformity);
  if (!others.some(readsStep) && storages.size === 0) return { expansion, uniformity, sharing };
  const counts = others.some(readsStep) ? others.map(({ key }) => key) : [];
  const again = expand(groups, before, new Set([...expansion.oneCount, ...counts]), storages);
  return { expansion: again, uniformity: uniformityOf(again), sharing };
}
