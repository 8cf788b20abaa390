/**
 * The order of the site: its parts, the sections of each, and the pages in them, from the folders of prepared pages. Where alphabet
 * is not what a reader wants, an order stands here or in the page that lists them; a page without a place is an error.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";

/** Some pages under a heading; by their paths in the site. */
export interface Section {
  readonly text: string;
  readonly pages: readonly string[];
}

/** Sections that stand together in a sidebar. */
export interface Sections {
  readonly learn: readonly Section[];
  readonly optimizers: readonly Section[];
  readonly project: readonly Section[];
}

/** The file of a page that has the name of a function. */
const pageNamed = (name: string): string =>
  `optimizers/${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;

/** Optimizers as a table of the README groups them: rows of a heading and names, of those that have a page. */
export function familiesOf(readme: string, pages: readonly string[]): Section[] {
  const rows = [...readme.matchAll(/^\| ([^|`]+) \| ([^|]+) \|$/gm)].map(([, text, names]) => ({
    text: text!,
    pages: [...names!.matchAll(/`(\w+)`/g)]
      .map(([, name]) => pageNamed(name!))
      .filter((page) => pages.includes(page)),
  }));
  return rows.filter((row) => row.pages.length > 0);
}

/** The title of a page: its first heading without marks. */
export const titleOf = (text: string): string => (/^# (.+)$/m.exec(text)?.[1] ?? "").replace(/[`\\*]/g, "");

/** Everything that a reader can be led to, of the prepared pages in a folder; not the reference of the API. */
export function sectionsOf(prepared: string): Sections {
  const pagesIn = (folder: string): string[] =>
    readdirSync(join(prepared, folder))
      .filter((name) => name.endsWith(".md") && name !== "index.md")
      .map((name) => (folder === "." ? name : `${folder}/${name}`))
      .sort();
  /** A page, and those of a folder in the order in which it links to them. */
  const asListed = (index: string, folder: string): string[] => {
    const links = [...readFileSync(join(prepared, index), "utf8").matchAll(/\]\((\.[^)#]+\.md)\)/g)];
    const pages = links.map(([, link]) => posix.join(posix.dirname(index), link!));
    return [index, ...new Set(pages.filter((page) => page !== index && posix.dirname(page) === folder))];
  };
  const sections: Sections = {
    learn: [
      { text: "Guide", pages: asListed("guide/index.md", "guide") },
      {
        text: "Reference",
        pages: [
          "language.md",
          "training.md",
          "comparing.md",
          "minimisers.md",
          "other-libraries/index.md",
          "platforms.md",
        ],
      },
      { text: "Exercises", pages: asListed("exercises/index.md", "exercises") },
      { text: "Notebooks", pages: asListed("notebooks.md", "notebooks") },
      { text: "Examples", pages: ["examples/index.md"] },
    ],
    optimizers: [
      { text: "", pages: ["optimizers/index.md"] },
      ...familiesOf(readFileSync(join(prepared, "overview.md"), "utf8"), pagesIn("optimizers")),
    ],
    project: [
      { text: "The package", pages: ["overview.md", "features.md", "benchmarks.md", "mutation-score.md"] },
      { text: "How it works", pages: ["architecture.md", "contributing.md", "changelog.md"] },
      { text: "Decisions", pages: asListed("decisions/index.md", "decisions") },
    ],
  };
  const placed = new Set(
    Object.values(sections).flatMap((part: readonly Section[]) => part.flatMap(({ pages }) => pages)),
  );
  const folders = [".", "guide", "exercises", "optimizers", "decisions", "notebooks"];
  const lost = folders.flatMap(pagesIn).filter((page) => !placed.has(page));
  if (lost.length)
    throw new Error(
      `no place in the order of the site: ${lost.join(", ")}; optimizers get one by their row in the table of README.md, others in site/build/sections.ts`,
    );
  return sections;
}
