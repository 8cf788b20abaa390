/** Fits of groups for the terminal and as JSON: a line each, with what became of those that could not be fitted. */
import type { CurveFit, GroupFit } from "../../curves/index.ts";
import { tableOf } from "../table.ts";
import { colorsFor, printable, type Sink } from "../terminal.ts";
import { jsonOf } from "./json.ts";
import { significant } from "./numbers.ts";
import { inWords } from "./words.ts";

/** The fit of a group, or why there is none. */
export type Group = GroupFit<CurveFit>;

/** Why a group has no fit, in words of the command. */
export const problemOf = ({ message }: Error): string => inWords(message);

/** A parameter with its standard error, or what it is instead. */
export function cellOf(fit: CurveFit, name: string, digits: readonly [value: number, error: number]): string {
  const { value, standardError, state } = fit.parameters[name]!;
  const text = significant(value, digits[0]);
  if (standardError !== null) return `${text} ± ${significant(standardError, digits[1])}`;
  return state === "free" ? text : `${text} (${state})`;
}

/** A table with a line for each group, then what is to be known of some. */
export function groupsText(by: string, groups: readonly Group[], about: string, sink: Sink): string {
  const colors = colorsFor(sink);
  const first = groups.find(({ fit }) => fit)?.fit;
  const names = first?.names ?? [];
  const rows = groups.map(({ key, fit }) =>
    fit
      ? [
          printable(String(key)),
          String(fit.fitted.length),
          ...names.map((name) => cellOf(fit, name, [5, 2])),
          fit.residualStandardDeviation === null ? "" : significant(fit.residualStandardDeviation, 4),
          fit.converged ? "yes" : "no",
        ]
      : [printable(String(key)), "", ...names.map(() => ""), "", "not fitted"],
  );
  const shades = groups.map(({ fit }) => (fit?.converged ? undefined : ("red" as const)));
  const heads = [by, "rows", ...names, "std. error of residuals", "converged"].map(printable);
  const notes = groups.flatMap(({ key, fit, error }) => [
    ...(error ? [`${key}: ${problemOf(error)}`] : []),
    ...(fit?.cautions ?? []).map((caution) => `${key}: caution: ${caution}`),
  ]);
  const fitted = groups.filter(({ fit }) => fit).length;
  const converged = groups.filter(({ fit }) => fit?.converged).length;
  return [
    `${colors.bold(printable(first?.formula.trim() ?? "no group could be fitted"))}   ${printable(about)}`,
    ...(first ? [tableOf(heads, rows, sink, shades)] : []),
    `${groups.length} groups: ${fitted} fitted, ${converged} of them converged`,
    ...notes.map((note) => colors.yellow(printable(note))),
  ].join("\n");
}

/** The fits as JSON. */
export const groupsJson = (by: string, groups: readonly Group[]) => ({
  by,
  groups: groups.map(({ key, fit, error }) =>
    fit ? { group: key, ...jsonOf(fit) } : { group: key, error: problemOf(error) },
  ),
});
