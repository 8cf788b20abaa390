/**
 * The HTML report of a comparison: one self-contained page, no scripts, no network. chart.ts draws
 * the figure; this file makes the page and its table.
 */
import { documentOf, escapeHtml, lineKey } from "../../compare/report/document.ts";
import { drawCurves, leaves, lineStyles, titleOf } from "./chart.ts";
import type { Comparison } from "./comparison.ts";
import { bestRow, bookNote, cellsOf, describe, heads } from "./format.ts";

const style = `
  :root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fdfdfc; --soft: #6b6b70; --line: #deded9; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ececea; --paper: #17181a; --soft: #9c9ca2; --line: #34363a; } }
  body { margin: 0 auto; max-width: 54rem; padding: 3rem 1.5rem 4rem; color: var(--ink); background: var(--paper);
    font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  h1 { font-size: 1.5rem; font-weight: 600; letter-spacing: -0.01em; line-height: 1.2; margin: 0 0 0.4rem; }
  p { max-width: 44rem; margin: 0.2rem 0; color: var(--soft); font-size: 0.9rem; }
  figure { margin: 1rem 0 2rem; }
  figure > svg { width: 100%; height: auto; max-width: none; display: block; }
  figcaption { color: var(--soft); font-size: 0.85rem; margin-top: 0.5rem; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.95rem; }
  th, td { padding: 0.4rem 0 0.4rem 1.5rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
  th { font-weight: 500; color: var(--soft); font-size: 0.85rem; }
  th:first-child { text-align: left; padding-left: 0; }
  tbody th { color: inherit; font-size: inherit; font-weight: 400; }
  .best, .best th { font-weight: 600; }
  small { color: var(--soft); font-weight: 400; margin-left: 0.4rem; }
  .key { vertical-align: middle; margin-right: 0.6rem; }
  .legend { display: flex; flex-wrap: wrap; gap: 0.2rem 1.4rem; list-style: none; padding: 0; margin: 2rem 0 0; font-size: 0.9rem; }
`;

/** The page. */
export function renderReport(comparison: Comparison, version: string): string {
  const { rows, floor, data } = comparison;
  const facts = [...describe(comparison), `glissade ${version}`];
  const keys = lineStyles(rows).map(lineKey);
  const head = heads.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("");
  const best = bestRow(rows);
  const body = rows.map((row, index) => {
    const [name, ...cells] = cellsOf(row).map(escapeHtml);
    const mark = row === best ? " <small>lowest</small>" : "";
    const first = `<th scope="row">${keys[index]}${name}${mark}</th>`;
    return `<tr${row === best ? ' class="best"' : ""}>${first}${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const legend = rows.map((row, index) => `<li>${keys[index]}${escapeHtml(titleOf(row))}</li>`);
  const title = `Final losses on ${data.name}`;
  const content = `${facts.map((fact) => `<p>${escapeHtml(fact)}.</p>`).join("\n")}
<ul class="legend">${legend.join("")}</ul>
<figure>
${drawCurves(comparison, "epochs")}
<figcaption>Mean loss over seeds above the least squares floor of ${floor.toFixed(6)}, on a logarithmic axis, from before the first step,
with a band of one standard deviation.${rows.some(leaves) ? " A cross ends a curve where the loss goes beyond ten times that at the start." : ""}</figcaption>
</figure>
<figure>
${drawCurves(comparison, "seconds")}
<figcaption>The same over the time that training took, without evaluations: the median over seeds.</figcaption>
</figure>
<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>
${rows.some((row) => row.textbook) ? `<p>${escapeHtml(bookNote)}.</p>` : ""}`;
  return documentOf(title, style, content);
}
