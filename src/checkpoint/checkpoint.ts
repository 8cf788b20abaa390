/**
 * A snapshot of a descent as tensors and texts of a safetensors file, and back: `params/PATH`, `state/NAME/PATH`, the rest in the metadata. Every
 * bit comes back. Pure: bytes, no files.
 */
import type { HalfTensor, Snapshot, Tensor } from "../index.ts";
import { record } from "../options/kinds.ts";
import { readerOf } from "../options/option.ts";
import { CheckpointError, naming } from "./checkpoint-error.ts";
import { halfTensorOf, type StoredTensor, type StoredValues, storedTensor, valuesOf } from "./dtypes.ts";
import { type JsonRecord, jsonOf } from "./json.ts";
import { type Beside as FactsBeside, factsFrom, metadataOf, partsName, refuse } from "./metadata.ts";
import { readSafetensors, type TensorFile, writeSafetensors } from "./safetensors.ts";

type Elements = Float32Array | Float64Array;

/** What a checkpoint holds. */
export interface Checkpoint {
  /** For `descent.restore`: all later steps have the same bits. */
  readonly snapshot: Snapshot;
  /** The parameters by path, with their shapes, of those in 16 bits the codes; they share the snapshot's memory. */
  readonly params: Readonly<Record<string, Tensor | HalfTensor>>;
  /** What was saved beside it. */
  readonly extra: JsonRecord | undefined;
  /** Arrays that were saved beside it, by name. */
  readonly tensors: Readonly<Record<string, ExtraTensor>>;
  /** What a folder of checkpoints judges it by; lower is better. */
  readonly score: number | undefined;
}

/** An array that is saved beside a descent, with its shape. */
export interface ExtraTensor {
  readonly data: StoredValues;
  readonly shape: readonly number[];
}

/** Options of `encode` and `save`. */
export interface SaveOptions {
  /**
   * What else the run needs to continue: states of random generators, the position in the data. A plain object of what JSON holds: numbers
   * that are finite, texts, `true`, `false`, `null`, lists, objects.
   */
  readonly extra?: Readonly<Record<string, unknown>> | undefined;
  /** Arrays besides, by name, such as the best parameters so far: typed arrays, or such with a shape. */
  readonly tensors?: Readonly<Record<string, StoredValues | ExtraTensor>> | undefined;
}

const readEncode = readerOf<SaveOptions>("encode", { extra: record, tensors: record });

/**
 * A checkpoint as bytes. Equal snapshots give equal bytes.
 *
 * @param snapshot - what `descent.snapshot()` returned.
 * @throws CheckpointError with code `value` for what cannot be written, with its place.
 * @example
 * const descent = await adam().init({ x: new Float32Array([1, 2]) });
 * const bytes = encode(await descent.snapshot(), { extra: { epoch: 3 } });
 */
export function encode(snapshot: Snapshot, options: SaveOptions = {}): Uint8Array {
  return writeSafetensors(tensorFileOf(snapshot, besideOf(readEncode(options))));
}

/** What stands beside a snapshot. */
export interface Beside extends FactsBeside {
  readonly tensors: readonly (readonly [name: string, StoredTensor])[];
}

/** Copies what options say, as it is now. @throws CheckpointError */
export function besideOf({
  extra,
  tensors = {},
  score,
}: SaveOptions & { readonly score?: number | undefined }): Beside {
  const copies = Object.entries(tensors).map(([name, value]) => {
    const isArray = ArrayBuffer.isView(value);
    const [data, shape] = isArray ? [value] : [value?.data, value?.shape];
    const place = `tensors: ${JSON.stringify(name)}`;
    return [name, naming(place, () => storedTensor(data?.slice(), shape))] as const;
  });
  return { extra: jsonOf(extra ?? null, "extra"), tensors: copies, score };
}

/**
 * Reads a checkpoint from bytes, into memory of its own.
 *
 * @throws CheckpointError with code `format` for what is no safetensors file, `content` for one that is no checkpoint, `version` for one of a later
 *   release. Whether it fits a descent, `descent.restore` checks.
 * @example
 * const bytes = encode(await descent.snapshot());
 * const { snapshot, extra } = decode(bytes);
 * await descent.restore(snapshot);
 */
export const decode = (bytes: Uint8Array): Checkpoint => {
  // Also one of another realm.
  if (Object.prototype.toString.call(bytes) !== "[object Uint8Array]")
    throw new CheckpointError("value", "decode takes a Uint8Array; new Uint8Array(buffer) makes one");
  return checkpointFrom(readSafetensors(bytes), valuesOf);
};

/** A state's name in the name of a tensor, where `/` ends it. */
const escaped = (name: string): string => name.replace(/[%/]/g, (sign) => (sign === "%" ? "%25" : "%2F"));
const unescaped = (name: string): string =>
  name.replace(/%(25|2F)/g, (_, code) => (code === "25" ? "%" : "/"));

/** The name of the tensor of a state of a parameter. */
export const stateName = (state: string, path: string): string => `state/${escaped(state)}/${path}`;

/** What is written of a snapshot; the tensors share its memory. @throws CheckpointError */
export function tensorFileOf(snapshot: Snapshot, beside: Beside): TensorFile {
  checkSnapshot(snapshot);
  const tensors = new Map<string, StoredTensor>();
  for (const [path, values] of Object.entries(snapshot.params))
    tensors.set(`params/${path}`, storedTensor(values, snapshot.shapes[path], snapshot.dtypes?.[path]));
  for (const [name, state] of Object.entries(snapshot.state)) {
    if (typeof state === "number") {
      tensors.set(`state/${escaped(name)}`, storedTensor(Float64Array.of(state), []));
      continue;
    }
    for (const [path, values] of Object.entries(state)) {
      const isOfElements = values.length === snapshot.params[path]?.length;
      tensors.set(
        stateName(name, path),
        storedTensor(values, isOfElements ? snapshot.shapes[path] : undefined),
      );
    }
  }
  for (const [name, stored] of beside.tensors) tensors.set(`extra/${name}`, stored);
  const metadata = metadataOf(snapshot, beside);
  // What could not be read is not written.
  factsFrom(metadata);
  return { tensors, metadata };
}

/** @throws CheckpointError for what is no snapshot, or one that has been through JSON, which has texts instead of arrays. */
function checkSnapshot(snapshot: Partial<Snapshot> | null | undefined): void {
  const records = [snapshot?.params ?? {}, ...Object.values(snapshot?.state ?? {})];
  const arrays = records.flatMap((values) => (typeof values === "object" ? Object.values(values) : []));
  const hasParams = Object.keys(records[0]!).length > 0 && typeof snapshot?.shapes === "object";
  if (snapshot?.version === 1 && hasParams && arrays.every(ArrayBuffer.isView)) return;
  throw new CheckpointError(
    "value",
    "a checkpoint is made of what descent.snapshot() returned, not of its JSON; save() takes the descent itself",
  );
}

/** Reads a checkpoint from a file's tensors and texts. @throws CheckpointError */
export function checkpointFrom({ tensors, metadata }: TensorFile, values: typeof valuesOf): Checkpoint {
  const { score, extra, ...facts } = factsFrom(metadata);
  if (metadata.has(partsName))
    refuse("it is one of several files: load(), latest() and best() read all of them, decode() cannot");
  const params = new Map<string, Tensor | HalfTensor>();
  const beside: [string, ExtraTensor][] = [];
  const state = new Map<string, number | Map<string, Elements>>();
  for (const [name, stored] of tensors) {
    const quoted = JSON.stringify(name.slice(0, 200));
    const half = name.startsWith("params/") ? halfTensorOf(stored) : undefined;
    if (half && half.data.length > 0) {
      params.set(name.slice("params/".length), half);
      continue;
    }
    const data = values(stored);
    if (name.startsWith("extra/")) {
      beside.push([name.slice("extra/".length), { data, shape: stored.shape }]);
      continue;
    }
    if (!(data instanceof Float32Array || data instanceof Float64Array) || data.length === 0)
      return refuse(
        `${quoted} has ${data.length} elements of type ${stored.dtype}; expected some, F32 or F64`,
      );
    const [, path, stateName, slash, ofPath = ""] =
      /^(?:params\/(.*)|state\/([^/]*)(\/?)(.*))$/s.exec(name) ?? [];
    if (path !== undefined) params.set(path, { data, shape: stored.shape });
    else if (stateName === undefined)
      refuse(`it has the tensor ${quoted}; names begin with params/, state/ or extra/`);
    else addState(state, unescaped(stateName), slash ? ofPath : undefined, data);
  }
  if (params.size === 0) refuse("it has no parameters");
  const dtypes = [...params].flatMap(([path, tensor]) => ("dtype" in tensor ? [[path, tensor.dtype]] : []));
  const snapshot: Snapshot = {
    ...facts,
    ...(dtypes.length > 0 && { dtypes: Object.fromEntries(dtypes) }),
    shapes: Object.fromEntries([...params].map(([path, { shape }]) => [path, shape])),
    params: Object.fromEntries([...params].map(([path, { data }]) => [path, data])),
    state: Object.fromEntries(
      [...state].map(([name, found]) => [
        name,
        typeof found === "number" ? found : Object.fromEntries(found),
      ]),
    ),
  };
  return { snapshot, params: Object.fromEntries(params), extra, tensors: Object.fromEntries(beside), score };
}

/** Adds values of a state: those at a path, or one number for all. @throws CheckpointError */
function addState(
  state: Map<string, number | Map<string, Elements>>,
  name: string,
  path: string | undefined,
  data: Elements,
): void {
  const found = state.get(name);
  if (path === undefined && found === undefined && data.length === 1) state.set(name, data[0]!);
  else if (path !== undefined && typeof found !== "number")
    state.set(name, (found ?? new Map<string, Elements>()).set(path, data));
  else
    refuse(
      `the state ${JSON.stringify(name.slice(0, 200))} is one number for all tensors, and there is more`,
    );
}
