/** Options of an optimizer as the configuration that tfjs saves with a model, and back. */
import { OptionError } from "../../index.ts";
import { isPlain } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";

/** What is saved. One text, since tfjs rewrites the names and texts of configurations that it loads. */
export interface Config {
  /** Options in JSON, with `_` escaped: from texts that have it tfjs makes camelCase. */
  readonly options: string;
}

/** The place of what JSON would not give back as it was, and what is there. */
function unsavable(value: unknown, place: string): [place: string, value: unknown] | undefined {
  if (typeof value === "string" || typeof value === "boolean") return undefined;
  if (typeof value === "number" && Number.isFinite(value)) return undefined;
  if (!Array.isArray(value) && !isPlain(value)) return [place, value];
  for (const [key, inner] of Object.entries(value)) {
    const found = inner === undefined ? undefined : unsavable(inner, place ? `${place}.${key}` : key);
    if (found) return found;
  }
  return undefined;
}

/** @throws OptionError for options that cannot be saved, such as schedules. */
export function configOf(name: string, options: unknown): Config {
  const [place, value] = (options === undefined ? undefined : unsavable(options, "")) ?? [];
  if (place !== undefined) {
    throw new OptionError(
      `${name}: ${place || "the options"} must be what a saved model can hold: finite numbers, texts, true or false, and lists and objects of them; got ${shown(value)}. Schedules and patterns that are functions belong into the function that makes the optimizer: optimizerClass(tf, "${name}", (options) => ...)`,
    );
  }
  return { options: (JSON.stringify(options) ?? "").replaceAll("_", "\\u005f") };
}

/** The options of a configuration. */
export const optionsOf = ({ options }: Config): unknown =>
  options === "" ? undefined : (JSON.parse(options) as unknown);
