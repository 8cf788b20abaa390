/** Builds the lab: one page with its worker, under any base path. The documentation is built by VitePress. */
import { defineConfig } from "vite";
import { labFrame } from "./build/lab-frame.ts";

export default defineConfig({
  root: "lab",
  base: "./",
  publicDir: false,
  plugins: [labFrame()],
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  worker: { format: "es" },
  // A strict policy blocks data: addresses, so nothing is inlined.
  build: { outDir: "../dist/lab", emptyOutDir: true, target: "es2022", assetsInlineLimit: 0 },
});
