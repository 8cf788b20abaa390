/** Copies of source files as pages with highlighted code. Which files get one is for others to say. */
import { extname } from "node:path";

const languages: Readonly<Record<string, string>> = {
  ".ts": "ts",
  ".mjs": "js",
  ".js": "js",
  ".py": "python",
  ".html": "html",
  ".sh": "sh",
  ".json": "json",
  ".ipynb": "json",
  ".wgsl": "wgsl",
};

/** The page of a source file. The code is neither searched nor edited: it is there to be read. */
export function sourcePage(path: string, code: string): string {
  const longest = Math.max(2, ...[...code.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = "`".repeat(longest + 1);
  const language = languages[extname(path)] ?? "text";
  const matter = "---\naside: false\npageClass: wide\n---";
  return `${matter}\n\n# ${path}\n\n${fence}${language}\n${code.trimEnd()}\n${fence}\n`;
}
