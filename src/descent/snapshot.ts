/**
 * Everything that a run needs to continue later, as plain objects and arrays, copied out of a descent. `restore.ts` copies them
 * back, `portable.ts` takes them through JSON.
 */
import { inBlocks } from "../language/blocks.ts";
import type { Elements } from "../language/dtype.ts";
import type { Link } from "../plan/groups.ts";
import type { Plan } from "../plan/plan.ts";
import { ownShapeOf, stateSize } from "../plan/sides.ts";
import type { PlannedState } from "../plan/states.ts";
import { isBound } from "./element-bounds.ts";
import type { HalfType } from "./half.ts";
import type { SavedPower } from "./histories.ts";
import type { Hypers } from "./hypers.ts";
import type { Participants, SavedParts } from "./participants.ts";
import { SnapshotError, withArrayText, withNumberTexts } from "./portable.ts";
import type { Running } from "./running.ts";
import { savedMatrices } from "./saved-matrices.ts";
import { isSharded } from "./sharded.ts";
import type { Steps } from "./steps.ts";
import { valuesOf } from "./values.ts";

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
export interface Snapshot extends SavedParts {
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
  /**
   * How the optimizer takes tensors as matrices, by path, where not as they are, or where it has states of a rank: "in blocks of 4 x 4".
   */
  readonly matrices?: Readonly<Record<string, string>> | undefined;
  /** Parameters by path, flat; of those in 16 bits the codes. */
  readonly params: Readonly<Record<string, Elements | Uint16Array>>;
  /** Types of parameters in 16 bits, by path, where there are some. Their masters are the state `master`. */
  readonly dtypes?: Readonly<Record<string, HalfType>> | undefined;
  /** States by name: one number for all, or by path an array: of elements, of rows, of one number. */
  readonly state: Readonly<Record<string, number | Readonly<Record<string, Elements>>>>;
}

/** What one of several processes has of a descent whose states they share. */
export interface SnapshotPart {
  /** What all of them have: everything but states of elements. */
  readonly common: Snapshot;
  /** States of elements by name and path: the elements that lie in this process. */
  readonly own: Readonly<Record<string, Readonly<Record<string, Elements>>>>;
  /** Which element of each tensor is the first of them, by path. */
  readonly from: Readonly<Record<string, number>>;
  /** Names of states of other sizes than their tensors: they lie in one process whole. */
  readonly whole: readonly string[];
}

/** The version of the format that is written. */
export const version = 1;

/** Live arrays by path. */
export type Arrays = ReadonlyMap<string, Elements>;

/**
 * Live arrays of parameters and states, copies of what processes share; of one number for a state that is the same for all tensors, by path where that is so only for
 * those that have taken part in the same steps and they are not all (`isDivided`).
 */
export function arraysOf(
  running: Running,
  isDivided: boolean,
  isLeftOut: (planned: PlannedState) => boolean = () => false,
): {
  params: Arrays;
  state: Map<string, Arrays | Elements>;
} {
  const { plan, execution } = running;
  const arrays = (groups: Iterable<number>, arrayAt: (path: string) => Elements): Arrays =>
    new Map(
      [...groups].flatMap((group) =>
        plan.groups[group]!.tensors.map(({ path }) => [path, arrayAt(path)] as const),
      ),
    );
  const tensorAt = new Map(
    plan.groups.flatMap(({ tensors }) => tensors.map((tensor) => [tensor.path, tensor])),
  );
  const stateAt = (planned: PlannedState, path: string) => {
    const values = valuesOf(running, planned.role, path);
    if (!isSharded(execution, planned)) return values;
    return execution.shard!.gather(path, values, stateSize(planned.state, tensorAt.get(path)!));
  };
  // Bounds come with the optimizer, as schedules do.
  const state = plan.states
    .filter((planned) => !isBound(planned.state) && !isLeftOut(planned))
    .map((planned): [string, Arrays | Elements] => {
      const { name, role, scope, groups, isShared } = planned;
      const isOne = scope === "uniform" && (isShared || !isDivided);
      return [name, isOne ? execution.handle(role, "") : arrays(groups, (path) => stateAt(planned, path))];
    });
  const params = arrays(plan.groups.keys(), (path) => valuesOf(running, "p", path));
  return { params, state: new Map(state) };
}

export const shapesOf = ({ groups }: Plan): [string, readonly number[]][] =>
  groups.flatMap(({ tensors }) =>
    tensors.map(({ path, shape }): [string, readonly number[]] => [path, shape]),
  );

/** The rules of all groups, each once, in the order of their places. */
export function rulesOf({ groups }: Plan): SavedRule[] {
  const links = new Map(groups.flatMap(({ links: ofGroup }) => ofGroup.map((link) => [link.key, link])));
  const sorted = [...links].sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.map(([, link]) => savedRule(link));
}

/** The rule of a link. */
export function savedRule({ instance, maximizes }: Link): SavedRule {
  const { name, before, lines, evaluation } = instance.rule;
  const all = [...(before?.lines ?? []), ...lines, ...(evaluation ? [evaluation] : [])];
  return { name, text: inBlocks(all).join("\n"), maximizes };
}

/** What the parameters count, with texts of their numbers. */
function savedParts({ saved }: Participants): SavedParts {
  const { counts } = saved;
  if (!counts) return saved;
  const withTexts = Object.entries(counts).map(([path, { count, powers }]) => [
    path,
    { count, powers: powersWithTexts(powers) },
  ]);
  return { ...saved, counts: Object.fromEntries(withTexts) };
}

const powersWithTexts = (powers: Readonly<Record<string, SavedPower>>) =>
  Object.fromEntries(Object.entries(powers).map(([name, power]) => [name, withNumberTexts({ ...power })]));

/** Copies everything out. */
export function snapshotOf(
  running: Running,
  hypers: Hypers,
  { counters: { count, skipped, pending }, participants }: Pick<Steps, "counters" | "participants">,
  isLeftOut?: (planned: PlannedState) => boolean,
): Snapshot {
  const copies = (arrays: Arrays) =>
    Object.fromEntries([...arrays].map(([path, values]) => [path, withArrayText(values.slice())]));
  const { params, state } = arraysOf(running, participants.isDivided, isLeftOut);
  const matrices = savedMatrices(running.plan);
  const fixed = hypers.all.flatMap(({ name, schedule }): [string, number][] =>
    typeof schedule === "number" ? [[name, schedule]] : [],
  );
  return {
    version,
    optimizer: rulesOf(running.plan),
    count,
    skipped,
    pending,
    hyper: withNumberTexts(Object.fromEntries(fixed)),
    powers: powersWithTexts(hypers.powers),
    ...savedParts(participants),
    shapes: Object.fromEntries(shapesOf(running.plan).map(([path, shape]) => [path, [...shape]])),
    ...(matrices.size > 0 && { matrices: Object.fromEntries(matrices) }),
    params: copies(params),
    state: withNumberTexts(
      Object.fromEntries(
        [...state].map(([name, live]) => [name, live instanceof Map ? copies(live) : (live as Elements)[0]!]),
      ),
    ),
  };
}

/** Copies out what lies in this process; where processes share nothing, that is `common`. */
export function snapshotPartOf(
  running: Running,
  hypers: Hypers,
  steps: Pick<Steps, "counters" | "participants">,
): SnapshotPart {
  const { plan, execution } = running;
  const isOwn = (planned: PlannedState) => isSharded(execution, planned);
  const own = plan.states
    .filter((planned) => isOwn(planned) && !isBound(planned.state))
    .map(({ name, role, groups }) => {
      const paths = groups.flatMap((group) => plan.groups[group]!.tensors.map(({ path }) => path));
      return [name, Object.fromEntries(paths.map((path) => [path, valuesOf(running, role, path).slice()]))];
    });
  const paths = plan.groups.flatMap(({ tensors }) => tensors.map(({ path }) => path));
  const whole = plan.states.filter(({ state }) => ownShapeOf(state));
  return {
    common: snapshotOf(running, hypers, steps, isOwn),
    own: Object.fromEntries(own),
    from: Object.fromEntries(paths.map((path) => [path, execution.shard?.part(path)[0] ?? 0])),
    whole: whole.map(({ name }) => name),
  };
}
