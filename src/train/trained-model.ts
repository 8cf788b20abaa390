/**
 * A trained model as bytes: a safetensors file whose metadata say what the model is and how its data were prepared, so that it predicts from
 * new rows without anything else. Python's safetensors reads its tensors. It holds no optimizer: `glissade/checkpoint` does.
 */
import { leafOf, mapTree } from "../adapters/jax-js/leaves.ts";
import {
  type JsonRecord,
  readSafetensors,
  type StoredTensor,
  storedTensor,
  valuesOf,
  writeSafetensors,
} from "../checkpoint/index.ts";
import { anything, kind, record } from "../options/kinds.ts";
import { argumentOf, OptionError, readerOf, required } from "../options/option.ts";
import { DataError } from "./data/data-error.ts";
import { Preparation } from "./data/preparation.ts";
import { preparationFrom } from "./data/preparation-json.ts";
import { bytes as bytesKind } from "./kinds.ts";
import { checkParams } from "./models/check-params.ts";
import { isModel, type Model, ModelError } from "./models/model.ts";
import { type ModelJson, modelFrom } from "./models/model-from.ts";
import { random } from "./random.ts";

/** A model with its parameters. */
export interface TrainedModel {
  readonly model: Model;
  readonly params: unknown;
  /** How rows of a file become examples; undefined for data of other kinds. */
  readonly preparation?: Preparation | undefined;
  /** Whatever else is worth keeping: metrics, an alphabet. JSON. */
  readonly extra?: JsonRecord | undefined;
}

/** What the metadata call a file of this kind. */
const format = "glissade-model";

/** @throws ModelError with code `file` */
const refuse = (problem: string): never => {
  throw new ModelError("file", `not a saved model: ${problem}`);
};

const readTrained = readerOf<TrainedModel>("encodeModel", {
  model: required(
    kind(
      'a model such as modelFrom("linear", { features: 1 })',
      (value) => isModel(value) || typeof value === "function",
    ),
  ),
  params: required(anything),
  preparation: kind("the preparation of `prepare`", (value) => value instanceof Preparation),
  extra: record,
});
const checkBytes = argumentOf<Uint8Array>("decodeModel", "bytes", bytesKind);

/**
 * A trained model as bytes of a safetensors file: `params/PATH`. Equal models give equal bytes.
 *
 * @throws ModelError for a model that `modelFrom` cannot make again (a plain function cannot be saved), and for parameters of another model.
 * @example
 * const model = modelFrom("linear", { features: 1 });
 * const bytes = encodeModel({ model, params: model.init(random(0)) });
 * decodeModel(bytes).model.name // "linear"
 */
export function encodeModel(trained: TrainedModel): Uint8Array {
  const { model, params, preparation, extra } = readTrained(trained);
  const spec = model.toJSON?.();
  if (spec === undefined)
    throw new ModelError(
      "file",
      `${model.name} is a function and cannot be saved with its parameters; save(descent, path) keeps the parameters alone`,
    );
  checkParams(model, params);
  const tensors = new Map<string, StoredTensor>();
  mapTree(params, (value, path) => {
    const { values, shape } = leafOf(value)!;
    return tensors.set(`params/${path}`, storedTensor(values as Float32Array, shape));
  });
  const texts = { format, version: "1", model: spec, preparation, extra };
  const metadata = new Map(
    Object.entries(texts).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === "string" ? value : JSON.stringify(value)] as const],
    ),
  );
  return writeSafetensors({ tensors, metadata });
}

/** A text of the metadata, which is JSON. */
function json(metadata: ReadonlyMap<string, string>, name: string): unknown {
  try {
    return JSON.parse(metadata.get(name) ?? "");
  } catch {
    return refuse(`its metadata have no "${name}" that is JSON`);
  }
}

/** What the file says is not an option of the caller: its errors are those of the file. */
function readable<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if ([OptionError, DataError, ModelError].some((kind) => cause instanceof kind))
      return refuse((cause as Error).message);
    throw cause;
  }
}

/**
 * Reads what `encodeModel` wrote.
 *
 * @throws ModelError with code `file` for a file that is no such model, or whose parameters are not those of the model; CheckpointError for
 *   one that is no safetensors file.
 */
export function decodeModel(bytes: Uint8Array): TrainedModel {
  const { tensors, metadata } = readSafetensors(checkBytes(bytes));
  if (metadata.get("format") !== format)
    refuse("it has no model in its metadata; glissade train --save writes one");
  if (metadata.get("version") !== "1")
    refuse(`it has version ${metadata.get("version")}; this release reads version 1`);
  const spec = json(metadata, "model") as ModelJson;
  const model = readable(() => modelFrom(spec));
  const found = new Set(tensors.keys());
  // The initial values only say which parameters there are.
  const params = mapTree(model.init(random(0)), (value, path) => {
    const { shape } = leafOf(value)!;
    const stored = tensors.get(`params/${path}`);
    if (!stored) return refuse(`it lacks the parameter "${path}" of ${model.name}`);
    if (stored.dtype !== "F32" || stored.shape.join() !== shape.join())
      refuse(
        `its parameter "${path}" is ${stored.dtype} [${stored.shape}]; that of ${model.name} is F32 [${shape}]`,
      );
    found.delete(`params/${path}`);
    const values = valuesOf(stored) as Float32Array;
    return ArrayBuffer.isView(value) ? values : { data: values, shape };
  });
  const [surplus] = found;
  if (surplus !== undefined) refuse(`it has "${surplus}", which ${model.name} has not`);
  const prepared = metadata.has("preparation") ? json(metadata, "preparation") : undefined;
  const preparation = prepared === undefined ? undefined : readable(() => preparationFrom(prepared));
  const extra = metadata.has("extra") ? (json(metadata, "extra") as JsonRecord) : undefined;
  return { model, params, preparation, extra };
}
