/** Builds the lab: one page with its worker, under any base path. The documentation is built by VitePress. */
import { defineConfig } from "vite";
import { labFrame } from "./build/lab-frame.ts";
import { onlyRehearsed } from "./build/rehearsed.ts";
import { smaller } from "./build/smaller.ts";
import { stylesFirst } from "./build/styles-first.ts";

export default defineConfig({
  root: "lab",
  base: "./",
  publicDir: false,
  plugins: [labFrame(), stylesFirst(), smaller()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es", plugins: () => [onlyRehearsed(), smaller()] },
  // A strict policy blocks data: addresses, so nothing is inlined.
  build: {
    outDir: "../dist/lab",
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
    rolldownOptions: {
      output: {
        // What every part needs is one file: each more is a request before the first race.
        codeSplitting: {
          groups: [
            {
              name: "ground",
              test: /rolldown.runtime|node_modules\/@?preact|lab\/(main|store|client|theme|still)\.|views\/player\./,
              priority: 2,
            },
            { name: "picture", test: /lab\/views\/contour\.tsx/, priority: 1 },
            { name: "panels", test: /lab\/(after-race|panels\/all)\.ts/ },
          ],
        },
      },
    },
  },
});
