/**
 * Everything that a run needs to continue later, as plain objects and arrays, copied out of a descent. `restore.ts` copies them
 * back, `portable.ts` takes them through JSON.
 */
import type { Elements } from "../language/dtype.ts";
import { isBound } from "./element-bounds.ts";
import type { Hypers, SavedPower } from "./hypers.ts";
import { SnapshotError, withArrayText, withNumberTexts } from "./portable.ts";
import type { Program } from "./program.ts";

export { SnapshotError };

/** A rule of an optimizer. */
export interface SavedRule {
  readonly name: string;
  readonly text: string;
  /** Whether it maximized. */
  readonly maximizes: boolean;
}

/**
 * What `descent.snapshot()` returns and `descent.restore()` takes. `JSON.stringify` writes it so that every bit comes back;
 * `structuredClone` and message channels take it too.
 */
export interface Snapshot {
  /** Version of the format. */
  readonly version: 1;
  /** The rules that the steps were taken with. */
  readonly optimizer: readonly SavedRule[];
  /** Number of steps taken. */
  readonly count: number;
  /** Number of steps that were declined. */
  readonly skipped: number;
  /** Number of gradients that have come since the last step, where a step takes several. */
  readonly pending: number;
  /** Hyperparameters that are numbers; schedules cannot be saved. */
  readonly hyper: Readonly<Record<string, number>>;
  /**
   * The parts of `b^t`, for each hyperparameter that a rule raises to the step. One that is missing here has had its value
   * from the first step on.
   */
  readonly powers?: Readonly<Record<string, SavedPower>> | undefined;
  /** Shapes of the parameters by path. */
  readonly shapes: Readonly<Record<string, readonly number[]>>;
  /** Parameters by path, flat. */
  readonly params: Readonly<Record<string, Elements>>;
  /** States by name: one number for all, or by path an array: of elements, of rows, of one number. */
  readonly state: Readonly<Record<string, number | Readonly<Record<string, Elements>>>>;
}

/** The descent's own counters. */
export type Counts = Pick<Snapshot, "count" | "skipped" | "pending">;

/** The version of the format that is written. */
export const version = 1;

/** Live arrays by path. */
export type Arrays = ReadonlyMap<string, Elements>;

/** Live arrays of parameters and states; of one number for a state that is the same for all tensors. */
export function arraysOf(program: Program): { params: Arrays; state: Map<string, Arrays | Elements> } {
  const { plan, file } = program;
  const params = new Map<string, Elements>();
  for (const [group, { tensors }] of plan.groups.entries()) {
    for (const [tensor, { path }] of tensors.entries()) params.set(path, program.viewOf(group, "p", tensor)!);
  }
  const state = new Map<string, Arrays | Elements>();
  for (const planned of plan.states) {
    // Bounds come with the optimizer, as schedules do.
    if (isBound(planned)) continue;
    const { name, scope, register, groups } = planned;
    const arrays = new Map<string, Elements>();
    for (const group of scope === "uniform" ? [] : groups) {
      for (const [tensor, { path }] of plan.groups[group]!.tensors.entries()) {
        arrays.set(path, program.stateOf(planned, group, tensor));
      }
    }
    state.set(name, scope === "uniform" ? file.subarray(register, register + 1) : arrays);
  }
  return { params, state };
}

export const shapesOf = ({ plan }: Program): [string, readonly number[]][] =>
  plan.groups.flatMap(({ tensors }) =>
    tensors.map(({ path, shape }): [string, readonly number[]] => [path, shape]),
  );

/** The rules of all groups, each once, in the order of their places. */
export function rulesOf({ plan }: Program): SavedRule[] {
  const links = new Map(plan.groups.flatMap(({ links: ofGroup }) => ofGroup.map((link) => [link.key, link])));
  const sorted = [...links].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([, { instance, maximizes }]) => {
    const { name, before, lines, evaluation } = instance.rule;
    const all = [...(before?.lines ?? []), ...lines, ...(evaluation ? [evaluation] : [])];
    return { name, text: all.map(({ text }) => text).join("\n"), maximizes };
  });
}

/** Copies everything out. */
export function snapshotOf(program: Program, hypers: Hypers, counts: Counts): Snapshot {
  const copies = (arrays: Arrays) =>
    Object.fromEntries([...arrays].map(([path, values]) => [path, withArrayText(values.slice())]));
  const { params, state } = arraysOf(program);
  const fixed = hypers.all.flatMap(({ name, schedule }): [string, number][] =>
    typeof schedule === "number" ? [[name, schedule]] : [],
  );
  return {
    version,
    optimizer: rulesOf(program),
    ...counts,
    hyper: withNumberTexts(Object.fromEntries(fixed)),
    powers: Object.fromEntries(
      Object.entries(hypers.powers).map(([name, power]) => [name, withNumberTexts({ ...power })]),
    ),
    shapes: Object.fromEntries(shapesOf(program).map(([path, shape]) => [path, [...shape]])),
    params: copies(params),
    state: withNumberTexts(
      Object.fromEntries(
        [...state].map(([name, live]) => [name, live instanceof Map ? copies(live) : (live as Elements)[0]!]),
      ),
    ),
  };
}
