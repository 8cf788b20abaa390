/** Takes a preparation back from its JSON form, every part checked: the form may come out of any file. */
import { finite, flag, kind, list, oneOf, positive, record, text, whole } from "../../options/kinds.ts";
import { OptionError, readerOf, required } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import { DataError } from "./data-error.ts";
import type { CategoryEncoder, Encoder, MonthEncoder, ScaledEncoder } from "./encoders.ts";
import type { Reading } from "./frame.ts";
import { type Learned, Preparation, VERSION } from "./preparation.ts";
import type { Target } from "./target.ts";

const texts = kind(
  "a list of texts",
  (value) => Array.isArray(value) && value.every((one) => typeof one === "string"),
);
const different = kind(
  "a list of different texts",
  (value) =>
    texts.expected(value, "") === undefined && new Set(value as string[]).size === (value as string[]).length,
);
const name = "preparationFrom";
const readForm = readerOf<Learned & { version: number }>(name, {
  version: required(kind(`${VERSION}`, (value) => value === VERSION)),
  task: required(oneOf("regression", "binary", "classes")),
  target: required(record),
  encoders: required(list),
  impute: required(flag),
  reading: required(record),
});
const readTarget = readerOf<Target>(`${name}: target`, {
  name: required(text),
  center: required(finite),
  deviation: required(positive),
  classes: required(different),
});
const readReading = readerOf<Reading>(`${name}: reading`, {
  missing: texts,
  categories: texts,
  dayFirst: flag,
});
const kinds = { kind: required(oneOf("number", "days", "month", "category")), name: required(text) };
const readScaled = readerOf<ScaledEncoder<"number"> | ScaledEncoder<"days">>(`${name}: encoders`, {
  ...kinds,
  center: required(finite),
  deviation: required(positive),
  fill: required(finite),
});
const readMonth = readerOf<MonthEncoder>(`${name}: encoders`, { ...kinds, fill: required(whole(0)) });
const readCategory = readerOf<CategoryEncoder>(`${name}: encoders`, {
  ...kinds,
  levels: required(different),
  hasOther: required(flag),
  fill: required(whole(0)),
});

/**
 * The preparation of a JSON value that `toJSON` made.
 * @throws DataError (`format`) for anything else; the message names the part.
 */
export function preparationFrom(value: unknown): Preparation {
  try {
    const { version, ...form } = readForm(value as Learned & { version: number });
    const target = readTarget(form.target);
    const classes = target.classes.length;
    if (form.task === "regression" ? classes > 0 : form.task === "binary" ? classes !== 2 : classes < 2)
      throw new OptionError(`${name}: a preparation for ${form.task} cannot have ${classes} classes`);
    const encoders = form.encoders.map(readEncoder);
    if (encoders.length === 0 || new Set(encoders.map((encoder) => encoder.name)).size < encoders.length)
      throw new OptionError(`${name}: encoders must be of different columns, one at least`);
    return new Preparation({ ...form, target, encoders, reading: readReading(form.reading) });
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    throw new DataError("format", error.message, { cause: error });
  }
}

function readEncoder(value: Encoder): Encoder {
  if (typeof value !== "object" || value === null)
    throw new OptionError(`${name}: an encoder must be an object; got ${shown(value)}`);
  if (value.kind === "number" || value.kind === "days") return readScaled(value) as Encoder;
  const encoder = value.kind === "month" ? readMonth(value) : readCategory(value);
  const most = encoder.kind === "month" ? 12 : encoder.levels.length;
  if (encoder.fill >= most) throw new OptionError(`${name}: fill must be below ${most}; got ${encoder.fill}`);
  return encoder;
}
