/** The HTML report of a fit: one self-contained page, no scripts, no network. charts.ts draws its figures. */
import { documentOf, escapeHtml } from "../../compare/report/document.ts";
import { style } from "../../compare/report/style.ts";
import type { CurveFit, Table } from "../../curves/index.ts";
import { drawByFitted, drawByOrder, drawCorrelation, drawData, drawQuantiles, type Left } from "./charts.ts";
import { cellOf, type Group, problemOf } from "./groups.ts";
import { endText, errorText, parameterCells, startText } from "./text.ts";

/** What the page says besides the fit. */
export interface About {
  /** The data, the command and the version. */
  readonly data: string;
  readonly command: string;
  readonly version: string;
  readonly confidence: number;
  readonly isBounded: boolean;
  /** By what residuals of rows of the table are multiplied; undefined where all are alike. */
  readonly factors?: ArrayLike<number> | undefined;
}

/** The page of one fit. */
export function renderFit(fit: CurveFit, table: Table, about: About): string {
  return page(fit.formula.trim(), about, contentOf(fit, table, about));
}

/** The page of groups: a table of all of them, then each of the first. */
export function renderGroups(
  by: string,
  groups: readonly Group[],
  tableOf: (key: string) => Table,
  about: About,
): string {
  const fitted = groups.flatMap(({ key, fit }) => (fit ? [{ key: String(key), fit }] : []));
  const [first] = fitted;
  const names = first?.fit.names ?? [];
  const rows = groups.map(({ key, fit, error }) => [
    escapeHtml(String(key)),
    ...(fit
      ? [
          String(fit.fitted.length),
          ...names.map((name) => escapeHtml(cellOf(fit, name, [7, 4]))),
          fit.converged ? "yes" : "no",
        ]
      : ["", ...names.map(() => ""), escapeHtml(problemOf(error))]),
  ]);
  const shown = fitted.slice(0, most);
  const sections = shown.map(
    ({ key, fit }) =>
      `<h2>${escapeHtml(`${by} ${key}`)}</h2>\n${figure(drawData(fit, tableOf(key)), dataCaption(fit, about))}`,
  );
  const rest = fitted.length > most ? `<p>Drawn are the first ${most} of ${fitted.length} groups.</p>` : "";
  return page(
    first?.fit.formula.trim() ?? "No group could be fitted",
    about,
    `${table([by, "rows", ...names, "converged"].map(escapeHtml), rows)}\n${sections.join("\n")}\n${rest}`,
  );
}

/** So many groups are drawn. */
const most = 24;

const page = (title: string, { data, command, version }: About, content: string): string =>
  documentOf(
    title,
    style,
    `<p>${escapeHtml(data)}</p>
${content}
<h2>Command</h2>
<pre><code>${escapeHtml(command)}</code></pre>
<p>glissade ${escapeHtml(version)}</p>`,
  );

function contentOf(fit: CurveFit, data: Table, about: About): string {
  const { factors } = about;
  const omitted = new Set(fit.omitted);
  /** The rows of the file that were fitted. */
  const rows = Array.from({ length: fit.fitted.length + omitted.size }, (_, row) => row).filter(
    (row) => !omitted.has(row),
  );
  const left = Array.from(
    fit.residuals,
    (residual, at): Left => ({
      row: rows[at]! + 1,
      fitted: fit.fitted[at]!,
      residual: residual * (factors?.[rows[at]!] ?? 1),
    }),
  ).filter(({ residual }, at) => Number.isFinite(residual) && factors?.[rows[at]!] !== 0);
  const label = factors ? "weighted residual" : "residual";
  const percent = `${Number((100 * about.confidence).toPrecision(6))} %`;
  const heads = ["parameter", "estimate", "standard error", "t", "p", "", `${percent} interval`];
  const notes = fit.cautions.map((caution) => `<li>${escapeHtml(caution)}</li>`).join("");
  const deviation = fit.residualStandardDeviation;
  return `${table(
    heads,
    parameterCells(fit).map((row) => row.map(escapeHtml)),
  )}
<p>${escapeHtml(sentence(errorText(fit)))}</p>
${fit.start.isGiven ? "" : `<p>${escapeHtml(sentence(startText(fit, about.isBounded)))}</p>`}
<p>${escapeHtml(sentence(endText(fit)))}</p>
${notes && `<h2>What to know</h2>\n<ul class="notes">${notes}</ul>`}
<h2>Data and curve</h2>
${figure(drawData(fit, data), dataCaption(fit, about))}
<h2>What is left</h2>
${figure(drawByFitted(left, fit, label), "By fitted values: no bend and no funnel if the curve and the weights are right.")}
${figure(drawByOrder(left, label), "In the order of the rows: no runs of one sign if rows do not depend on those before.")}
${deviation === null ? "" : figure(drawQuantiles(left, deviation, label), "Beside normal quantiles; on the line, residuals are normal with the residual standard error.")}
${fit.names.length > 1 ? `<h2>Correlation of parameters</h2>\n${figure(drawCorrelation(fit), "Near 1 or -1, a change of one parameter is made good by the other.")}` : ""}`;
}

function dataCaption({ predictors }: CurveFit, { confidence }: About): string {
  const percent = `${Number((100 * confidence).toPrecision(6))} %`;
  return predictors.length === 1
    ? `Observations, the curve, and its ${percent} bands: the inner one covers the curve, the outer one an observation of weight 1.`
    : "Observations by what the curve says of them; on the line the two are equal.";
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

const figure = (svg: string, caption: string): string =>
  `<figure>\n${svg}\n<figcaption>${caption}</figcaption>\n</figure>`;

/** A table whose cells are HTML; the first column names the rows. */
function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const head = heads.map((cell) => `<th scope="col">${cell}</th>`).join("");
  const body = rows.map(
    ([first, ...cells]) =>
      `<tr><th scope="row">${first}</th>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${body.join("\n")}\n</tbody>\n</table></div>`;
}
