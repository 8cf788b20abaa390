/** Checks a kernel of a plan: part of `verify.ts`. */
import { operation } from "../language/operations.ts";
import { type Kernel, typeOfValue } from "./kernel.ts";
import { PlanError } from "./restrictions.ts";

/** @throws PlanError unless a condition holds. */
export const check = (holds: boolean, message: string): void => {
  if (!holds) throw new PlanError(`the planner made a plan that cannot be right: ${message}`);
};

/** Every argument comes before its use and has the right type; stores and reductions are of numbers; elements are walked for a reason. */
export function verifyKernel({ values, stores, reductions, columnReductions, roles }: Kernel): void {
  const isNumber = (index: number) => typeOfValue(values[index]!) === "number";
  for (const [index, value] of values.entries()) {
    if (value.kind === "load") check(value.role < roles.length, `value ${index} loads an unknown role`);
    if (value.kind !== "call") continue;
    const { takes, isPlanned, reduces } = operation(value.op);
    check(!isPlanned && !reduces, `${value.op} is not an operation of a kernel`);
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
  const touches = values.some(
    ({ kind, ...value }) => kind === "load" || ("op" in value && operation(value.op).isDrawn),
  );
  check(touches || stores.length > 0, "a pass walks elements that it neither loads nor stores");
  check(new Set(stores.map(({ role }) => role)).size === stores.length, "a role is stored twice");
}
