/**
 * A snapshot as a list of named arrays, as tfjs saves optimizers: states of elements as `variable/state`, all else as one text. Without the
 * parameters, which tfjs saves itself.
 */
import { type Snapshot, SnapshotError, type Tensor, tensor } from "../../index.ts";

/** A state of a variable. */
export interface SavedArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** What is saved. */
export interface Saved {
  /** JSON: the snapshot without arrays of elements, and under `elements` the variables that have each of these. */
  readonly text: string;
  readonly arrays: readonly SavedArray[];
}

const nameOf = (path: string, state: string): string => `${path}/${state}`;

/** JSON has no NaN, no infinities and no -0; `restore` takes these texts. */
const numberText = (value: number): number | string =>
  Object.is(value, -0) ? "-0" : Number.isFinite(value) ? value : String(value);

/** Divides a snapshot. */
export function savedOf({ params, state, ...rest }: Snapshot): Saved {
  const arrays: SavedArray[] = [];
  const others: Record<string, unknown> = {};
  const elements: Record<string, string[]> = {};
  for (const [name, values] of Object.entries(state)) {
    if (typeof values === "number") others[name] = numberText(values);
    else if (Object.values(values).every((array) => array instanceof Float32Array)) {
      elements[name] = Object.keys(values);
      for (const [path, array] of Object.entries(values))
        arrays.push({
          name: nameOf(path, name),
          shape: rest.shapes[path]!,
          values: array as Float32Array,
        });
    } else others[name] = values;
  }
  return { text: JSON.stringify({ ...rest, state: others, elements }), arrays };
}

/** What is saved before the first step: hyperparameters that were set. */
export const savedSettings = (settings: Readonly<Record<string, number>>): Saved => ({
  text: JSON.stringify({ settings }),
  arrays: [],
});

/** A snapshot with zeros as parameters. */
export interface Unsaved {
  readonly snapshot: Snapshot;
  readonly params: Record<string, Tensor<Float32Array>>;
}

/** Puts together what was saved. @throws SnapshotError for what was not written here. */
export function unsaved(
  text: string,
  arrays: ReadonlyMap<string, Float32Array>,
): Unsaved | { readonly settings: Readonly<Record<string, number>> } {
  try {
    const parsed = JSON.parse(text) as Snapshot & { elements: Record<string, string[]> };
    if ("settings" in parsed) return { settings: { ...(parsed.settings as Record<string, number>) } };
    const { elements, state, ...rest } = parsed;
    const ofElements = Object.entries(elements).map(([name, paths]) => [
      name,
      Object.fromEntries(paths.map((path) => [path, arrayIn(arrays, nameOf(path, name))])),
    ]);
    const params = Object.fromEntries(
      Object.entries(rest.shapes).map(([path, shape]) => [path, zeros(shape)] as const),
    );
    const values = Object.entries(params).map(([path, { data }]) => [path, data]);
    const whole = { ...state, ...Object.fromEntries(ofElements) };
    return { snapshot: { ...rest, state: whole, params: Object.fromEntries(values) }, params };
  } catch (cause) {
    if (cause instanceof SnapshotError) throw cause;
    throw new SnapshotError(
      "setWeights: the text beside the tensors is not one that getWeights() has written",
      {
        cause,
      },
    );
  }
}

function arrayIn(arrays: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const found = arrays.get(name);
  if (found) return found;
  throw new SnapshotError(`setWeights: the tensor "${name}" is missing; give all that getWeights() returned`);
}

const zeros = (shape: readonly number[]): Tensor<Float32Array> =>
  tensor(new Float32Array(shape.reduce((product, extent) => product * extent, 1)), shape);
