/**
 * Live components in pages that are written or printed without them: a table of pages, places and components. The components are
 * those of docs/.vitepress/live; here only their tags are put into the text.
 */

import { hasRace } from "../live/figures.ts";

/** A component of some pages. */
export interface Insertion {
  /** Pages, by their path in the site. */
  readonly pages: RegExp;
  /** Only on pages with such a title. */
  readonly of?: (title: string) => boolean;
  /** Only on pages whose text has this. */
  readonly where?: RegExp;
  /** What the tag stands in front of; without it the first heading below the title, so that it follows the summary. */
  readonly before?: RegExp;
  /** `$title` is the page's title: on pages of optimizers the name of the function. */
  readonly tag: string;
}

const optimizers = /^optimizers\//;
// Those that evaluate the function several times a step are no contestants of the races: they have a figure of their own.
const minimisers = /^optimizers\/(lbfgs|newton)\./;

/** Several at one place stand in this order. */
export const insertions: readonly Insertion[] = [
  { pages: optimizers, of: hasRace, tag: '<LiveFigure figure="race" of="$title" />' },
  { pages: minimisers, tag: '<LiveFigure figure="minimiser" of="$title" />' },
  {
    pages: optimizers,
    of: hasRace,
    where: /^### `/m,
    tag: '<LiveFigure figure="like-curves" of="$title" />',
  },
  {
    pages: /^exercises\/1-/,
    before: /^\*\*A good answer\*\*/m,
    tag: '<LiveFigure figure="learning-rates" />',
  },
  {
    pages: /^exercises\/2-/,
    before: /^\*\*A good answer\*\*/m,
    tag: '<LiveFigure figure="bias-correction" />',
  },
  {
    pages: /^exercises\/3-/,
    before: /^\*\*A good answer\*\*/m,
    tag: '<LiveFigure figure="shrinking-rates" />',
  },
  { pages: /^exercises\/4-/, before: /^\*\*A good answer\*\*/m, tag: '<LiveFigure figure="divergence" />' },
];

/** The text of a page with the components that the table has for it. */
export function withLive(text: string, page: string, table: readonly Insertion[] = insertions): string {
  const title = /^# (.+)$/m.exec(text)?.[1] ?? "";
  return table.reduce((result, { pages, of, where, before = /^## /m, tag }) => {
    if (!pages.test(page) || (of && !of(title)) || (where && !where.test(text))) return result;
    const at = result.search(before);
    if (at < 0) throw new Error(`${page} has no place for ${tag}: nothing in it is ${before}`);
    return `${result.slice(0, at)}${tag.replace("$title", () => title)}\n\n${result.slice(at)}`;
  }, text);
}
