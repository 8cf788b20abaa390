/**
 * Wrong input on the command line, as opposed to a failure of the program: shown as one line, exit code 2.
 */
import { meant } from "../options/nearest.ts";

/** Unusable input from the user; the message says what was given, what was expected, and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** `unknown WHAT "given"`, with the nearest of the candidates and all of them. */
export function unknown(what: string, given: string, candidates: readonly string[]): UsageError {
  const [likely] = meant(given, candidates);
  const hint = likely ? ` (did you mean "${likely}"?)` : "";
  const known = candidates.length > 0 ? `there are: ${candidates.join(", ")}` : "there are none";
  return new UsageError(`unknown ${what} "${given}"${hint}; ${known}`);
}
