/**
 * Checks a plan against what must hold, so that a mistake of the planner is an error here and not a wrong
 * number later. Runs once at `init`; costs nothing at a step.
 */
import { operation } from "../expr/operations.ts";
import { PlanError } from "./expand.ts";
import { type Kernel, typeOfValue } from "./kernel.ts";
import type { Plan } from "./plan.ts";

const check = (holds: boolean, message: string): void => {
  if (!holds) throw new PlanError(`the planner made a plan that cannot be right: ${message}`);
};

/** Every argument comes before its use and has the right type; stores and reductions are of numbers. */
function verifyKernel({ values, stores, reductions, roles }: Kernel): void {
  const isNumber = (index: number) => typeOfValue(values[index]!) === "number";
  for (const [index, value] of values.entries()) {
    if (value.kind === "load") check(value.role < roles.length, `value ${index} loads an unknown role`);
    if (value.kind !== "call") continue;
    const { takes, wasm } = operation(value.op);
    check(wasm !== undefined, `${value.op} is no operation of a kernel`);
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

/** Only the last stage writes, once, all that must be written; every reduction is known before it is used. */
export function verify({ groups, stages, states, columns }: Plan): void {
  const known = new Set<string>();
  for (const [stage, { passes }] of stages.entries()) {
    for (const pass of passes) {
      verifyKernel(pass.kernel);
      const isLast = stage === stages.length - 1;
      check(pass.kernel.stores.length === 0 || isLast, "a pass writes before the last stage");
      for (const register of pass.tensors) {
        check(columns[pass.group]!.includes(register), "an input of a tensor has no column");
      }
      for (const { register, extent } of pass.results) {
        const key = `${extent === "global" ? "" : pass.group}/${register}`;
        const home = `${stage}:${key}`;
        check(
          [...known].every((other) => !other.endsWith(`:${key}`) || other === home),
          "a reduction is made twice",
        );
        known.add(home);
      }
    }
  }
  for (const [index] of groups.entries()) {
    const writing = stages.at(-1)!.passes.filter((pass) => pass.group === index && pass.kernel.stores.length);
    check(writing.length === 1, `group ${index} is written ${writing.length} times`);
    const { kernel } = writing[0]!;
    const written = new Set(kernel.stores.map(({ role }) => kernel.roles[role]));
    check(written.has("p"), "parameters are not written");
    const stateRoles = states.filter((state) => state.scope === "element").map((state) => state.role);
    for (const role of written) check(role === "p" || stateRoles.includes(role!), `"${role}" is no state`);
  }
}
