/** Packing of factors: four rows or columns at a time, their elements side by side, by vectors where those of memory allow it. */
import type { DType } from "../../language/dtype.ts";
import {
  type Instruction,
  instruction,
  shuffle,
  vLoad,
  vStore,
  vStoreLane,
} from "../../webassembly/assembler.ts";
import {
  add,
  advance,
  and,
  assign,
  counted,
  type FunctionWriter,
  isLessSigned,
  isZero,
  type Local,
  multiply,
  push,
  shiftLeft,
  subtract,
  type Value,
  when,
  zeros,
} from "../../webassembly/writer.ts";

/** Rows or columns that are packed together. */
const group = 4;

/** Loads one element into a vector of zeros. */
export const loadElement = (dtype: DType, address: Value): Instruction[] => [
  ...push(address),
  // Alignment is a hint.
  instruction(dtype === "float32" ? "v128.load32_zero" : "v128.load64_zero", 2, 0),
];

/** Stores the first element of a vector. */
export const storeElement = (
  dtype: DType,
  address: Value,
  value: readonly Instruction[],
  offset = 0,
): Instruction[] => [...push(address), ...value, vStoreLane(dtype === "float32" ? 4 : 8, offset, 0)];

export const loadVector = (address: Value, offset: number): Instruction[] => [
  ...push(address),
  vLoad(offset),
];

export const storeVector = (address: Value, offset: number, value: readonly Instruction[]): Instruction[] => [
  ...push(address),
  ...value,
  vStore(offset),
];

const bytes = (first: number, count: number): number[] => Array.from({ length: count }, (_, b) => first + b);

/** Halves of two vectors, the first or the second of both. */
export const halves = (a: Value, b: Value, which: 0 | 1): Instruction[] => [
  ...push(a),
  ...push(b),
  shuffle([...bytes(8 * which, 8), ...bytes(16 + 8 * which, 8)]),
];

/** Elements of two vectors of float32 in turns, of their first or second halves. */
const zipped = (a: Value, b: Value, which: 0 | 1): Instruction[] => {
  const lanes = [2 * which, 2 * which + 1];
  return [
    ...push(a),
    ...push(b),
    shuffle(lanes.flatMap((lane) => [...bytes(4 * lane, 4), ...bytes(16 + 4 * lane, 4)])),
  ];
};

/** What is packed, all in locals: where from and to, elements from one row to the next and along it, their number and length. */
export interface Packing {
  readonly from: Local;
  readonly to: Local;
  readonly across: Local;
  readonly along: Local;
  readonly count: Local;
  readonly depth: Local;
}

/** The packing of a function; its locals serve all calls. */
export function packer(f: FunctionWriter, dtype: DType): (packing: Packing, panel: 4 | 8) => Instruction[] {
  const shift = dtype === "float32" ? 2 : 3;
  const width = 2 ** shift;
  const lanes = 16 / width;
  const [p, padded, present, k, whole] = ["p", "padded", "present", "packed", "whole"].map((name) =>
    f.integer(name),
  ) as [Local, Local, Local, Local, Local];
  const [target, step] = [f.integer("target"), f.integer("step")];
  const rows = Array.from({ length: group }, (_, r) => f.integer(`row${r}`));
  const x = f.vectors("x", group);
  const t = f.vectors("t", group);

  /** Four columns of what lies along rows become four groups; of float64 two. */
  const transposed = (panelBytes: number): Instruction[] => {
    const loaded = rows.flatMap((row, r) => assign(x[r]!, loadVector(row, 0)));
    if (dtype === "float64") {
      const pair = (which: 0 | 1) => [
        ...storeVector(target, which * panelBytes, halves(x[0]!, x[1]!, which)),
        ...storeVector(target, which * panelBytes + 16, halves(x[2]!, x[3]!, which)),
      ];
      return [...loaded, ...pair(0), ...pair(1)];
    }
    return [
      ...loaded,
      ...assign(t[0]!, zipped(x[0]!, x[1]!, 0)),
      ...assign(t[1]!, zipped(x[2]!, x[3]!, 0)),
      ...assign(t[2]!, zipped(x[0]!, x[1]!, 1)),
      ...assign(t[3]!, zipped(x[2]!, x[3]!, 1)),
      ...storeVector(target, 0, halves(t[0]!, t[1]!, 0)),
      ...storeVector(target, panelBytes, halves(t[0]!, t[1]!, 1)),
      ...storeVector(target, 2 * panelBytes, halves(t[2]!, t[3]!, 0)),
      ...storeVector(target, 3 * panelBytes, halves(t[2]!, t[3]!, 1)),
    ];
  };

  return ({ from, to, across, along, count, depth }, panel) => {
    const panelBytes = panel * width;
    const within = and(p, panel - 1);
    const copied = counted(k, 0, depth, 1, [
      ...Array.from({ length: (group * width) / 16 }, (_, v) =>
        storeVector(target, 16 * v, loadVector(rows[0]!, 16 * v)),
      ).flat(),
      ...advance(rows[0]!, step),
      ...advance(target, panelBytes),
    ]);
    const turned = [
      ...assign(whole, and(depth, -lanes)),
      ...counted(k, 0, whole, lanes, [
        ...transposed(panelBytes),
        ...rows.flatMap((row) => advance(row, 16)),
        ...advance(target, lanes * panelBytes),
      ]),
    ];
    const single = rows.flatMap((row, r) =>
      when(
        isLessSigned(r, present),
        [...storeElement(dtype, target, loadElement(dtype, row), r * width), ...advance(row, step)],
        storeElement(dtype, target, zeros, r * width),
      ),
    );
    return [
      ...assign(padded, and(add(count, panel - 1), -panel)),
      ...assign(step, shiftLeft(along, shift)),
      ...counted(p, 0, padded, group, [
        ...assign(target, add(to, shiftLeft(add(multiply(subtract(p, within), depth), within), shift))),
        ...assign(rows[0]!, add(from, shiftLeft(multiply(p, across), shift))),
        ...rows.slice(1).flatMap((row, r) => assign(row, add(rows[r]!, shiftLeft(across, shift)))),
        ...assign(present, subtract(count, p)),
        ...assign(k, 0),
        ...when(isLessSigned(group - 1, present), [
          ...when(isZero(subtract(across, 1)), copied, when(isZero(subtract(along, 1)), turned)),
        ]),
        ...counted(k, k, depth, 1, [...single, ...advance(target, panelBytes)]),
      ]),
    ];
  };
}
