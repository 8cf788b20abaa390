/**
 * Notebooks as documents: their words, code and stored outputs as Markdown, mathematics as GitHub writes it, figures as images.
 * Links stay as they are in the notebook; nothing is run.
 */

interface Output {
  readonly text?: string | readonly string[];
  readonly data?: Readonly<Record<string, string | readonly string[]>>;
}

interface Cell {
  readonly cell_type: string;
  readonly source: string | readonly string[];
  readonly outputs?: readonly Output[];
}

/** Where it is said how notebooks are opened, from the folder of a notebook. */
const how = "../../docs/notebooks.md";

/** The Markdown of a notebook, from the text of its file. */
export function notebookDocument(text: string): string {
  const { cells } = JSON.parse(text) as { readonly cells: readonly Cell[] };
  const parts = cells.flatMap(({ cell_type: type, source, outputs = [] }) =>
    type === "code" ? [fenced(joined(source), "ts"), ...outputs.map(shown)] : [withMath(joined(source))],
  );
  const [title = "", ...rest] = parts.join("\n\n").split("\n");
  return [title, "", `_A notebook: [how to open it, run it and change it](${how})._`, ...rest, ""].join("\n");
}

/** Notebooks keep a text as one string or as an array of lines. */
const joined = (text: string | readonly string[]): string =>
  typeof text === "string" ? text : text.join("");

const fenced = (code: string, language: string): string => `\`\`\`${language}\n${code.trimEnd()}\n\`\`\``;

function shown({ text, data = {} }: Output): string {
  if (text !== undefined) return fenced(joined(text), "text");
  const { "image/svg+xml": figure, "text/markdown": words, "text/plain": plain } = data;
  if (figure) return image(joined(figure));
  if (words) return withMath(joined(words));
  return fenced(joined(plain ?? ""), "text");
}

/** A figure as an image: its styles and names are its own. */
function image(svg: string): string {
  const label = /<svg[^>]* aria-label="([^"]*)"/.exec(svg)?.[1] ?? "";
  const address = svg.replace(/[%#"<>&\n]/g, encodeURIComponent);
  return `<img class="figure" alt="${label}" src="data:image/svg+xml,${address}">`;
}

/** Mathematics between dollars, as notebooks have it, in the form that GitHub and this site's pages have. */
const withMath = (text: string): string =>
  text
    .replace(/\$\$(.+?)\$\$/gs, (_, tex: string) => `\n\n${fenced(tex.trim(), "math")}\n\n`)
    .replace(/(?<!`)\$([^$`]+)\$(?!`)/g, (_, tex: string) => `$\`${tex}\`$`);
