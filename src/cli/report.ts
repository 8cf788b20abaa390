/**
 * The HTML report of a comparison: one self-contained page, no scripts, no network. The figure is drawn by
 * chart.ts; here are the page and its table.
 */
import { drawCurves, seriesColors } from "./chart.ts";
import type { Comparison } from "./comparison.ts";
import { bookNote, cellsOf, describe, heads } from "./format.ts";

const style = `
  :root { color-scheme: light dark; --ink: #1d1d1f; --paper: #fdfdfc; --soft: #6b6b70; --line: #deded9; }
  @media (prefers-color-scheme: dark) { :root { --ink: #ececea; --paper: #17181a; --soft: #9c9ca2; --line: #34363a; } }
  body { margin: 0 auto; max-width: 54rem; padding: 3rem 1.5rem 4rem; color: var(--ink); background: var(--paper);
    font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
  h1 { font-size: 1.5rem; font-weight: 600; letter-spacing: -0.01em; line-height: 1.2; margin: 0 0 0.4rem; }
  p { max-width: 44rem; margin: 0.2rem 0; color: var(--soft); font-size: 0.9rem; }
  figure { margin: 2rem 0; }
  figure svg { width: 100%; height: auto; max-width: none; display: block; }
  figcaption { color: var(--soft); font-size: 0.85rem; margin-top: 0.5rem; }
  .scroll { overflow-x: auto; }
  table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; font-size: 0.95rem; }
  th, td { padding: 0.4rem 0 0.4rem 1.5rem; text-align: right; border-bottom: 1px solid var(--line); white-space: nowrap; }
  th { font-weight: 500; color: var(--soft); font-size: 0.85rem; }
  th:first-child, td:first-child { text-align: left; padding-left: 0; }
  i { display: inline-block; width: 0.9rem; height: 0.2rem; border-radius: 0.1rem; margin-right: 0.6rem; vertical-align: middle; }
`;

/** The page. */
export function renderReport(comparison: Comparison, version: string): string {
  const { rows, floor } = comparison;
  const colors = seriesColors(rows.length);
  const facts = [...describe(comparison), `glissade ${version}`];
  const head = heads.map((cell) => `<th scope="col">${escapeHtml(cell)}</th>`).join("");
  const body = rows.map((row, index) => {
    const [name, ...cells] = cellsOf(row).map(escapeHtml);
    const swatch = `<i style="background:${colors[index]}"></i>`;
    return `<tr><td>${swatch}${name}</td>${cells.map((cell) => `<td>${cell}</td>`).join("")}</tr>`;
  });
  const title = `Final losses on ${comparison.data.name}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${facts.map((fact) => `<p>${escapeHtml(fact)}.</p>`).join("\n")}
<figure>
${drawCurves(comparison)}
<figcaption>Mean loss over seeds, with a band of one standard deviation. Dashed: the least squares floor, ${floor.toFixed(6)}.
Parts of a curve outside the axes are not drawn.</figcaption>
</figure>
<div class="scroll"><table>
<thead><tr>${head}</tr></thead>
<tbody>
${body.join("\n")}
</tbody>
</table></div>
${rows.some((row) => row.textbook) ? `<p>${escapeHtml(bookNote)}.</p>` : ""}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
