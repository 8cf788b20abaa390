/**
 * Checks a plan against what must hold, so that a mistake of the planner is an error here and not a wrong
 * number later. The tests run it on every optimizer, `explain` on what it explains; `init` does not pay for it.
 */
import { operation } from "../expr/operations.ts";
import { PlanError } from "./expand.ts";
import { type Kernel, typeOfValue } from "./kernel.ts";
import type { HostWork, Plan } from "./plan.ts";

const check = (holds: boolean, message: string): void => {
  if (!holds) throw new PlanError(`the planner made a plan that cannot be right: ${message}`);
};

/** Every argument comes before its use and has the right type; stores and reductions are of numbers. */
function verifyKernel({ values, stores, reductions, roles }: Kernel): void {
  const isNumber = (index: number) => typeOfValue(values[index]!) === "number";
  for (const [index, value] of values.entries()) {
    if (value.kind === "load") check(value.role < roles.length, `value ${index} loads an unknown role`);
    if (value.kind !== "call") continue;
    const { takes, wasm, internal } = operation(value.op);
    check(wasm !== undefined || internal === true, `${value.op} is no operation of a kernel`);
    for (const [place, type] of takes.entries()) {
      const arg = value.args[place];
      check(arg !== undefined && arg < index, `value ${index} uses a later value`);
      check(typeOfValue(values[arg!]!) === type, `value ${index} takes a ${type}`);
    }
  }
  check(
    [...stores, ...reductions].every(({ value }) => isNumber(value)),
    "a comparison is stored",
  );
  check(new Set(stores.map(({ role }) => role)).size === stores.length, "a role is stored twice");
}

/** Every register is known before it is read: given from outside, computed on the host, or summed by an earlier pass. */
function verifyOrder({
  stages,
  commit,
  states,
  hypers,
  step,
  sizes,
  registers,
  accepts,
  columns,
}: Plan): void {
  const initial = registers.file();
  const known = new Set([...initial.keys()].filter((register) => !Number.isNaN(initial[register])));
  for (const { register } of [...hypers, ...states, ...sizes, { register: step }]) known.add(register);
  const read = (register: number, what: string) =>
    check(known.has(register), `${what} is read before it is known`);
  const compute = ({ uniforms, tensors }: HostWork) => {
    for (const { registers: tape } of [uniforms, ...tensors.map(({ tape: ofGroup }) => ofGroup)]) {
      for (let at = 0; at < tape.length; at += 4) {
        for (const register of tape.subarray(at + 1, at + 4)) read(register, `register ${register}`);
        known.add(tape[at]!);
      }
    }
  };
  for (const stage of stages) {
    compute(stage);
    for (const { uniforms, tensors, group } of stage.passes) {
      for (const register of [...uniforms, ...tensors]) read(register, "an input of a pass");
      check(
        tensors.every((register) => columns[group]!.includes(register)),
        "an input of a tensor has no column",
      );
    }
    const made = stage.passes.flatMap(({ results }) => results.map(({ register }) => register));
    for (const register of made) check(!known.has(register), "a reduction is made twice");
    for (const register of made) known.add(register);
  }
  for (const register of accepts) read(register, "the decision to take the step");
  compute(commit);
}

/** Only the last stage writes, once, all that must be written. */
export function verify(plan: Plan): void {
  const { groups, stages, states } = plan;
  const passes = stages.flatMap((stage) => stage.passes);
  for (const { kernel } of passes) verifyKernel(kernel);
  const early = stages.slice(0, -1).flatMap((stage) => stage.passes);
  check(
    early.every(({ kernel }) => kernel.stores.length === 0),
    "a pass writes before the last stage",
  );
  for (const [index, group] of groups.entries()) {
    const writing = passes.filter((pass) => pass.group === index && pass.kernel.stores.length);
    check(writing.length === 1, `group ${index} is written ${writing.length} times`);
    const { kernel } = writing[0]!;
    const written = kernel.stores.map(({ role }) => kernel.roles[role]!);
    const changed = states
      .filter(
        ({ scope, state }) =>
          scope === "element" && state.next.has(group) && state.next.get(group) !== state.symbol,
      )
      .map(({ role }) => role);
    check(written.includes("p"), "parameters are not written");
    for (const role of changed) check(written.includes(role), `"${role}" is not written`);
    for (const role of written) check(role === "p" || changed.includes(role), `"${role}" is no state`);
  }
  verifyOrder(plan);
}
