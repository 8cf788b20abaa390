/** Builds the lab. The documentation is built by VitePress. */
import { defineConfig } from "vite";
import { labFrame } from "./build/lab-frame.ts";
import { page } from "./build/page.ts";

/** What every part of the lab needs is one file: each more is a request before the first race. */
const groups = [
  {
    name: "ground",
    test: /rolldown.runtime|node_modules\/@?preact|lab\/(main|store|client|theme|still)\.|views\/player\./,
    priority: 2,
  },
  { name: "picture", test: /lab\/views\/contour\.tsx/, priority: 1 },
  { name: "panels", test: /lab\/(after-race|panels\/all)\.ts/ },
];

export default defineConfig(page("lab", [labFrame()], { codeSplitting: { groups } }));
