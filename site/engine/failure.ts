/** An error as the page is told of it. */
import { RuleSyntaxError } from "glissade/language";
import type { ProblemSetup } from "./experiment.ts";
import type { Failure, Told } from "./protocol.ts";
import { RuleTextError } from "./rule-text-error.ts";

/**
 * The failure to tell.
 *
 * @param text - what was read, if its places are to be marked.
 */
export function failureOf(error: unknown, where: Failure["where"], text = ""): Told<Failure> {
  const message = error instanceof Error ? error.message : String(error);
  const failed = { type: "failed", where, message, place: null, fixes: [] } as const;
  if (error instanceof RuleTextError) return { ...failed, place: error.place, fixes: error.fixes };
  if (!(error instanceof RuleSyntaxError)) return failed;
  const { line, column } = error;
  const rest = (text.split("\n")[line - 1] ?? "").slice(column - 1);
  const length = /^(\w+|[<>=!]=|&&|\|\||.)/.exec(rest)?.[0].length ?? 1;
  // The first line says what is wrong; the others show the place, which the editor marks.
  const said = (message.split("\n")[0] as string).replace(/^expression(, line \d+)?: /, "");
  return { ...failed, message: said, place: { line, column, length } };
}

/** The failure of a problem that cannot be prepared; places are of the function that was typed. */
export const problemFailureOf = (error: unknown, setup: ProblemSetup): Told<Failure> =>
  failureOf(error, "problem", setup.kind === "function" ? setup.text : "");
