/**
 * The site for language models: llms.txt, which lists its pages with a line each, and llms-full.txt, their whole text. The reference
 * of the API and copies of sources are left out; llms.txt says where the reference begins.
 */
import { withoutFigures } from "./draw-figures.ts";
import { type Section, titleOf } from "./sections.ts";

const plain = (markdown: string): string =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\*\*/g, "")
    .replace(/\s+/g, " ")
    .replace(/:$/, "")
    .trim();

/** The first paragraph of prose of a page, as one line without links; of an optimizer's page the second, which says what it does. */
export function summaryOf(text: string, page: string): string {
  const paragraphs = text
    .replace(/^# .+$/m, "")
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => /^[\w*`"“]/.test(paragraph) && !/^(```|_A notebook)/.test(paragraph));
  const chosen = /^optimizers\/(?!index)/.test(page) ? (paragraphs[1] ?? paragraphs[0]) : paragraphs[0];
  return plain(chosen ?? "");
}

/** Both texts, of sections and the texts of all pages in them. */
export function llmsTexts(
  sections: readonly Section[],
  textOf: (page: string) => string,
): { list: string; full: string } {
  const head =
    "# Glissade\n\n> Gradient-descent optimizers for TypeScript, written as the equations of their papers, compiled to one pass over memory, with the same bits in every browser and runtime.\n";
  const line = (page: string): string => {
    const text = textOf(page);
    const summary = summaryOf(text, page);
    return `- [${titleOf(text)}](${page.replace(/\.md$/, ".html")})${summary ? `: ${summary}` : ""}`;
  };
  const list = sections.map(({ text, pages }) => `## ${text}\n\n${pages.map(line).join("\n")}\n`);
  const tail =
    "## Optional\n\n- [Reference of the API](api/index.html)\n- [All of these pages as one text](llms-full.txt)\n";
  const full = sections.flatMap(({ pages }) => pages.map((page) => withoutFigures(textOf(page))));
  return { list: [head, ...list, tail].join("\n"), full: [head, ...full].join("\n") };
}
