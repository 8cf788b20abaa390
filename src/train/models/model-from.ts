/**
 * Models by name: `mlp:64,64` and the shape of the data make a model, and JSON brings it back. It knows no data set and no optimizer.
 */
import { oneOf, whole } from "../../options/kinds.ts";
import { nearest } from "../../options/nearest.ts";
import { readerOf } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import type { Task } from "../data/target.ts";
import { charTransformer, cpuSizes } from "./char-transformer.ts";
import { binary, classes, type Head, regression } from "./heads.ts";
import { lenet } from "./lenet.ts";
import { mlp } from "./mlp.ts";
import { type Model, ModelError } from "./model.ts";

/** What a model must know of its data. Each model needs some of it, and says what is missing. */
export interface ModelOptions {
  /** Number of features of an example: `linear`, `logistic`, `softmax`, `mlp`. */
  readonly features?: number;
  /** What `mlp` predicts: numbers, one of two classes, one of several. */
  readonly task?: Task;
  /** Number of classes: `softmax`, `lenet`, `mlp` for classes. */
  readonly classes?: number;
  /** Number of values to predict, for `linear` and `mlp` for regression. Default 1. */
  readonly targets?: number;
  /** Number of different characters: `char-transformer`. */
  readonly vocabulary?: number;
}

/** A model as JSON. */
export interface ModelJson extends ModelOptions {
  readonly spec: string;
}

const read = readerOf<ModelJson>("modelFrom", {
  spec: { expected: () => undefined },
  features: whole(1),
  task: oneOf("regression", "binary", "classes"),
  classes: whole(2),
  targets: whole(1),
  vocabulary: whole(2),
});

/** A kind of model: what is made of the numbers after the colon, and of the options. */
interface Kind {
  readonly form: string;
  /** Whether so many numbers may follow the colon; none may where this is left out. */
  readonly takes?: (count: number) => boolean;
  make(name: string, numbers: readonly number[], options: ModelOptions): unknown;
}

const kinds: Readonly<Record<string, Kind>> = {
  linear: {
    form: "linear",
    make: (name, _, options) => mlp(name, needed(name, options, "features"), [], regression(options.targets)),
  },
  logistic: {
    form: "logistic",
    make: (name, _, options) => mlp(name, needed(name, options, "features"), [], binary()),
  },
  softmax: {
    form: "softmax",
    make: (name, _, options) =>
      mlp(name, needed(name, options, "features"), [], classes(needed(name, options, "classes"))),
  },
  mlp: {
    form: "mlp:64,64, the widths of the hidden layers",
    takes: (count) => count > 0,
    make: (name, hidden, options) =>
      mlp(name, needed(name, options, "features"), hidden, headOf(name, options)),
  },
  lenet: { form: "lenet", make: (_, __, options) => lenet(options.classes) },
  "char-transformer": {
    form: "char-transformer or char-transformer:4,4,128,64: layers, heads, width, context",
    takes: (count) => count === 0 || count === 4,
    make: (name, numbers, options) => {
      const [layers, heads, width, context] = numbers as [number, number, number, number];
      const sizes = numbers.length ? { layers, heads, width, context } : cpuSizes;
      return charTransformer(needed(name, options, "vocabulary"), sizes, name);
    },
  },
};

/** Names of all models, as a specification begins. */
export const modelNames: readonly string[] = Object.keys(kinds);

/**
 * A model by its specification: `linear`, `logistic`, `softmax`, `mlp:64,64`, `lenet`, `char-transformer`.
 *
 * @param model - the specification, or what `JSON.stringify(model)` wrote.
 * @param options - what the model must know of its data.
 * @throws ModelError for a model that does not exist or lacks an option; OptionError for a wrong option.
 * @example
 * const model = modelFrom("mlp:64,64", { features: 8, task: "regression" });
 * const again = modelFrom(JSON.parse(JSON.stringify(model)));
 * again.name // "mlp:64,64"
 */
export function modelFrom(model: string | ModelJson, options: ModelOptions = {}): Model {
  const { spec, ...given } = read(typeof model === "string" ? { ...options, spec: model } : model);
  const [, name, list] = /^([a-z-]+)(?::(.*))?$/.exec(String(spec)) ?? [];
  const kind = Object.hasOwn(kinds, name ?? "") ? kinds[name!]! : undefined;
  if (!kind) {
    const [meant] = nearest(String(name ?? spec), modelNames);
    throw new ModelError(
      "spec",
      `there is no model ${shown(spec)}; there are ${modelNames.join(", ")}${meant ? `; did you mean ${meant}?` : ""}`,
    );
  }
  const numbers =
    list === undefined ? [] : list.split(",").map((part) => (/^\d+$/.test(part) ? Number(part) : 0));
  const { form, takes = (count) => count === 0, make } = kind;
  const isRight = numbers.every((number) => number > 0) && takes(numbers.length);
  if (!isRight) throw new ModelError("spec", `the model ${shown(spec)} must be written ${form}`);
  return { ...(make(spec, numbers, given) as Model), toJSON: () => ({ spec, ...given }) };
}

function headOf(name: string, options: ModelOptions): Head {
  if (options.task === "regression") return regression(options.targets);
  if (options.task === "binary") return binary();
  if (options.task === "classes") return classes(needed(name, options, "classes"));
  throw new ModelError(
    "spec",
    `${name} needs task: "regression" for numbers, "binary" for one of two classes, "classes" for one of several`,
  );
}

function needed(name: string, options: ModelOptions, option: "features" | "classes" | "vocabulary"): number {
  const value = options[option];
  if (value === undefined) throw new ModelError("spec", `${name} needs ${option}, a whole number`);
  return value;
}
