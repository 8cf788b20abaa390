/**
 * Checks the invariants of a plan, so that a mistake of the planner is an error and not a wrong
 * result. The tests run it on every optimizer, `explain` on what it explains; `init` skips it.
 */
import { operation } from "../language/operations.ts";
import { type Kernel, typeOfValue } from "./kernel.ts";
import { type HostWork, type Pass, type Plan, type PlannedPhase, phasesOf } from "./plan.ts";
import { PlanError } from "./restrictions.ts";

const check = (holds: boolean, message: string): void => {
  if (!holds) throw new PlanError(`the planner made a plan that cannot be right: ${message}`);
};

/** Every argument comes before its use and has the right type; stores and reductions are of numbers. */
function verifyKernel({ values, stores, reductions, columnReductions, roles }: Kernel): void {
  const isNumber = (index: number) => typeOfValue(values[index]!) === "number";
  for (const [index, value] of values.entries()) {
    if (value.kind === "load") check(value.role < roles.length, `value ${index} loads an unknown role`);
    if (value.kind !== "call") continue;
    const { takes, wasm, internal } = operation(value.op);
    check(wasm !== undefined || internal === true, `${value.op} is not an operation of a kernel`);
    for (const [place, type] of takes.entries()) {
      const arg = value.args[place];
      check(arg !== undefined && arg < index, `value ${index} uses a later value`);
      check(typeOfValue(values[arg!]!) === type, `value ${index} takes a ${type}`);
    }
  }
  check(
    [...stores, ...reductions, ...columnReductions].every(({ value }) => isNumber(value)),
    "a comparison is stored",
  );
  check(new Set(stores.map(({ role }) => role)).size === stores.length, "a role is stored twice");
}

/** Every register is known before it is read: given from outside, computed on the host, or reduced by an earlier pass. */
function verifyOrder(plan: Plan, { stages, commit, accepts }: PlannedPhase): void {
  const { states, hypers, step, loss, registers } = plan;
  const { tables = [], known: given = [] } = plan.slices ?? {};
  const initial = registers.file();
  const known = new Set([...initial.keys()].filter((register) => !Number.isNaN(initial[register])));
  for (const { register } of [...hypers, ...states, ...given]) known.add(register);
  for (const { register } of hypers.flatMap(({ powers }) => powers)) known.add(register);
  known.add(step).add(loss);
  const read = (register: number, what: string) =>
    check(known.has(register), `${what} is read before it is known`);
  const compute = ({ uniforms, slices }: HostWork) => {
    for (const { registers: tape } of [uniforms, ...slices.map(({ tape: ofGroup }) => ofGroup)]) {
      for (let at = 0; at < tape.length; at += 4) {
        for (const register of tape.subarray(at + 1, at + 4)) read(register, `register ${register}`);
        known.add(tape[at]!);
      }
    }
  };
  for (const stage of stages) {
    compute(stage);
    for (const { inputs, kernel, group } of stage.passes) {
      for (const register of Object.values(inputs).flat()) read(register, "an input of a pass");
      const having = (scopes: readonly string[]) =>
        (tables[group] ?? [])
          .filter(({ scope }) => scopes.includes(scope))
          .flatMap((table) => table.registers);
      const slices = having(
        kernel.segments === "row" ? ["tensor", "unit", "row"] : ["tensor", kernel.segments],
      );
      const isThere = inputs.segment.every((register) => slices.includes(register));
      check(isThere, "an input of a segment has no table");
      const columns = having(["column"]);
      check(
        inputs.column.every((register) => columns.includes(register)),
        "an input of a column has no table",
      );
    }
    const made = new Set(stage.passes.flatMap(({ results }) => results.map(({ register }) => register)));
    for (const register of made) check(!known.has(register), "a reduction is made twice");
    for (const register of made) known.add(register);
  }
  for (const register of accepts) read(register, "the decision to take the step");
  compute(commit);
}

/** Only the last stage writes, once, and no role but parameters and states. */
function verifyWrites({ groups, states }: Plan, { stages }: PlannedPhase): void {
  const passes = stages.flatMap((stage) => stage.passes);
  for (const { kernel } of passes) verifyKernel(kernel);
  const early = stages.slice(0, -1).flatMap((stage) => stage.passes);
  check(
    early.every(({ kernel }) => kernel.stores.length === 0),
    "a pass writes before the last stage",
  );
  for (const index of groups.keys()) {
    const writing = passes.filter((pass) => pass.group === index && pass.kernel.stores.length);
    check(writing.length <= 1, `group ${index} is written ${writing.length} times`);
    const roles = states.filter(({ scope, groups: having }) => scope === "element" && having.includes(index));
    const known = ["p", ...roles.map(({ role }) => role)];
    for (const role of writtenBy(writing)) check(known.includes(role), `"${role}" is not a state`);
  }
}

const writtenBy = (passes: readonly Pass[]): string[] =>
  passes.flatMap(({ kernel }) => kernel.stores.map(({ role }) => kernel.roles[role]!));

/** Checks all of a plan, and that a step writes the parameters and all states that have a next value. */
export function verify(plan: Plan): void {
  for (const [, phase] of phasesOf(plan)) {
    verifyWrites(plan, phase);
    verifyOrder(plan, phase);
  }
  for (const index of plan.groups.keys()) {
    const passes = plan.stages.flatMap((stage) => stage.passes).filter(({ group }) => group === index);
    const written = writtenBy(passes);
    check(written.includes("p"), "parameters are not written");
    for (const { role, scope, groups, changes } of plan.states) {
      if (scope !== "element" || !groups.includes(index)) continue;
      const changed = changes.includes(index);
      check(written.includes(role) === changed, `"${role}" is ${changed ? "not " : ""}written`);
    }
  }
}
