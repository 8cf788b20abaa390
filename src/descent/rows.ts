/**
 * Gradients of some rows of a tensor: those of an embedding that a batch has looked up, or of the splats that it has seen. As in torch's
 * SparseAdam (torch/optim/_functional.py), the rows without one keep their parameters and states, and the tensor's count goes on.
 */
import { arrayOf, type Elements } from "../language/dtype.ts";
import type { Plan } from "../plan/plan.ts";
import { rowRefusal } from "../plan/row-refusals.ts";
import type { Phases } from "../plan/stages.ts";
import type { TableRows } from "../runtime/device.ts";
import { rowWork } from "../runtime/host/row-work.ts";
import { runRows } from "../runtime/host/rows.ts";
import { decodedHalf } from "./half.ts";
import { encoded } from "./half-arrays.ts";
import { display, dtypeOf, isCoded, isFloat16, nameOf, ParameterError } from "./leaf.ts";
import { type FoundRows, RowGradient } from "./row-gradient.ts";

/**
 * The gradient of some rows of a tensor, for `step`. Those rows alone take part in the step: the others keep every bit, of their states too, and
 * weight decay does not reach them. The tensor counts the step for all its rows. The step does with them what it would do with a
 * tensor of these rows alone, to the bit; what it takes follows from their number. Norms of the gradient count the other rows as zero.
 *
 * @param indices - the numbers of the rows along the first axis, whole and from 0 on. Gradients of one that occurs twice are added up in
 *   the order given.
 * @param values - the gradients of these rows, one after the other: a Float32Array, a Float64Array, numbers, or values in 16 bits.
 * @throws ParameterError for arrays of another kind. `step` throws one for a row that the tensor does not have, another number of values, or
 *   an optimizer that reduces parameters or states over all rows: adafactor, sm3, lamb, novograd and others; nothing has changed then.
 * @example
 * const descent = await adam().init({ table: tensor(new Float32Array(8), [4, 2]) });
 * descent.step({ table: rows([3, 1], [0.5, 0.5, 1, 1]) });
 * console.log(descent.params.table.data.slice(0, 2)); // Float32Array [0, 0]
 */
export function rows(indices: ArrayLike<number>, values: RowGradient["values"]): RowGradient {
  const isList = (value: unknown) => Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
  if (!isList(indices))
    throw new ParameterError(`rows: indices are an array of numbers; got ${nameOf(indices)}`);
  if (!dtypeOf(values) && !Array.isArray(values) && !isFloat16(values) && !isCoded(values))
    throw new ParameterError(
      `rows: values are a Float32Array, a Float64Array, an array of numbers or numbers in 16 bits; got ${nameOf(values)}`,
    );
  rowWork.run = runRows;
  return new RowGradient(indices, values, collect);
}

/** Of a plan's tensors: group, number, whether rows may have gradients, the slot of each row that is in the call. */
interface Known {
  readonly group: number;
  readonly index: number;
  readonly refusal: string | undefined;
  readonly slots: Int32Array;
}

const known = new WeakMap<Phases, Map<string, Known>>();

function collect(plan: Plan, found: readonly FoundRows[]): readonly TableRows[] {
  return found.map(({ path, gradient }) => collected(plan, path, gradient));
}

function collected(plan: Plan, path: string, { indices: given, values: found }: RowGradient): TableRows {
  const values = isCoded(found) ? decodedHalf(found) : found;
  const { group, index, refusal, slots } = knownOf(plan, path);
  const { shape, size, dtype, half } = plan.groups[group]!.tensors[index]!;
  const fail = (problem: string): never => {
    throw new ParameterError(`gradients at ${display(path)}: ${problem}`);
  };
  if (refusal !== undefined)
    fail(
      `${refusal}, and rows() has a gradient for some of them; give a gradient for all, or another optimizer for this tensor`,
    );
  const width = size / shape[0]!;
  if (values.length !== given.length * width)
    fail(`${given.length} rows of ${width} need ${given.length * width} values; got ${values.length}`);
  const indices = new Uint32Array(given.length);
  const slotOf = new Uint32Array(given.length);
  let distinct = 0;
  try {
    for (let i = 0; i < given.length; i++) {
      const row = given[i]!;
      if (!(Number.isSafeInteger(row) && row >= 0 && row < slots.length))
        fail(`rows are whole numbers from 0 to ${slots.length - 1}; got ${String(row)}`);
      if (slots[row] === 0) {
        indices[distinct++] = row;
        slots[row] = distinct;
      }
      slotOf[i] = slots[row]! - 1;
    }
  } finally {
    for (let i = 0; i < distinct; i++) slots[indices[i]!] = 0;
  }
  const sums = new arrayOf[dtype](distinct * width);
  if (Array.isArray(values) && !values.every((value) => typeof value === "number"))
    fail("values of rows() are numbers");
  if (distinct === given.length) sums.set(values as Elements);
  else {
    const isBegun = new Uint8Array(distinct);
    for (let i = 0; i < slotOf.length; i++) {
      const [to, from] = [slotOf[i]! * width, i * width];
      if (isBegun[slotOf[i]!]) for (let j = 0; j < width; j++) sums[to + j]! += values[from + j]!;
      else for (let j = 0; j < width; j++) sums[to + j] = values[from + j]!;
      isBegun[slotOf[i]!] = 1;
    }
  }
  const gradient = half ? encoded({ half }, sums) : sums;
  return { path, indices: indices.subarray(0, distinct), gradient };
}

function knownOf(plan: Plan, path: string): Known {
  let ofPlan = known.get(plan.phases);
  if (!ofPlan) {
    ofPlan = new Map();
    known.set(plan.phases, ofPlan);
  }
  let found = ofPlan.get(path);
  if (!found) {
    const group = plan.groups.findIndex(({ tensors }) => tensors.some((tensor) => tensor.path === path));
    const index = plan.groups[group]!.tensors.findIndex((tensor) => tensor.path === path);
    const { shape } = plan.groups[group]!.tensors[index]!;
    const refusal = shape.length > 0 ? rowRefusal(plan, group, index) : "a single number has no rows";
    found = { group, index, refusal, slots: new Int32Array(shape[0] ?? 0) };
    ofPlan.set(path, found);
  }
  return found;
}
