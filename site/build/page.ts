/** A page beside the documentation: a build of its own with its workers. */
import type { Plugin, UserConfig } from "vite";
import { onlyRehearsed } from "./rehearsed.ts";
import { smaller } from "./smaller.ts";
import { stylesFirst } from "./styles-first.ts";

type Output = NonNullable<NonNullable<UserConfig["build"]>["rolldownOptions"]>["output"];

/** How Vite builds the page in a folder of this site, under any base path. */
export const page = (root: string, plugins: readonly Plugin[] = [], output: Output = {}): UserConfig => ({
  root,
  base: "./",
  publicDir: false,
  plugins: [...plugins, stylesFirst(), smaller()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [onlyRehearsed(), smaller()] },
  // A strict policy blocks data: addresses, so nothing is inlined.
  build: {
    outDir: `../dist/${root}`,
    emptyOutDir: true,
    target: "es2022",
    // Browsers that know light-dark(): for others each colour stands there twice.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: {
      polyfill: false,
      // Scripts that others need are few and large: a list of them for each import() would cost more than it saves.
      resolveDependencies: (_file, needed, { hostType }) =>
        hostType === "html" ? needed : needed.filter((name) => name.endsWith(".css")),
    },
    rolldownOptions: { output },
  },
});
