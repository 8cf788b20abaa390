/** The sidebars of the documentation, from the order of the site and the reference of the API. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DefaultTheme } from "vitepress";
import { type Section, sectionsOf, titleOf } from "./sections.ts";

type Item = DefaultTheme.SidebarItem;

/** The sidebars for the prepared pages in a folder, by the beginnings of their addresses. */
export function sidebarOf(prepared: string): DefaultTheme.SidebarMulti {
  const item = (page: string): Item => ({
    text: titleOf(readFileSync(join(prepared, page), "utf8")),
    link: `/${page.replace(/(^|\/)index\.md$/, "$1").replace(/\.md$/, "")}`,
  });
  const items = (sections: readonly Section[]): Item[] =>
    sections.flatMap(({ text, pages }) => (text ? [{ text, items: pages.map(item) }] : pages.map(item)));
  const { learn, optimizers, project } = sectionsOf(prepared);
  const api: Item[] = [
    item("api/index.md"),
    ...entriesIn(join(prepared, "api")).map((entry) => ({ text: entry, link: `/api/${entry}/` })),
  ];
  const learnItems = items(learn);
  const starts = new Set(
    learn.flatMap(({ pages }) => pages.map((page) => `/${page.replace(/\/.*/, "/").replace(".md", "")}`)),
  );
  return {
    "/optimizers/": items(optimizers),
    "/api/": api,
    "/source/": [],
    ...Object.fromEntries([...starts].map((start) => [start, learnItems])),
    "/": items(project),
  };
}

/** What a program imports of the package, as the index of the reference lists it. */
function entriesIn(api: string): string[] {
  const index = readFileSync(join(api, "index.md"), "utf8");
  return [...index.matchAll(/^- \[[^\]]+\]\((.+)\/index\.md\)/gm)].map(([, path]) => path!);
}
