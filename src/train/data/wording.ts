/** How messages about data write counts, names and options, so that all of them do it alike. */
import { DataError } from "./data-error.ts";

/** Makes an error from a reason, and writes an option with its value. */
export interface Wording {
  readonly refuse: (reason: string) => DataError;
  readonly option: (name: string, value: string) => string;
}

/** The wording for data of a name, with what stands before the name of an option. */
export const wordingOf = (name: string, optionPrefix = ""): Wording => ({
  refuse: (reason) => new DataError("format", oneLine(`${name}: ${reason}`)),
  option: (which, value) => `${optionPrefix}${spelt(which, optionPrefix)} ${quoted(value)}`,
});

/** The name of an option: `dayFirst`, on the command line `day-first`. */
const spelt = (which: string, prefix: string): string =>
  prefix === "" ? which : which.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** A value as a shell takes it. */
function quoted(value: string): string {
  if (/^[\w.-]+$/.test(value)) return value;
  return /[$"`\\!]/.test(value) ? `'${value}'` : `"${value}"`;
}

const LONGEST = 2000;

/** A sentence that quotes a file, fit for a terminal: on one line, control characters spelt out, and not as long as a cell may be. */
export function oneLine(sentence: string): string {
  const line = sentence
    .replace(/\s+/g, " ")
    .replace(/\p{Cc}/gu, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}

/** A count with its noun. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;

/** The first of some names. */
export function listed(names: readonly string[], most = 40): string {
  const more = names.length > most ? `, and ${names.length - most} more` : "";
  return names.slice(0, most).join(", ") + more;
}
