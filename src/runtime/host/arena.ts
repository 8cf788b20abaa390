/**
 * The arena: one piece of memory that holds everything of a descent. Parameters, gradients and each state
 * have one contiguous region per group, tensors side by side; beside them the blocks through which a kernel gets
 * its addresses and inputs. Never grows, never moves. Same for all targets that run on the host's memory.
 */
import { widthOf } from "../../language/storage.ts";
import { halfRole } from "../../plan/halves.ts";
import type { Pass } from "../../plan/passes.ts";
import type { PhaseName } from "../../plan/phases.ts";
import type { Plan } from "../../plan/plan.ts";
import { ownShapeOf, stateSize } from "../../plan/sides.ts";
import { entriesOf, routinesIn } from "../../plan/stages.ts";
import { storageOf } from "../../plan/storages.ts";
import type { Ranks } from "../device.ts";
import { align, type Reserve, strideOf, unit } from "./alignment.ts";
import { beginnings, dealOut, wholeOf } from "./dealing.ts";
import { blockLayout, type PlacedPass, placedOver, placedWith } from "./placed-pass.ts";
import { keptRoles, type PlacedRoutine, passesOf, placeMatrices, placeRoutine } from "./placed-routines.ts";
import { type Cut, cutTensors, placeSlices } from "./segments.ts";

/** The layout of an arena. */
export interface Arena {
  readonly bytes: number;
  /** Of these, what comes before the regions: all that the host reads and writes itself, however large the regions are. */
  readonly front: number;
  /**
   * Addresses of the regions of a group: `p`, `g`, states. Where processes share the states, those in memory begin with this process's first
   * element; the address is the one that its region's first element would have.
   */
  readonly regions: readonly ReadonlyMap<string, number>[];
  /** Offsets of a group's tensors within each of its regions, in elements. */
  readonly offsets: readonly (readonly number[])[];
  /** By group and role the same of states that are square matrices, which are of other sizes. */
  readonly squares: readonly ReadonlyMap<string, readonly number[]>[];
  /**
   * Where processes share the states: by group, where the elements of each process begin in its regions, at the end the number of all.
   * Absent where there is one process.
   */
  readonly starts: readonly (readonly number[])[] | undefined;
  /** By group, the elements whose states are in memory here: all, or those of this process, filled up to whole units. */
  readonly own: readonly Range[];
  /** Passes of all stages of all phases, and all of them. */
  readonly phases: ReadonlyMap<PhaseName, readonly (readonly PlacedPass[])[]>;
  readonly passes: readonly PlacedPass[];
  /** Routines of all stages of all phases; their kernels are among the passes. */
  readonly routines: ReadonlyMap<PhaseName, readonly (readonly PlacedRoutine[])[]>;
}

/**
 * Regions of p, g, m, v that start at the same offset of a page alias in the processor's store buffers;
 * starts are spread by this many bytes.
 */
const spread = 1088;
const page = 4096;
const overrun = 64;

/** Whether processes that share states divide a role among them: states of elements, and what passes and routines hand to one another. */
export const isDivided = (plan: Pick<Plan, "states" | "phases">, role: string): boolean =>
  plan.states.some((state) => state.role === role && state.scope === "element") ||
  routinesIn(plan).some(({ matrices }) =>
    matrices.some(({ symbol, lives }) => lives === "kept" && symbol.name === role),
  );

/** Elements of a group from one to before another. */
export type Range = readonly [from: number, to: number];

/** Lays out the arena of a plan; where processes share it, that of one of them. */
export function layOut(plan: Plan, ranks?: Ranks): Arena {
  let cursor = 0;
  let regionsMade = 0;
  const reserve: Reserve = (bytes, alignment = unit) => {
    const address = align(cursor, alignment);
    cursor = address + bytes;
    return address;
  };
  const region = (bytes: number): number => {
    if (bytes >= page) cursor = align(cursor, page) + ((regionsMade++ * spread) % page);
    return reserve(bytes, 64);
  };
  const ends = plan.groups.map(() => 0);
  const offsets = plan.groups.map(({ tensors, dtype }, group) =>
    tensors.map(({ size }) => {
      const start = ends[group]!;
      ends[group] = start + align(size, strideOf[dtype]);
      return start;
    }),
  );
  const cuts = new Map(
    entriesOf(plan.phases)
      .flatMap(([, { stages }]) => stages.flatMap(({ passes }) => passes))
      .filter(({ kernel }) => kernel.segments !== "any")
      .map((pass) => [pass, cutTensors(pass.kernel, plan.groups[pass.group]!, offsets[pass.group]!)]),
  );
  const starts = ranks && dealt(plan, cuts, offsets, ends, ranks.size);
  /** The elements that this process works on, with what fills them up to whole units whatever their width. */
  const own = plan.groups.map((_, group): Range => {
    if (!starts) return [0, ends[group]!];
    const [from, to] = [starts[group]![ranks.rank]!, starts[group]![ranks.rank + 1]!];
    return from < to ? [from - (from % unit), Math.min(align(to, unit), ends[group]!)] : [0, 0];
  });
  /** Whether a process works on a tensor, of a group whose tensors it has whole. */
  const isOwn = (group: number, tensor: number): boolean => {
    if (!starts) return true;
    const offset = offsets[group]![tensor]!;
    return starts[group]![ranks.rank]! <= offset && offset < starts[group]![ranks.rank + 1]!;
  };
  const squares = plan.groups.map((_, group) => squaresOf(plan, group, isOwn));
  const place = (pass: Pass): PlacedPass => {
    const { kernel, group } = pass;
    const cut = cuts.get(pass);
    if (!cut) return placedOver(pass, own[group]!, reserve);
    const whole = starts && wholeOf(cut, starts[group]!);
    const block = reserve(blockLayout(kernel).bytes);
    const slices = placeSlices(kernel, plan.groups[group]!, cut, whole, ranks?.rank ?? 0, reserve);
    return placedWith(pass, block, slices, reserve);
  };
  const phases = new Map(
    entriesOf(plan.phases).map(([name, { stages }]) => [name, stages.map(({ passes }) => passes.map(place))]),
  );
  const routines = new Map(
    entriesOf(plan.phases).map(([name, { stages }]) => [
      name,
      stages.map((stage) =>
        stage.routines.map((one) =>
          placeRoutine(one, plan.groups[one.group]!, reserve, (tensor) => isOwn(one.group, tensor)),
        ),
      ),
    ]),
  );
  const placed = [...routines.values()].flat(2);
  const passes = [...[...phases.values()].flat(2), ...passesOf(placed)];
  const front = align(cursor, 64);
  const regions = plan.groups.map((_, group) => {
    const states = plan.states.filter((state) => state.scope === "element" && state.groups.includes(group));
    const [from, to] = own[group]!;
    // Of the parameters to evaluate with, pages that are never touched take no memory.
    const others = phases
      .get("eval")
      ?.flat()
      .some(({ pass }) => pass.group === group)
      ? ["eval"]
      : [];
    const codes = plan.groups[group]!.half ? [halfRole] : [];
    const kept = keptRoles(
      placed.map(({ routine }) => routine),
      group,
    );
    const whole = ["p", "g", ...codes];
    const parts = [...kept, ...states.map((state) => state.role)];
    return new Map(
      [...whole, ...parts, ...others].map((role) => {
        const width = widthOf(storageOf(plan, group, role));
        const square = squares[group]!.get(role);
        if (square) return [role, region(square.at(-1)! * width)];
        // Behind the regions of parameters and gradients: the address is not below 0.
        if (parts.includes(role)) return [role, region((to - from) * width) - from * width];
        return [role, region(ends[group]! * width)];
      }),
    );
  });
  placeMatrices(placed, plan.groups, { regions, offsets, squares }, reserve);
  // The last vector of a slice may reach beyond the end of the last region.
  return {
    bytes: align(cursor + overrun, 64),
    front,
    regions,
    offsets,
    squares,
    starts,
    own,
    phases,
    routines,
    passes,
  };
}

/** Where the tensors of a group begin in its square states, and at the end their length; of those that are kept here. */
export function squaresOf(
  { groups, states }: Plan,
  group: number,
  isOwn: (group: number, tensor: number) => boolean = () => true,
): Map<string, readonly number[]> {
  const { tensors, dtype } = groups[group]!;
  const square = states.filter(({ state, groups }) => ownShapeOf(state) && groups.includes(group));
  return new Map(
    square.map(({ role, state }) => {
      const starts = [0];
      for (const [index, tensor] of tensors.entries())
        starts.push(
          starts.at(-1)! + (isOwn(group, index) ? align(stateSize(state, tensor), strideOf[dtype]) : 0),
        );
      return [role, starts];
    }),
  );
}

/** Where the elements of each process begin in the regions of each group. */
function dealt(
  plan: Plan,
  cuts: ReadonlyMap<Pass, Cut>,
  offsets: Arena["offsets"],
  ends: readonly number[],
  processes: number,
): number[][] {
  const groups = plan.groups.map(({ tensors }, group) => {
    const passes = [...cuts].flatMap(([pass, cut]) => (pass.group === group ? [{ ...pass, cut }] : []));
    const placed = tensors.map(({ size }, index) => ({ size, offset: offsets[group]![index]! }));
    const states = plan.states.filter(({ scope, groups }) => scope === "element" && groups.includes(group));
    const squares = squaresOf(plan, group);
    const roles = ["p", ...states.map(({ role }) => role).filter((role) => !squares.has(role))];
    const widthOfAll = (all: Iterable<string>) =>
      [...all].reduce((sum, role) => sum + widthOf(storageOf(plan, group, role)), 0);
    const all = beginnings(passes, placed, ends[group]!);
    const tensorsAt = [...offsets[group]!, ends[group]!];
    // A routine takes whole tensors.
    const isWhole = routinesIn(plan).some((routine) => routine.group === group);
    const mayBegin = isWhole ? all.filter((at) => tensorsAt.includes(at)) : all;
    const width = widthOfAll(roles);
    const bytesBefore = (at: number) =>
      [...squares].reduce(
        (sum, [role, begin]) => sum + begin[tensorsAt.indexOf(at)]! * widthOfAll([role]),
        at * width,
      );
    return { mayBegin, bytes: mayBegin.map(bytesBefore) };
  });
  return dealOut(groups, processes);
}

/** Writes blocks and lists of segments into memory. `base` is the arena's address there, a multiple of `unit`. */
export function writeBlocks(arena: Arena, buffer: ArrayBufferLike, base: number): void {
  const words = new Uint32Array(buffer, base, arena.front / 4);
  for (const placed of arena.passes) {
    const { pass, block, segmentsAt, segmentList, slices } = placed;
    const { partials = 0, inputs = 0, columnInputs = [], columnSums = [] } = slices ?? {};
    const regionOf = placed.regions ?? arena.regions[pass.group]!;
    const regions = pass.kernel.roles.map((role) => regionOf.get(role)!);
    const addresses = [segmentsAt, partials, inputs, ...regions, ...columnInputs, ...columnSums];
    words.set(
      addresses.map((address) => (base + address) / unit),
      block / 4,
    );
    words.set(segmentList, segmentsAt / 4);
  }
}
