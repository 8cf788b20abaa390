/** The documentation's pages, built from site/.prepared for any folder of any host. The lab is a build of its own. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { slug } from "github-slugger";
import { defineConfig, type MarkdownEnv, type MarkdownRenderer } from "vitepress";
import { withoutFigures } from "../../build/draw-figures.ts";
import { withPolicy } from "../../build/policy.ts";
import { sidebarOf } from "../../build/sidebar.ts";
import { beside } from "./beside.ts";
import { math } from "./math.ts";

const site = fileURLToPath(new URL("../..", import.meta.url));
const icon = readFileSync(`${site}docs/public/icon.svg`, "utf8").trim();

/** What is searched of a page: copies of sources and the reference of the API would hide the pages that explain. */
async function searched(text: string, env: MarkdownEnv, markdown: MarkdownRenderer): Promise<string> {
  return /^(api|source)\//.test(env.relativePath) ? "" : markdown.renderAsync(withoutFigures(text), env);
}

export default defineConfig({
  lang: "en",
  title: "Glissade",
  description:
    "Gradient-descent optimizers for TypeScript, written as the equations of their papers, with the same bits everywhere.",
  base: "./",
  srcDir: "../.prepared",
  outDir: "../dist",
  cacheDir: "../node_modules/.cache/vitepress",
  // As data: a relative address would be another one after a click on a link.
  head: [["link", { rel: "icon", href: `data:image/svg+xml,${encodeURIComponent(icon)}` }]],
  transformHtml: withPolicy,
  // The lab and the page of curves are no pages of this build; check.ts sees that they are there.
  ignoreDeadLinks: [/\/(lab|fit)\/index/],
  markdown: {
    anchor: { slugify: slug },
    config(markdown) {
      math(markdown);
      beside(markdown);
    },
    languageAlias: { wat: "wasm" },
  },
  themeConfig: {
    nav: [
      { text: "Lab", link: "/lab/index.html", target: "_self" },
      { text: "Curves", link: "/fit/index.html", target: "_self" },
      { text: "Guide", link: "/guide/", activeMatch: "^/guide/" },
      { text: "Optimizers", link: "/optimizers/", activeMatch: "^/optimizers/" },
      { text: "Language", link: "/language" },
      { text: "Exercises", link: "/exercises/", activeMatch: "^/exercises/" },
      { text: "API", link: "/api/", activeMatch: "^/api/" },
      { text: "Project", link: "/overview" },
    ],
    sidebar: sidebarOf(`${site}.prepared`),
    outline: { level: [2, 3] },
    search: { provider: "local", options: { _render: searched } },
    docFooter: { prev: "Previous", next: "Next" },
    footer: { message: "Apache-2.0. No tracker, no request leaves this site." },
  },
});
