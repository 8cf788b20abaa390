/**
 * Navigation of the site: what stands beside a page, from the folders and titles of the prepared pages. Orders by hand stand here,
 * where alphabet is not what a reader wants; a page that has no place in them is an error.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";

type Item = DefaultTheme.SidebarItem;

/** The guide from its first page to its last. */
const guide = ["install", "first-steps"];

/** Optimizers as the README groups them, by their pages. */
const families: readonly (readonly [string, string])[] = [
  [
    "Adam's family",
    "adam laprop amsgrad adamw nadam nadamw radam adamax adabelief yogi adan ademamix adopt mars novograd",
  ],
  ["Gradient descent, sums of squares", "sgd adagrad adadelta rmsprop madgrad optimistic-gradient-descent"],
  ["Signs", "lion tiger sign-sgd signum rprop"],
  ["Large batches", "lamb lars fromage"],
  ["Little memory", "adafactor sm3 adam-mini"],
  ["No rate or schedule to choose", "prodigy dadapt-adam polyak-sgd schedule-free-sgd schedule-free-adamw"],
  ["Around any of them", "lookahead ema-params polyak-average cautious sam accumulate"],
];

/** The title of a page: its first heading without marks. */
export const titleOf = (text: string): string => (/^# (.+)$/m.exec(text)?.[1] ?? "").replace(/[`\\*]/g, "");

/** The sidebars of the prepared pages in a folder. */
export function sidebarOf(prepared: string): DefaultTheme.SidebarMulti {
  const item = (page: string): Item => ({
    text: titleOf(readFileSync(join(prepared, page), "utf8")),
    link: `/${page.replace(/(^|\/)index\.md$/, "$1")}`,
  });
  const names = (folder: string): string[] =>
    readdirSync(join(prepared, folder), { withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith(".md") && entry.name !== "index.md")
      .map(({ name }) => name.slice(0, -3))
      .sort();
  const ordered = (folder: string, order: readonly string[]): Item[] => {
    const all = names(folder);
    const first = order.filter((name) => all.includes(name));
    return [...first, ...all.filter((name) => !order.includes(name))].map((name) =>
      item(`${folder}/${name}.md`),
    );
  };

  const groups = families.map(([text, list]) => [text, list.split(" ")] as const);
  const placed = groups.flatMap(([, list]) => list);
  const lost = names("optimizers").filter((name) => !placed.includes(name));
  if (lost.length) throw new Error(`optimizers without a family in the sidebar: ${lost.join(", ")}`);

  const hasGuide = readdirSync(prepared).includes("guide");
  const learn: Item[] = [
    ...(hasGuide ? [{ text: "Guide", items: [...ordered("guide", guide)] }] : []),
    { text: "Language", items: [item("language.md")] },
    {
      text: "Training",
      items: ["training.md", "comparing.md", "other-libraries/index.md", "platforms.md"].map(item),
    },
    { text: "Exercises", items: [item("exercises/index.md"), ...ordered("exercises", [])] },
    { text: "Notebooks", items: [item("notebooks.md"), ...ordered("notebooks", ["adam"])] },
    { text: "Examples", items: [item("examples/index.md")] },
  ];
  const optimizers: Item[] = [
    item("optimizers/index.md"),
    ...groups.map(([text, list]) => ({ text, items: list.map((name) => item(`optimizers/${name}.md`)) })),
  ];
  const project: Item[] = [
    {
      text: "The package",
      items: ["overview.md", "features.md", "benchmarks.md", "mutation-score.md"].map(item),
    },
    { text: "How it works", items: ["architecture.md", "contributing.md", "changelog.md"].map(item) },
    { text: "Decisions", collapsed: true, items: [item("decisions/index.md"), ...ordered("decisions", [])] },
  ];
  const api: Item[] = [
    item("api/index.md"),
    ...modulesIn(join(prepared, "api")).map((module) => ({ text: module, link: `/api/${module}/` })),
  ];
  return { "/optimizers/": optimizers, "/api/": api, "/source/": [], ...byPrefix(learn), "/": project };
}

/** Entries of the package in the reference of the API: folders whose index says what they are, not of what kind. */
function modulesIn(api: string): string[] {
  const index = readFileSync(join(api, "index.md"), "utf8");
  return [...index.matchAll(/^- \[[^\]]+\]\((.+)\/index\.md\)$/gm)].map(([, path]) => path!);
}

/** One sidebar for all pages that it links to. */
function byPrefix(items: readonly Item[]): DefaultTheme.SidebarMulti {
  const links = items.flatMap((group) => group.items ?? []).flatMap(({ link }) => (link ? [link] : []));
  const prefixes = links.map((link) => link.replace(/^(\/[^/]+\/).*$/, "$1").replace(/\.md$/, ""));
  return Object.fromEntries([...new Set(prefixes)].map((prefix) => [prefix, [...items]]));
}
