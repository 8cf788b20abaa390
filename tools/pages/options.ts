/**
 * The options of an optimizer as its page lists them: meaning, interval and values by form. Values come from the optimizer;
 * defaults in a comment are used only for options that its rules do not have.
 */
import type { Hyper } from "../../src/rule/hyper.ts";
import type { Forms } from "./forms.ts";
import type { OptionDoc } from "./source.ts";

/** Defaults that a comment states, by `like`, with `default` for the form without; as written. */
export type Stated = ReadonlyMap<string, string>;

const value = /[^\s;,]*[^\s;,.]/.source;
const like = "(?:torch|optax|keras|textbook|paper|timm|dion)";
const other = `(?:${like} ${value}|${value} in ${like})`;
const clause = new RegExp(`[;,] default (${value})((?:,? ${other})*)(?=[;.]|$)`);

/** What a comment says of defaults: `Step size; default 0.001, keras 0.01.` */
export function statedIn(doc: string): Stated {
  const [, first, others = ""] = clause.exec(doc) ?? [];
  const stated = new Map<string, string>();
  if (first) stated.set("default", first);
  for (const [text] of others.matchAll(new RegExp(other, "g"))) {
    const name = new RegExp(`\\b${like}\\b`).exec(text)![0];
    stated.set(name, text.replace(` in ${name}`, "").replace(`${name} `, ""));
  }
  return stated;
}

/** What a comment says beside defaults. */
export const meaningOf = (doc: string): string => (statedIn(doc).size ? doc.replace(clause, "") : doc);

/** A number as short as it can be written. */
export function shortest(value: Hyper): string {
  if (typeof value !== "number") return "schedule";
  const exponential = value.toExponential().replace("+", "");
  const isSmall = value !== 0 && Math.abs(value) < 1e-3;
  return isSmall ? exponential : String(value);
}

/** One row of the table of options. */
export interface OptionRow {
  readonly name: string;
  readonly meaning: string;
  /** The interval, or the values that it may have. */
  readonly values: string;
  /** Defaults, by `like`; a form that does not have it is missing. */
  readonly defaults: ReadonlyMap<string, string>;
}

function valuesOf({ words, isBoolean, takesNumber }: OptionDoc): string {
  const quoted = words.map((text) => `\`"${text}"\``);
  if (isBoolean) return "`true`, `false`";
  if (words.length) return [...(takesNumber ? ["a number"] : []), ...quoted].join(", ");
  return takesNumber ? "a number" : "a pattern";
}

/** The rows of all options but `like`. */
export function rowsOf(
  options: readonly OptionDoc[],
  { byLike, variants, defaults: found, declared, lacks }: Forms,
): OptionRow[] {
  return options
    .filter(({ name }) => name !== "like")
    .map((option) => {
      const { name, doc, isRequired } = option;
      const stated = statedIn(doc);
      const known = [...byLike.values(), ...variants].find(({ hyper }) => hyper.has(name));
      const interval = declared[name]?.interval?.(name) ?? known?.hyper.get(name)?.bounds.text;
      const defaults = new Map<string, string>();
      for (const [like, { hyper }] of byLike) {
        if (lacks(like, option)) continue;
        const made = hyper.get(name);
        const value = known
          ? made && shortest(made.value)
          : (found.get(like)?.get(name) ?? stated.get(like) ?? stated.get("default"));
        if (isRequired) defaults.set(like, "required");
        else if (value !== undefined) defaults.set(like, value);
      }
      return {
        name,
        meaning: meaningOf(doc),
        values: interval === undefined ? valuesOf(option) : `\`${interval}\``,
        defaults,
      };
    });
}

/** A number, a word or whether: a comment may state something else, such as another option. */
const isValue = /^(-?[\d.]+(e-?\d+)?|true|false|`?"\w+"`?)$/;

const isAlike = (made: string, said: string): boolean =>
  made === "schedule" ||
  made.replaceAll("`", "") === said.replaceAll("`", "") ||
  Number(made) === Number(said);

/** Where a comment states another default than the optimizer has; a form that it speaks of may have one of its own. */
export function contradictions(
  options: readonly OptionDoc[],
  { byLike, defaults }: Pick<Forms, "byLike" | "defaults">,
): string[] {
  return options.flatMap(({ name, doc }) => {
    const stated = statedIn(doc);
    return [...byLike].flatMap(([like, { hyper }]) => {
      const value = hyper.get(name)?.value;
      const made = value === undefined ? defaults.get(like)?.get(name) : shortest(value);
      const said = stated.get(like) ?? (doc.includes(like) ? undefined : stated.get("default"));
      if (made === undefined || said === undefined || !isValue.test(said) || isAlike(made, said)) return [];
      return [`${name} of the ${like} form is ${made}; its comment says ${said}`];
    });
  });
}
