/**
 * The lines `hyper name = value, ...` and `state name = value, ...` of a typed rule. They are taken out of the text, whose other lines
 * stay where they are, so that places in what is left are places in the typed text.
 */
import { expression, RuleSyntaxError } from "glissade/language";
import { RuleTextError } from "./rule-text-error.ts";

/** One name with its value, and where both stand. Line and columns count from 1. */
export interface Declaration {
  readonly kind: "hyper" | "state";
  readonly name: string;
  readonly value: string;
  readonly line: number;
  readonly column: number;
  readonly valueColumn: number;
}

const opening = /^(\s*)(hyper|state)(?![\w])(?!\s*=)/;
const item = /^(\s*)([A-Za-z_]\w*)(\s*=\s*)(\S.*?)\s*$/;

/** A line without its comment. */
export const withoutComment = (line: string): string => line.replace(/#.*/, "");

/** Takes the declarations out. @throws RuleTextError for one that is not written as such. */
export function takeDeclarations(text: string): { declarations: Declaration[]; equations: string[] } {
  const declarations: Declaration[] = [];
  const equations = text.split("\n").map((source, index) => {
    const line = withoutComment(source);
    const [all, , kind] = opening.exec(line) ?? [];
    if (all === undefined) return source;
    for (const [start, part] of partsOf(line, all.length)) {
      const found = item.exec(part);
      const blank = part.length - part.trimStart().length;
      if (!found) throw malformed(kind as "hyper", part.trim(), index + 1, start + blank + 1);
      const [, space, name, equals, value] = found as unknown as [string, string, string, string, string];
      const column = start + space.length + 1;
      const valueColumn = column + name.length + equals.length;
      const declared = { kind: kind as "hyper", name, value, line: index + 1, column, valueColumn };
      if (declarations.some((other) => other.name === name))
        throw new RuleTextError(`"${name}" is declared twice`, placeOf(declared));
      declarations.push(declared);
    }
    return "";
  });
  return { declarations, equations };
}

/** Where the name of a declaration stands. */
export const placeOf = ({ line, column, name }: Declaration) => ({ line, column, length: name.length });

/** What stands between commas that no parenthesis holds, each with its start. */
function* partsOf(line: string, from: number): Generator<[start: number, part: string]> {
  let [start, depth] = [from, 0];
  for (let at = from; at <= line.length; at++) {
    const sign = line[at];
    if (sign === "(") depth++;
    if (sign === ")") depth--;
    if (at < line.length && (sign !== "," || depth > 0)) continue;
    yield [start, line.slice(start, at)];
    start = at + 1;
  }
}

function malformed(kind: "hyper" | "state", found: string, line: number, column: number): RuleTextError {
  const example = kind === "hyper" ? "hyper b1 = 0.9, b2 = 0.999" : "state m = 0, v = 0";
  const place = { line, column, length: Math.max(found.length, 1) };
  const value = kind === "hyper" ? "0.5" : "0";
  const isName = /^[A-Za-z_]\w*$/.test(found);
  const shown = found ? `"${found}"` : "nothing";
  return new RuleTextError(
    `expected names with their values, as in "${example}"; found ${shown}`,
    place,
    isName
      ? [
          {
            label: `${found} = ${value}`,
            line,
            column: column + found.length,
            remove: 0,
            insert: ` = ${value}`,
          },
        ]
      : [],
  );
}

/** The number that a hyperparameter is declared to be: a number, or an expression of numbers such as `1/3`. */
export function numberOf(declared: Declaration): number {
  const { value, line, valueColumn } = declared;
  try {
    return expression(value, { names: [] }).evaluate({}) as number;
  } catch (error) {
    if (!(error instanceof RuleSyntaxError)) throw error;
    const reason = "a hyperparameter is a number, or an expression of numbers such as 1/3";
    throw new RuleTextError(`${reason}; found "${value}"`, {
      line,
      column: valueColumn,
      length: value.length,
    });
  }
}
