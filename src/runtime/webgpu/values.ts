/** The values of a kernel as lines of WGSL, each computed once. */
import { type Kernel, typeOfValue } from "../../plan/kernel.ts";
import { constantOf, expressionOf, type Manner } from "./operate.ts";

/** How a kernel reads what it does not compute: WGSL of type `F`, by the index of a role or of an input. */
export interface Readers {
  readonly load: (role: number) => string;
  readonly uniform: (index: number) => string;
  readonly segment: (index: number) => string;
  readonly column: (index: number) => string;
}

/** A value where it is used. */
export function nameOf({ values }: Kernel, index: number): string {
  const value = values[index]!;
  return value.kind === "constant" ? constantOf(value.value) : `v${index}`;
}

/** Lines that compute all values of a kernel, which has only operations with WGSL of their own. */
export const linesOf = (kernel: Kernel, readers: Readers, manner: Manner): string[] =>
  kernel.values.flatMap((value, index) => {
    if (value.kind === "constant") return [];
    if (value.kind === "call") {
      const args = value.args.map((arg) => nameOf(kernel, arg));
      return [`let v${index} = ${expressionOf(value.op, args, manner)};`];
    }
    const read = value.kind === "load" ? readers.load(value.role) : readers[value.kind](value.index);
    const isCondition = typeOfValue(value) === "boolean";
    return [`let v${index} = ${isCondition ? `${read} != F(0f)` : read};`];
  });

/** A value as a number: what a comparison gives is 1 or 0. */
export const numberOf = (kernel: Kernel, index: number): string =>
  typeOfValue(kernel.values[index]!) === "boolean"
    ? `select(F(0f), F(1f), ${nameOf(kernel, index)})`
    : nameOf(kernel, index);
