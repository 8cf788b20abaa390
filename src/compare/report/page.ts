/** The report of a comparison: one self-contained HTML page, no scripts, no network. charts.ts draws its figures. */
import { equalGroups } from "../groups.ts";
import { lengthText } from "../problem.ts";
import { TAU } from "../ranking.ts";
import type { ProblemResult, Result } from "../result.ts";
import type { Settings } from "../settings.ts";
import { drawCurves, drawProfiles, drawRanks, drawSearch, drawTests, searchedOf } from "./charts.ts";
import { documentOf, escapeHtml, lineKey } from "./document.ts";
import { type Styles, stylesOf } from "./figure.ts";
import {
  differenceText,
  ends,
  equalText,
  hyperText,
  metricText,
  pText,
  short,
  spread,
  targetText,
  testText,
  verdict,
} from "./format.ts";
import { style } from "./style.ts";

/** The page. */
export function renderReport(result: Result): string {
  const { problems, settings, notes, command, version } = result;
  const styles = stylesOf(settings.entrants.map(({ name }) => name));
  const names = problems.map(({ name }) => name).join(", ");
  const title = `Optimizers compared on ${names}`;
  const legend = [...styles.keys()]
    .map((name) => `<li>${key(styles, name)}${escapeHtml(name)}</li>`)
    .join("");
  const content = `<ul class="legend">${legend}</ul>
${problems.length > 1 ? overall(result, styles) : ""}
${problems.map((problem) => section(problem, settings, styles, problems.length > 1)).join("\n")}
<h2>How it was done</h2>
<ul class="notes">${notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("")}</ul>
<h2>Command</h2>
<pre><code>${escapeHtml(command)}</code></pre>
<p>glissade ${escapeHtml(version)}</p>`;
  return documentOf(title, style, content);
}

/** What all problems together say. */
function overall(result: Result, styles: Styles): string {
  const sorted = [...result.ranks].sort((a, b) => a.rank.mean - b.rank.mean);
  const rows = sorted.map(({ optimizer, rank }) => {
    const profile = result.profiles.find((one) => one.optimizer === optimizer)!;
    return [
      named(styles, optimizer),
      ends(rank),
      profile.steps.score.toFixed(3),
      profile.seconds.score.toFixed(3),
    ];
  });
  return `<h2>All data sets</h2>
${table(["optimizer", "mean rank", "score by steps", "score by seconds"], rows)}
${figure(drawRanks(result, styles), "Ranks of the test metric in every seed of every data set, averaged, with bootstrap intervals over seeds.")}
${figure(drawProfiles(result, "seconds", styles), `Performance profile: the share of data sets whose target an optimizer reaches within tau times the seconds that the fastest one needs. The score is its integral up to tau = ${TAU}, divided by ${TAU - 1}.`)}`;
}

/** One problem. */
function section(problem: ProblemResult, settings: Settings, styles: Styles, titled: boolean): string {
  const { name, metric, rows, pairs, why, target } = problem;
  const results = rows.map((row) => [
    named(styles, row.optimizer, row.best && rows.length > 1),
    escapeHtml(hyperText(row.hyper)),
    escapeHtml(testText(row)),
    escapeHtml(spread(row.validation)),
    ends(row.rank),
    targetText(row, "steps"),
    targetText(row, "seconds"),
    short(row.seconds, 3),
  ]);
  const comparisons = pairs.map((pair) => [
    `${escapeHtml(pair.one)} – ${escapeHtml(pair.other)}`,
    escapeHtml(differenceText(pair)),
    escapeHtml(pText(pair.corrected)),
    escapeHtml(verdict(pair)),
  ]);
  const heads = [
    "optimizer",
    "chosen",
    `test ${metric.name}`,
    "validation loss",
    "rank",
    "steps to target",
    "s to target",
    "s in all",
  ];
  const searched = searchedOf(problem, settings).map((hyper) =>
    figure(
      drawSearch(problem, hyper, styles),
      `Mean validation loss over the tuning seeds for each ${escapeHtml(hyper)} that was tried. A ring marks the chosen one; a cross at the top marks one that diverged or is far worse.`,
    ),
  );
  return `${titled ? `<h2>${escapeHtml(name)}</h2>` : ""}
<p>Test metric: ${escapeHtml(metricText(metric))}. ${lengthText(problem)} (${escapeHtml(why)}). Mean target: validation loss ${escapeHtml(short(target))}.</p>
${table(heads, results)}
<p>Bold: no test shows that it is worse than the first.</p>
${figure(drawTests(problem, styles), "The metric on the test split: a tick for each seed, the mean as a dot, its interval as a line.")}
${equalGroups(rows, pairs)
  .map((group) => `<p>${escapeHtml(sentence(equalText(group)))}</p>`)
  .join("\n")}
${pairs.length ? table(["pair", `difference of ${metric.name}`, "corrected p", "what it shows"], comparisons) : ""}
${figure(drawCurves(problem, "steps", styles), "Mean validation loss over seeds, with the interval of the mean as a band. A cross ends a curve that diverges.")}
${figure(drawCurves(problem, "seconds", styles), "The same over the seconds that training took, the median over seeds.")}
${searched.join("\n")}
<p>Each of these trains the first seed of the results alone, to the same ${problem.steps === undefined ? `test ${escapeHtml(metric.name)}` : "parameters"}:</p>
<pre><code>${rows.flatMap(({ command }) => (command === undefined ? [] : [escapeHtml(command)])).join("\n")}</code></pre>`;
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

const figure = (svg: string, caption: string): string =>
  `<figure>\n${svg}\n<figcaption>${caption}</figcaption>\n</figure>`;

/** A table whose cells are HTML; the first column names the rows. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("");
  const body = rows.map(
    ([first, ...cells]) =>
      `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table></div>`;
}

const named = (styles: Styles, name: string, strong = false): string =>
  `${key(styles, name)}${strong ? `<strong>${escapeHtml(name)}</strong>` : escapeHtml(name)}`;

/** A short piece of an optimizer's line. */
const key = (styles: Styles, name: string): string => lineKey(styles.get(name)!);
