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

/** Optimizers as the README groups them, by the names of their pages. */
const families: Readonly<Record<string, string>> = {
  "Adam's family":
    "adam laprop amsgrad adamw nadam nadamw radam adamax adabelief yogi adan ademamix adopt mars novograd",
  "Weights as whole matrices": "muon normuon adamuon dion shampoo soap",
  "Estimates of the curvature": "sophia",
  "Descent and sums of squares": "sgd adagrad adadelta rmsprop madgrad optimistic-gradient-descent",
  Signs: "lion tiger sign-sgd signum rprop",
  "Large batches": "lamb lars fromage",
  "Little memory": "adafactor sm3 adam-mini",
  "No rate or schedule to choose": "prodigy dadapt-adam polyak-sgd schedule-free-sgd schedule-free-adamw",
  "Servers of federated learning": "fed-avg fed-adagrad fed-adam fed-yogi",
  "With curvature, on whole functions": "lbfgs newton",
  "Around any of them": "lookahead ema-params polyak-average cautious sam accumulate",
};

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
      ...Object.entries(families).map(([text, names]) => ({
        text,
        pages: names.split(" ").map((name) => `optimizers/${name}.md`),
      })),
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
  if (lost.length) throw new Error(`no place in the order of the site (sections.ts): ${lost.join(", ")}`);
  return sections;
}
