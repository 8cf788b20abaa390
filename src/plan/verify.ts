/**
 * Checks the invariants of a plan, so that a mistake of the planner is an error and not a wrong
 * result. The tests run it on every optimizer, `explain` on what it explains; `init` skips it.
 */
import { argumentsOf, type Node } from "../language/graph.ts";
import { halfRole } from "./halves.ts";
import type { Pass } from "./passes.ts";
import type { PhaseName } from "./phases.ts";
import type { Plan } from "./plan.ts";
import { numbersOf, passesIn } from "./planned-routines.ts";
import type { Scope } from "./scope.ts";
import { entriesOf, type HostWork, type PlannedPhase } from "./stages.ts";
import { check, verifyKernel } from "./verify-kernel.ts";

/** What each value changes with; those of slices are known in their groups only. */
class KnownValues {
  readonly #scopes = new Map<Node, Scope>();
  readonly #groups = new Map<Node, Set<number>>();

  has(node: Node): boolean {
    return node.kind === "constant" || this.#scopes.has(node);
  }

  scopeOf(node: Node): Scope {
    return this.#scopes.get(node) ?? "uniform";
  }

  add(node: Node, scope: Scope, groups: Iterable<number> = []): void {
    this.#scopes.set(node, scope);
    this.#groups.set(node, new Set([...(this.#groups.get(node) ?? []), ...groups]));
  }

  /** Whether a value is there for a group. */
  isIn(node: Node, group: number): boolean {
    return this.scopeOf(node) === "uniform" || this.#groups.get(node)!.has(group);
  }
}

/** Given from outside: scalars, states with fewer values than elements, facts. */
function givenOf({ scalars, states, facts }: Plan): KnownValues {
  const known = new KnownValues();
  for (const symbol of scalars) known.add(symbol, "uniform");
  for (const { state, scope, groups } of states)
    if (scope !== "element") known.add(state.symbol, scope, groups);
  for (const { symbol, extent, groups } of facts)
    known.add(symbol, extent === "global" ? "uniform" : "tensor", groups);
  return known;
}

/** Scopes of inputs that a pass may have, by what its segments are. */
const scopesOf = (segments: string): readonly string[] =>
  segments === "row" ? ["tensor", "unit", "matrix", "row"] : ["tensor", segments];

/** Every value is known before it is read: given from outside, computed on the host, or reduced by an earlier pass. */
function verifyOrder(plan: Plan, { stages, commit, accepts, declined }: PlannedPhase): void {
  const known = givenOf(plan);
  const name = (node: Node) =>
    node.kind === "symbol" ? `"${node.name}"` : node.kind === "call" ? node.op : "";
  const read = (node: Node, what: string) =>
    check(known.has(node), `${what} ${name(node)} is read before it is known`);
  const compute = ({ uniform, slices }: HostWork) => {
    for (const node of uniform) {
      for (const arg of argumentsOf(node)) read(arg, "the value");
      known.add(node, "uniform");
    }
    for (const { scope, group, reductions, nodes } of slices) {
      for (const { symbol, of } of reductions) {
        read(of, "the argument of a reduction");
        check(!known.has(symbol), "a reduction is made twice");
        known.add(symbol, scope, [group]);
      }
      for (const node of nodes) {
        for (const arg of argumentsOf(node)) read(arg, "the value");
        known.add(node, scope, [group]);
      }
    }
  };
  for (const { host, passes, routines, globals } of stages) {
    compute(host);
    for (const { inputs, kernel, group, results } of passes) {
      const within = ["global", "column", ...scopesOf(kernel.segments)];
      const isApart = results.every(({ extent }) => within.includes(extent));
      check(isApart, "a reduction has no segments of its own");
      for (const node of Object.values(inputs).flat()) read(node, "the input");
      const isUniform = inputs.uniform.every((node) => known.scopeOf(node) === "uniform");
      check(isUniform, "an input of the step is not the same for all tensors");
      const fits = (node: Node, scopes: readonly string[]) =>
        known.isIn(node, group) && scopes.includes(known.scopeOf(node));
      const isThere = inputs.segment.every((node) => fits(node, scopesOf(kernel.segments)));
      check(isThere, "an input of a segment belongs to no slice of it");
      check(
        inputs.column.every((node) => fits(node, ["column"])),
        "an input of a column belongs to no column",
      );
    }
    for (const number of numbersOf(routines)) read(number, "the number");
    for (const { blocks } of routines)
      for (const { steps } of blocks)
        for (const step of steps) {
          if (step.kind !== "pass") continue;
          const { uniform, segment, column } = step.pass.inputs;
          check(segment.length + column.length === 0, "a routine has an input that is not the same for all");
          for (const node of uniform) read(node, "the input");
        }
    for (const { of, group } of globals) {
      read(of, "the argument of a reduction");
      check(
        known.isIn(of, group) && known.scopeOf(of) === "tensor",
        "a reduction over all tensors is of no value of each",
      );
    }
    const made = [...passes.flatMap(({ results }) => results), ...globals];
    for (const { symbol } of made) check(!known.has(symbol), "a reduction is made twice");
    for (const { group, results } of passes)
      for (const { symbol, extent } of results)
        known.add(symbol, extent === "global" ? "uniform" : extent, [group]);
    for (const { symbol } of globals) known.add(symbol, "uniform");
  }
  for (const node of accepts) read(node, "the decision");
  for (const { value } of [...commit, ...declined]) read(value, "the new value of a state");
  const uniform = plan.states.filter(({ scope }) => scope === "uniform").map(({ state }) => state.symbol);
  check(
    declined.every(({ state }) => uniform.includes(state)),
    "a declined call assigns a state of tensors",
  );
}

/** Only the last stage writes, once, and no role but parameters and states. */
function verifyWrites({ groups, states }: Plan, name: PhaseName, { stages }: PlannedPhase): void {
  const passes = stages.flatMap((stage) => stage.passes);
  const routines = stages.flatMap((stage) => stage.routines);
  for (const { kernel } of [...passes, ...passesIn(routines)]) verifyKernel(kernel);
  for (const { passes: early, routines: next } of stages.slice(0, -1)) {
    const due = next.flatMap(({ matrices }) => matrices.map(({ symbol }) => symbol.name));
    const written = writtenBy(early);
    check(
      written.every((role) => due.includes(role)),
      "a pass writes before the last stage",
    );
  }
  const [last] = stages.slice(-1);
  check(last!.routines.length === 0, "a routine comes after the last pass");
  for (const index of groups.keys()) {
    const writing = last!.passes.filter((pass) => pass.group === index && pass.kernel.stores.length);
    check(writing.length <= 1, `group ${index} is written ${writing.length} times`);
    const roles = states.filter(({ scope, groups: having }) => scope === "element" && having.includes(index));
    const known =
      name === "eval" ? ["eval"] : ["p", ...codesOf(groups[index]!), ...roles.map(({ role }) => role)];
    for (const role of writtenBy(writing)) check(known.includes(role), `"${role}" is not a state`);
  }
}

/** The role of a group's codes, where it has some. */
const codesOf = ({ half }: Plan["groups"][number]): string[] => (half ? [halfRole] : []);

const writtenBy = (passes: readonly Pass[]): string[] =>
  passes.flatMap(({ kernel }) => kernel.stores.map(({ role }) => kernel.roles[role]!));

/** Checks all of a plan, and that a step writes the parameters and all states that have a next value. */
export function verify(plan: Plan): void {
  for (const [name, phase] of entriesOf(plan.phases)) {
    verifyWrites(plan, name, phase);
    verifyOrder(plan, phase);
  }
  for (const index of plan.groups.keys()) {
    const passes = plan.phases.step.stages
      .flatMap((stage) => stage.passes)
      .filter(({ group }) => group === index);
    const written = writtenBy(passes);
    check(written.includes("p"), "parameters are not written");
    for (const role of codesOf(plan.groups[index]!)) check(written.includes(role), "codes are not written");
    for (const { role, scope, groups, changes } of plan.states) {
      if (scope !== "element" || !groups.includes(index)) continue;
      const changed = changes.includes(index);
      check(written.includes(role) === changed, `"${role}" is ${changed ? "not " : ""}written`);
    }
  }
}
