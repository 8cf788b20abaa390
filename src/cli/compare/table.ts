/** The result of a comparison for a terminal: a table a problem, the best rows in green, diverged ones in red, then what the pairs show. */
import { Help } from "commander";
import { equalGroups, type ProblemResult, type Result, type Row } from "../../compare/index.ts";
import {
  ends,
  equalText,
  hyperText,
  pText,
  short,
  spread,
  targetText,
  testText,
  verdict,
} from "../../compare/report/format.ts";
import { tableOf } from "../table.ts";
import { colorsFor, printable, type Sink } from "../terminal.ts";

/** All of it as text. */
export function renderResult(result: Result, sink: Sink): string {
  const colors = colorsFor(sink);
  const parts = result.problems.flatMap((problem) => [
    colors.bold(printable(problem.name)),
    tableOf(
      headsOf(problem),
      problem.rows.map((row) => [...cellsOf(row), ...stepCells(row, problem)]),
      sink,
      problem.rows.map(colorOf),
    ),
    ...pairLines(problem),
    ...againLines(problem, result.settings.tuningSeeds),
    "",
  ]);
  if (result.problems.length > 1) {
    const rows = [...result.ranks]
      .sort((a, b) => a.rank.mean - b.rank.mean)
      .map(({ optimizer, rank }) => {
        const { steps, seconds } = result.profiles.find((profile) => profile.optimizer === optimizer)!;
        return [optimizer, ends(rank), steps.score.toFixed(3), seconds.score.toFixed(3)];
      });
    parts.push(
      colors.bold("all data sets"),
      tableOf(["optimizer", "mean rank", "score by steps", "score by seconds"], rows, sink),
      "",
    );
  }
  return `${[...parts, ...result.notes.map((note) => colors.dim(wrapped(printable(note), sink)))].join("\n")}\n`;
}

/** A sentence in lines of whole words, as many as the terminal needs. */
const wrapped = (text: string, { isTTY, columns }: Sink): string =>
  isTTY && columns ? new Help().boxWrap(text, columns) : text;

const headsOf = ({ metric, steps }: ProblemResult): string[] => [
  "optimizer",
  "chosen",
  `test ${metric.name}`,
  "validation",
  "rank",
  "to the target",
  ...(steps === undefined ? [] : ["seconds, a step"]),
];

/** What a training took, and a step of it, where its length is in steps. */
const stepCells = ({ seconds }: Row, { epochs, steps }: ProblemResult): string[] =>
  steps === undefined ? [] : [`${short(seconds, 3)}, ${short(seconds / (epochs * steps), 2)}`];

const cellsOf = (row: Row): string[] => [
  row.optimizer,
  hyperText(row.hyper),
  testText(row),
  spread(row.validation),
  ends(row.rank),
  reachedText(row),
];

/** What the target took: `203 steps, 0.077 s`, or in how many seeds it was reached. */
const reachedText = (row: Row): string =>
  [
    targetText(row, "steps"),
    ...(Number.isFinite(row.target.seconds) ? [`steps, ${targetText(row, "seconds")} s`] : []),
  ].join(" ");

const colorOf = (row: Row): "red" | "green" | undefined =>
  row.diverged > 0 ? "red" : row.best ? "green" : undefined;

/** Pairs that show a difference, and groups of those that do not. */
function pairLines({ rows, pairs }: ProblemResult): string[] {
  return [
    ...pairs
      .filter(({ better }) => better !== undefined)
      .map((pair) => `${pair.one} and ${pair.other}: ${verdict(pair)} (p ${pText(pair.corrected)})`),
    ...equalGroups(rows, pairs).map((group) => equalText(group)),
  ];
}

/** How the best row is trained alone. */
function againLines({ rows, metric }: ProblemResult, seed: number): string[] {
  const best = rows.find((row) => row.best);
  if (!best?.command) return [];
  return [
    "",
    `${best.optimizer} alone with seed ${seed}, the first of the results: test ${metric.name} ${short(best.tests[0]!, 6)}`,
    `  ${printable(best.command)}`,
  ];
}
