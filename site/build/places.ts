/** Where documents of the repository stand in the site. Only names: nothing is read here. */
import { posix } from "node:path";

/** Documents that have another place in the site than in the repository. */
const placed: Readonly<Record<string, string>> = {
  "docs/README.md": "guide/index.md",
  "README.md": "overview.md",
  "FEATURES.md": "features.md",
  "CHANGELOG.md": "changelog.md",
  "ARCHITECTURE.md": "architecture.md",
  "CONTRIBUTING.md": "contributing.md",
};

/** The page that a document becomes, by its path in the repository; undefined where it is no page of the site. */
export function pageOf(path: string): string | undefined {
  const [, notebook] = /^examples\/(notebooks\/.+)\.ipynb$/.exec(path) ?? [];
  if (notebook) return `${notebook}.md`;
  if (!path.endsWith(".md")) return;
  const page = placed[path] ?? /^(?:docs\/(.+)|(examples\/.+))$/.exec(path)?.slice(1).join("");
  return page?.replace(/(^|\/)README\.md$/, "$1index.md");
}

/** The page with the text of a source file. VitePress takes `index.html.md` for a page at `index`, hence the dash. */
export const sourcePageOf = (path: string): string => `source/${path.replace(/\.html$/, "-html")}.md`;

/** A link from one page to another. */
export const between = (from: string, to: string): string => {
  const path = posix.relative(posix.dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
};
