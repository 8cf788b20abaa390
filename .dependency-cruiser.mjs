/** The layers of src/ and what each may import besides itself: arrows point down only. */
const layers = {
  options: [],
  language: ["options"],
  rule: ["language", "schedules", "options"],
  plan: ["rule", "language", "options"],
  runtime: ["plan", "rule", "language", "options"],
  explain: ["runtime", "plan", "rule", "language", "options"],
  descent: ["explain", "runtime", "plan", "rule", "language", "options"],
  compose: ["descent", "explain", "rule", "options"],
  transforms: ["compose", "rule", "options"],
  optimizers: ["transforms", "compose", "rule", "options"],
  minimize: ["transforms", "compose", "descent", "plan", "rule", "language", "options"],
  wrappers: ["compose", "rule", "options"],
};

const error = (name, from, to) => ({ name, severity: "error", from, to });

/** Folders around the library, which use it as its users do, through index.ts. */
const around = {
  checkpoint: [],
  "adapters/jax-js": [],
  "adapters/tfjs": [],
  train: ["checkpoint", "adapters/jax-js", "minimize"],
  datasets: ["train"],
  compare: ["train", "checkpoint"],
};

export default {
  forbidden: [
    error("no-circular", {}, { circular: true }),
    ...Object.entries(layers).map(([layer, below]) =>
      error(
        `${layer}-imports-what-is-below`,
        { path: `^src/${layer}/` },
        { pathNot: `^src/(${[layer, ...below].join("|")})/` },
      ),
    ),
    error(
      "schedules-import-arithmetic-only",
      { path: "^src/schedules/" },
      { pathNot: "^src/(schedules/|options/|language/arithmetic\\.ts)" },
    ),
    ...Object.entries(around).map(([folder, below]) =>
      error(
        `${folder}-imports-what-is-below`,
        { path: `^src/${folder}/` },
        {
          path: "^src/",
          pathNot: `^src/((language/)?index\\.ts|(options|${[folder, ...below].join("|")})/)`,
        },
      ),
    ),
    error(
      "core-has-no-dependency",
      { path: "^src/", pathNot: "^src/(train|datasets|compare|cli)/|^src/checkpoint/files\\.ts$" },
      { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "core"] },
    ),
    error("source-imports-no-tests", { path: "^src/" }, { path: "^test/" }),
  ],
  options: {
    exclude: { path: "\\.test\\.ts$" },
    doNotFollow: { path: "node_modules|^dist" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      extensions: [".ts", ".js", ".json"],
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
    },
  },
};
