/**
 * The catalogue of optimizers, wrappers and schedules, which `npm run docs` prints from the library's sources. The page loads it after the first
 * race.
 */
import printed from "./catalogue.json";
import type { Catalogue, CatalogueEntry, CatalogueOption, OptionValue } from "./catalogue-types.ts";

/** All that can be chosen. */
export const catalogue = printed as unknown as Catalogue;

/** What has this name; undefined for none. */
export const entryOf = (kind: keyof Catalogue, name: string): CatalogueEntry | undefined =>
  catalogue[kind].find((entry) => entry.name === name);

/** The options of a form; without a form, those of the default one. */
export const optionsOf = ({ options }: CatalogueEntry, like = "default"): readonly CatalogueOption[] =>
  options.filter(({ only }) => !only || only.includes(like));

/** What an option of a form is where it is not set; null for nothing: no weight decay, no momentum. */
export function defaultOf(option: CatalogueOption, like = "default"): OptionValue | null {
  const { suggested, defaults = {}, default: usual = null } = option;
  if (suggested !== undefined) return suggested;
  return Object.hasOwn(defaults, like) ? (defaults[like] ?? null) : usual;
}

/** The interval of a number as people write it: `[0, 1)`. */
export function intervalOf({ min, max, open = [], whole }: CatalogueOption): string {
  const low = min === undefined ? "(-∞" : `${open.includes("min") ? "(" : "["}${min}`;
  const high = max === undefined ? "∞)" : `${max}${open.includes("max") ? ")" : "]"}`;
  return `${whole ? "whole numbers in " : ""}${low}, ${high}`;
}

/** Why an option cannot be this; null if it can. */
export function problemOf(option: CatalogueOption, value: OptionValue): string | null {
  const { name, kind, words = [], min = -Infinity, max = Infinity, open = [], whole } = option;
  if (typeof value === "string" && words.includes(value)) return null;
  const choices = words.map((word) => `"${word}"`).join(", ");
  if (kind === "boolean") return typeof value === "boolean" ? null : `${name} must be true or false`;
  if (kind === "word") return `${name} must be one of ${choices}`;
  const isInside =
    typeof value === "number" &&
    (open.includes("min") ? value > min : value >= min) &&
    (open.includes("max") ? value < max : value <= max) &&
    (!whole || Number.isInteger(value));
  const or = words.length > 0 ? `, or ${choices}` : "";
  return isInside ? null : `${name} must be in ${intervalOf(option)}${or}; got ${value}`;
}
