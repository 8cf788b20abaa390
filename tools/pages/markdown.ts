/** Pieces of GitHub's Markdown: tables and blocks of equations. */

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** A table in Markdown; columns from `numbers` on are set to the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[], numbers = 99): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const rule = heads.map((_, column) => (column < numbers ? "---" : "---:"));
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}

/** Blocks in fences, whose backslashes and underscores GitHub leaves alone; between dollars it does not. */
export const math = (lines: readonly string[]): string =>
  ["```math", "\\begin{aligned}", lines.join(" \\\\\n"), "\\end{aligned}", "```"].join("\n");

/** With a capital letter. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
