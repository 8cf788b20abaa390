/** Snapshots of optimizers that evaluate the function themselves, in the format of all others. */
import { readRestore } from "../descent/inputs.ts";
import { arrayFrom, numberFrom, SnapshotError, withArrayText, withNumberTexts } from "../descent/portable.ts";
import type { Restored, RestoreOptions } from "../descent/restore.ts";
import { type SavedRule, type Snapshot, version } from "../descent/snapshot.ts";
import { checkNames, recordOf } from "../descent/snapshot-records.ts";
import { checkRules } from "../descent/snapshot-rules.ts";
import { arrayOf, type Elements } from "../language/dtype.ts";
import type { Method, MethodState } from "./method.ts";
import type { Rate } from "./rate.ts";
import type { Space } from "./space.ts";

/** Flat vectors, divided among parameters. */
type Vectors = Pick<Space<unknown>, "leaves" | "size" | "divide" | "unite">;

/** What of a descent is saved. */
interface Saveable {
  readonly name: string;
  readonly method: Method;
  readonly space: Vectors;
  readonly rate: Rate | undefined;
  readonly climbs: boolean;
}

interface Counts {
  readonly count: number;
  readonly skipped: number;
}

const rulesOf = ({ name, method, climbs }: Saveable): SavedRule[] => [
  { name, text: method.text, maximizes: climbs },
];

/** The parameters of each leaf in its own type. */
function paramsOf(space: Vectors, x: Float64Array): [string, Elements][] {
  const parts = space.divide(x);
  return space.leaves.map(({ path, dtype }) => [path, new arrayOf[dtype](parts[path]!)]);
}

/** Copies everything out. */
export function snapshotOf(parts: Saveable, x: Float64Array, { count, skipped }: Counts): Snapshot {
  const { method, space, rate } = parts;
  const withTexts = (entries: readonly (readonly [string, Elements])[]) =>
    Object.fromEntries(entries.map(([path, values]) => [path, withArrayText(values)]));
  const state = Object.entries(method.save()).map(([name, value]) => [
    name,
    typeof value === "number" ? value : withTexts(Object.entries(space.divide(value))),
  ]);
  const hyper: Record<string, number> = rate?.fixed === undefined ? {} : { learningRate: rate.fixed };
  return {
    version,
    optimizer: rulesOf(parts),
    count,
    skipped,
    pending: 0,
    hyper: withNumberTexts(hyper),
    powers: {},
    shapes: Object.fromEntries(space.leaves.map(({ path, shape }) => [path, [...shape]])),
    params: withTexts(paramsOf(space, x)),
    state: withNumberTexts(Object.fromEntries(state)),
  };
}

/** What a snapshot gives back. */
interface Found extends Counts {
  readonly restored: Restored;
  readonly x: Float64Array;
}

/**
 * Reads a snapshot into method and rate, after checking all of it; parameters and counts are the caller's to take.
 *
 * @throws SnapshotError if it does not fit.
 */
export function restoreFrom(parts: Saveable, given: unknown, options: RestoreOptions): Found {
  const { hyper = true, partial = false } = readRestore(options);
  const { name, method, space, rate } = parts;
  if (partial)
    throw new SnapshotError(
      `${name} takes a snapshot whole: its memory is of all parameters; leave partial out`,
    );
  const snapshot = recordOf("", given);
  if (snapshot.version !== version)
    throw new SnapshotError(
      `the snapshot has version ${String(snapshot.version)}; this release reads version ${version}`,
    );
  checkRules(snapshot.optimizer, rulesOf(parts));
  const params = recordOf("parameters", snapshot.params);
  const paths = space.leaves.map(({ path }) => path);
  checkNames("parameters", params, paths);
  const shapes = recordOf("shapes", snapshot.shapes);
  checkNames("shapes of", shapes, paths);
  for (const { path, shape } of space.leaves)
    if (String(shapes[path]) !== String(shape))
      throw new SnapshotError(`"${path}": expected the shape [${shape}], the snapshot has [${shapes[path]}]`);
  const x = new Float64Array(space.size);
  space.unite(arraysFrom("", params, Object.fromEntries(paramsOf(space, x))), x);
  const state = stateFrom(recordOf("states", snapshot.state), method, space);
  const { learningRate } = recordOf("hyperparameters", snapshot.hyper);
  const counts = {
    count: countFrom("count", snapshot.count),
    skipped: countFrom("skipped", snapshot.skipped),
  };
  if (hyper && learningRate !== undefined && rate?.fixed !== undefined)
    rate.set({ learningRate: numberFrom("learningRate", learningRate) });
  method.load(state);
  return { restored: { taken: paths, kept: {}, unknown: [] }, x, ...counts };
}

function countFrom(what: string, value: unknown): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw new SnapshotError(`the snapshot's ${what} must be a whole number; got ${String(value)}`);
}

/** Arrays by path, each like the one that is expected. */
function arraysFrom(
  what: string,
  found: Readonly<Record<string, unknown>>,
  expected: Readonly<Record<string, Elements>>,
): Record<string, Elements> {
  return Object.fromEntries(
    Object.entries(expected).map(([path, like]) => [
      path,
      arrayFrom(`${what}${what && " at "}"${path}"`, found[path], like),
    ]),
  );
}

/** The state of a method, in which the numbers say how long arrays are. */
function stateFrom(found: Readonly<Record<string, unknown>>, method: Method, space: Vectors): MethodState {
  const own = Object.entries(method.save());
  checkNames(
    "states",
    found,
    own.map(([name]) => name),
  );
  const numbers = own.flatMap(([name, value]): [string, number][] =>
    typeof value === "number" ? [[name, numberFrom(name, found[name])]] : [],
  );
  const counts = Object.fromEntries(numbers);
  const problem = method.problemOf(counts);
  if (problem) throw new SnapshotError(`the snapshot's states do not fit: ${problem}`);
  const state = Object.entries(method.expected(counts)).map(([name, like]) => {
    if (typeof like === "number") return [name, counts[name]!];
    const rows = like.slice();
    const parts = recordOf(`state ${name}`, found[name]);
    space.unite(arraysFrom(`state ${name}`, parts, space.divide(rows)), rows);
    return [name, rows];
  });
  return Object.fromEntries(state);
}
