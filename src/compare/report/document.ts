/** What the HTML reports have in common: the document around a report, and text in HTML. Their styles and contents are their own. */
import type { Style } from "./figure.ts";

/** A text as HTML shows it. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);

/** A short piece of a line, for legends and tables. */
export function lineKey({ stroke, strokeDasharray }: Style): string {
  const line = `<line x1="0" y1="5" x2="30" y2="5" stroke="${stroke}" stroke-width="2.4" stroke-dasharray="${strokeDasharray}"/>`;
  return `<svg class="key" viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">${line}</svg>`;
}

/** A self-contained page with its title as the first heading. `body` is HTML. */
export const documentOf = (title: string, style: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
${body}
</body>
</html>
`;
