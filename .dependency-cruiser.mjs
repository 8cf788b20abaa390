/** The layers of src/ and what each may import besides itself: arrows point down only. */
const layers = {
  options: [],
  webassembly: [],
  language: ["options"],
  "linear-algebra": ["webassembly", "language", "options"],
  curves: ["runtime", "plan", "rule", "language", "options"],
  rule: ["language", "schedules", "options"],
  plan: ["rule", "language", "options"],
  runtime: ["linear-algebra", "webassembly", "plan", "rule", "language", "options"],
  explain: ["runtime", "webassembly", "plan", "rule", "language", "options"],
  descent: ["explain", "runtime", "plan", "rule", "language", "options"],
  compose: ["descent", "explain", "rule", "options"],
  transforms: ["compose", "rule", "options"],
  optimizers: ["transforms", "compose", "rule", "options"],
  minimize: ["transforms", "compose", "descent", "plan", "rule", "language", "options"],
  wrappers: ["compose", "rule", "options"],
  "second-order": [
    "minimize",
    "transforms",
    "compose",
    "descent",
    "explain",
    "runtime",
    "rule",
    "language",
    "options",
  ],
};

const error = (name, from, to) => ({ name, severity: "error", from, to });

/** Folders around the library, which use it as its users do, through index.ts. */
const around = {
  checkpoint: [],
  "adapters/jax-js": [],
  "adapters/tfjs": [],
  mpi: ["adapters/jax-js"],
  federated: ["adapters/jax-js"],
  train: ["checkpoint", "adapters/jax-js", "minimize", "mpi"],
  datasets: ["train"],
  compare: ["train", "checkpoint"],
};

/** Folders of site/ and what of it each may import besides itself. */
const site = {
  engine: [],
  figures: [],
  live: ["engine", "figures"],
  lab: ["engine", "figures", "offline"],
  fit: ["engine", "figures", "lab", "offline"],
  build: ["live", "lab"],
  docs: ["build", "live", "offline"],
  test: ["engine", "fit"],
  bench: [],
};

/** What the folders of site/ that know no page take from packages. */
const packages = {
  engine: ["glissade", "@noble/hashes", "fastest-levenshtein"],
  figures: ["d3-array", "d3-contour"],
  live: [],
};

export default {
  forbidden: [
    error("no-circular", {}, { circular: true }),
    ...Object.entries(layers).map(([layer, below]) =>
      error(
        `${layer}-imports-what-is-below`,
        { path: `^src/${layer}/` },
        // Modules of Node are the next rule's.
        { pathNot: `^src/(${[layer, ...below].join("|")})/`, dependencyTypesNot: ["core"] },
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
      {
        path: "^src/",
        pathNot:
          "^src/(train|datasets|compare|cli)/|^src/(checkpoint/files|runtime/host/native/node|runtime/host/threads/start-worker|runtime/webgpu/node|mpi/(connect|heart|heartbeat|library|ranks|world))\\.ts$",
      },
      { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "core"] },
    ),
    ...Object.entries(site).map(([folder, others]) =>
      error(
        `site-${folder}-imports-what-is-below`,
        { path: `^site/${folder}/` },
        { path: "^site/", pathNot: `^site/((${[folder, ...others].join("|")})[/.]|node_modules/)` },
      ),
    ),
    ...Object.entries(packages).map(([folder, names]) =>
      error(
        `site-${folder}-knows-no-page`,
        { path: `^site/${folder}/` },
        {
          path: "(^|/)node_modules/",
          pathNot: `(^|/)node_modules/(@types/)?(${names.join("|") || "none"})/`,
        },
      ),
    ),
    // Types see to it that only what the package exports is imported.
    error(
      "site-uses-the-package",
      { path: "^site/" },
      { path: "^(src|test|tools|bench|examples)/", pathNot: "^test/platform/browsers\\.mjs$" },
    ),
    error(
      "site-uses-the-package-not-its-files",
      { path: "^site/" },
      { path: "^(src|dist)/", dependencyTypes: ["local"] },
    ),
    error("source-imports-no-tests", { path: "^src/" }, { path: "^test/" }),
  ],
  options: {
    exclude: { path: "\\.test\\.ts$|^site/(dist|\\.prepared|\\.types)/" },
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
