/**
 * Where the matrices of routines lie in an arena. Those that passes write or read have a region of the group's, all others one piece of memory
 * that routines and tensors use one after the other.
 */
import { bytesOf } from "../../language/dtype.ts";
import type { MatrixShape, Side } from "../../language/matrix-shapes.ts";
import type { MatrixPlace } from "../../plan/blocks.ts";
import type { Group } from "../../plan/groups.ts";
import type { Routine, RoutineStep } from "../../plan/planned-routines.ts";
import { matricesOf, ownStarts, type SidedMatrix } from "../../plan/sides.ts";
import { align, type Reserve, strideOf } from "./alignment.ts";
import { type PlacedPass, placedOver } from "./placed-pass.ts";

/** Where a matrix lies among others: its address in bytes, its rows as they lie, and how far these are apart, in elements. */
export interface Lying {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
  readonly stride: number;
}

/**
 * The matrices of a routine for those of a tensor that have the same sides, and its kernels with their addresses. Where a tensor is a batch, or
 * is divided into blocks, they come one after the other, and are copied to and from where kernels may reach beyond their ends.
 */
export interface PlacedMatrices {
  /** Addresses by role, in bytes from the start of the arena. */
  readonly regions: Map<string, number>;
  /** For each matrix of the tensor where those by role are copied from and to; empty where the tensor is one matrix. */
  readonly copied: Map<string, Lying>[];
  /** The matrices of the tensor, by their numbers, and the numbers of their first elements, one matrix after the other. */
  readonly numbers: readonly number[];
  readonly firsts: readonly number[];
  /** The kernels, by their steps. */
  readonly passes: ReadonlyMap<RoutineStep, PlacedPass>;
  /** Whether matrices of the gradient's shape lie as their transposes, as the tensor does. */
  readonly isTurned: boolean;
  readonly sides: Readonly<Record<Side, number>>;
}

/** A routine with the matrices of each tensor of its group. */
export interface PlacedRoutine {
  readonly routine: Routine;
  readonly tensors: readonly {
    readonly matrices: readonly SidedMatrix[];
    /** By their sides. */
    readonly kinds: readonly PlacedMatrices[];
  }[];
}

/** Reserves blocks of parameters for the kernels of a routine. It has no matrices of tensors that another process works on. */
export function placeRoutine(
  routine: Routine,
  { tensors, dtype }: Group,
  reserve: Reserve,
  isOwn: (tensor: number) => boolean,
): PlacedRoutine {
  const { blocks, form, matrices } = routine;
  const steps = blocks.flatMap((block) => block.steps);
  const placed = (numbers: readonly number[], all: readonly SidedMatrix[]): PlacedMatrices => {
    const { sides, isTurned } = all[numbers[0]!]!;
    const starts = ownStarts(["rows", "columns"], all);
    const firsts = numbers.map((number) => starts[number]!);
    const regions = new Map<string, number>();
    const passes = new Map<RoutineStep, PlacedPass>();
    for (const step of steps) {
      if (step.kind !== "pass") continue;
      const [rows, columns] = matrices[step.out]!.shape;
      const elements = align(sides[rows] * sides[columns], strideOf[dtype]);
      passes.set(step, { ...placedOver(step.pass, [0, elements], reserve), regions });
    }
    return { regions, copied: [], numbers, firsts, passes, isTurned, sides };
  };
  return {
    routine,
    tensors: tensors.map((tensor, index) => {
      if (!isOwn(index)) return { matrices: [], kinds: [] };
      const found = matricesOf(tensor, form);
      const kinds = new Map<string, number[]>();
      for (const [number, { place }] of found.entries()) {
        const key = `${place.rows} x ${place.columns}`;
        const numbers = kinds.get(key);
        if (numbers) numbers.push(number);
        else kinds.set(key, [number]);
      }
      return {
        matrices: found,
        kinds: [...kinds.values()].map((numbers) => placed(numbers, found)),
      };
    }),
  };
}

/** All matrices of routines. */
export const kindsOf = (placed: readonly PlacedRoutine[]): PlacedMatrices[] =>
  placed.flatMap(({ tensors }) => tensors.flatMap(({ kinds }) => kinds));

/** Kernels of routines. */
export const passesOf = (placed: readonly PlacedRoutine[]): PlacedPass[] =>
  kindsOf(placed).flatMap(({ passes }) => [...passes.values()]);

/** Roles of matrices with a region of a group's. */
export const keptRoles = (routines: readonly Routine[], group: number): string[] =>
  routines
    .filter((routine) => routine.group === group)
    .flatMap(({ matrices }) =>
      matrices.flatMap(({ lives, symbol }) => (lives === "kept" ? [symbol.name] : [])),
    );

/** Where regions of roles lie, and tensors in them. */
export interface Regions {
  /** By group: addresses by role. */
  readonly regions: readonly ReadonlyMap<string, number>[];
  /** By group: where each tensor begins in a region, in elements. */
  readonly offsets: readonly (readonly number[])[];
  /** The same by role for states that are square matrices, which are of other sizes. */
  readonly squares: readonly ReadonlyMap<string, readonly number[]>[];
}

/** Where the tensors of a group begin in the region of a role. */
export const offsetsOf = (
  { offsets, squares }: Pick<Regions, "offsets" | "squares">,
  group: number,
  role: string,
): readonly number[] => squares[group]!.get(role) ?? offsets[group]!;

/**
 * Gives all matrices their addresses.
 *
 * @param reserve - reserves the memory that the others share.
 */
export function placeMatrices(
  placed: readonly PlacedRoutine[],
  groups: readonly Group[],
  arena: Regions,
  reserve: Reserve,
): void {
  let most = 0;
  const shared: (readonly [regions: Map<string, number>, role: string, at: number])[] = [];
  for (const { routine, tensors } of placed) {
    const { group, matrices } = routine;
    const { dtype } = groups[group]!;
    const width = bytesOf[dtype];
    for (const [index, { matrices: all, kinds }] of tensors.entries()) {
      const placeIn = placesInStates(all);
      for (const { regions: own, copied, numbers, sides } of kinds) {
        let end = 0;
        if (all.length > 1) for (const _ of numbers) copied.push(new Map());
        for (const { symbol, shape, lives } of matrices) {
          const role = symbol.name;
          const first = offsetsOf(arena, group, role)[index]!;
          const region = lives === "shared" ? undefined : arena.regions[group]!.get(role)! + first * width;
          if (region !== undefined && all.length === 1) own.set(role, region);
          else {
            if (region !== undefined)
              for (const [at, number] of numbers.entries()) {
                const { from, ...lying } = lives === "state" ? placeIn(shape, number) : all[number]!.place;
                copied[at]!.set(role, { address: region + from * width, ...lying });
              }
            shared.push([own, role, end]);
            end = align(end + align(sides[shape[0]] * sides[shape[1]], strideOf[dtype]) * width, 64);
          }
        }
        most = Math.max(most, end);
      }
    }
  }
  const start = reserve(most, 64);
  for (const [own, role, at] of shared) own.set(role, start + at);
}

/** Where the matrices of a tensor lie in a state of a shape of its own. */
function placesInStates(all: readonly SidedMatrix[]): (shape: MatrixShape, number: number) => MatrixPlace {
  const starts = new Map<string, readonly number[]>();
  return (shape, number) => {
    const key = shape.join(" x ");
    const known = starts.get(key) ?? ownStarts(shape, all);
    starts.set(key, known);
    const { sides } = all[number]!;
    const columns = sides[shape[1]];
    return { from: known[number]!, rows: sides[shape[0]], columns, stride: columns };
  };
}
