/** What is in the package: few modules, none with a top-level await, one without `import()`; links and maps that lead somewhere. */
import { strict as assert } from "node:assert";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import ts from "typescript-6";

const filesOf = (folder, ends) =>
  readdirSync(folder, { recursive: true })
    .map((file) => file.split(sep).join("/"))
    .filter((file) => file.endsWith(ends))
    .sort();

/** What a module imports, by static and by dynamic imports, and whether it waits while it is loaded. */
function look(path) {
  const source = ts.createSourceFile(path, readFileSync(path, "utf8"), ts.ScriptTarget.ES2022, true);
  const found = { static: [], dynamic: [], waits: false };
  const visit = (node, isTop) => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.static.push(node.moduleSpecifier.text);
    }
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      found.dynamic.push(node.arguments[0].text);
    }
    if (isTop && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier)))
      found.waits = true;
    ts.forEachChild(node, (child) => visit(child, isTop && !ts.isFunctionLike(child)));
  };
  visit(source, true);
  return found;
}

const isOwn = (id) => id.endsWith(".js");

/** All modules that some import, however far. */
function reachedFrom(entries, looked) {
  const reached = new Set(entries);
  for (const file of reached) {
    const found = looked.get(file);
    for (const id of found ? [...found.static, ...found.dynamic] : [])
      reached.add(id.startsWith(".") ? posix.join(dirname(file), id) : id);
  }
  return reached;
}

/** What the core loads when it is first asked for: devices, loops of linear algebra, explanations and profiles, edits of rows. */
const later = [
  ...["begin", "edit", "explain", "explain-lbfgs", "explain-newton", "js", "loops", "native"],
  ...["profile", "profile2", "reset-state", "threads"],
];

/** The core is one module on that of the language, and a list of public names; chunks for what is asked for seldom; one file stands alone. */
export function fewFiles({ installed }) {
  const dist = join(installed, "dist");
  const looked = new Map(filesOf(dist, ".js").map((file) => [file, look(join(dist, file))]));
  for (const [file, { waits }] of looked) assert(!waits, `${file} has a top-level await`);
  const nothing = { static: [], dynamic: [], waits: false };
  assert.deepEqual(looked.get("index.js"), { ...nothing, static: ["./language.js", "./core.js"] });
  assert.deepEqual(looked.get("language.js"), nothing);
  // In Node alone, and for its device alone, it imports what may not be there.
  assert.deepEqual(looked.get("static.js"), { ...nothing, dynamic: ["webgpuPackage"] });
  const core = looked.get("core.js");
  assert.deepEqual(core.static, ["./language.js"]);
  const chunks = [...new Set(core.dynamic)].map((id) => id.slice(2, -3)).sort();
  assert.deepEqual(chunks, later);
  assert(!reachedFrom(["index.js"], looked).has("jax.js"));
  // A page that only uses the language does not load the core. What the trainer takes of it too is a chunk of its own.
  const language = { ...nothing, static: ["../language.js", "../read-expression.js", "../language2.js"] };
  assert.deepEqual(looked.get("language/index.js"), language);
  assert.deepEqual(looked.get("language2.js").static, ["./language.js", "./read-expression.js"]);
  // Curves take of it what reads and differentiates a formula; the core they load where a formula is compiled.
  const curves = {
    ...nothing,
    static: ["../language.js", "../system.js", "../triangle.js", "../read-expression.js"],
    dynamic: ["../compiled.js", "../crew.js"],
  };
  assert.deepEqual(looked.get("system.js"), nothing);
  assert.deepEqual(looked.get("curves/index.js"), curves);
  assert.deepEqual(looked.get("read-expression.js").static, ["./language.js"]);
  // jax-js looks for a page's devices when it is asked to.
  assert.deepEqual(looked.get("jax.js").dynamic.sort(), ["./jax-webgl.js", "./jax-webgpu.js"]);
  assert(!/Symbol\.\w+ \?\?=/.test(readFileSync(join(dist, "jax.js"), "utf8")), "jax.js changes globals");
  // Bundlers of pages take what stands instead of files of checkpoints.
  const conditions = { browser: "./dist/checkpoint/no-files.js", default: "./dist/checkpoint/files.js" };
  const { imports } = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  assert.deepEqual(imports, { "#checkpoint-files": conditions });
  const folders = [
    "language",
    "curves",
    "train",
    "datasets",
    "checkpoint",
    "mpi",
    "federated",
    "adapters/jax-js",
    "adapters/tfjs",
  ];
  const instead = "checkpoint/no-files.js";
  const entries = [
    "index.js",
    "static.js",
    "cli/main.js",
    // Started by their addresses.
    "cli/compare-worker.js",
    "web-worker.js",
    "curves-worker.js",
    "checkpoint/files.js",
    instead,
    ...folders.map((folder) => `${folder}/index.js`),
  ];
  const all = [...reachedFrom(entries, looked)].filter(isOwn).sort();
  assert.deepEqual([...looked.keys()], all);
  // What a page loads for the trainer and the adapters.
  const inPage = [
    "index.js",
    "language/index.js",
    "curves/index.js",
    "federated/index.js",
    "train/index.js",
    "checkpoint/index.js",
    "adapters/jax-js/index.js",
    "adapters/tfjs/index.js",
  ];
  // Only Node comes to where `webgpuPackage` is imported.
  const strange = [...reachedFrom([...inPage, instead], looked)].filter(
    (id) => !isOwn(id) && id !== "#checkpoint-files" && id !== "webgpuPackage",
  );
  assert.deepEqual(strange, [], "modules that a page does not have");
  return [`${all.length} modules: ${all.join(", ")}`];
}

/** Relative links of all pages in the package lead to files that are in it, and to headings that are there. */
export function linksWork({ installed }) {
  const slug = (heading) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replaceAll(" ", "-");
  const headings = (path) =>
    [...readFileSync(path, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      slug(heading.replaceAll("`", "")),
    );
  const dead = [];
  let count = 0;
  for (const page of filesOf(installed, ".md")) {
    const text = readFileSync(join(installed, page), "utf8")
      .replace(/```.*?```/gs, "")
      .replace(/`[^`\n]*`/g, "");
    for (const [, link] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(link)) continue;
      count++;
      const [path, anchor] = link.split("#");
      const target = path ? join(installed, dirname(page), path) : join(installed, page);
      const isThere = existsSync(target) && !relative(installed, target).startsWith("..");
      const hasAnchor = isThere && (!anchor || (target.endsWith(".md") && headings(target).includes(anchor)));
      if (!hasAnchor) dead.push(`${page}: ${link}`);
    }
  }
  assert.deepEqual(dead, [], "links that lead nowhere in the package");
  return [`${count} links`];
}

/** Every declaration has a map, and every map's sources are in the package. Those of jax-js are shipped without. */
export function sourcesOfMaps({ installed }) {
  const types = join(installed, "dist/types");
  const declarations = filesOf(types, ".d.ts").filter((file) => file !== "train/jax-js.d.ts");
  for (const file of declarations) {
    const map = join(types, `${file}.map`);
    const { sources, sourceRoot = "" } = JSON.parse(readFileSync(map, "utf8"));
    for (const source of sources) {
      const path = join(dirname(map), sourceRoot, source);
      assert(
        existsSync(path) && statSync(path).size > 0,
        `${file}.map names ${source}, which is not in the package`,
      );
    }
  }
  assert(declarations.length > 50);
  return [`${declarations.length} declarations lead to their sources`];
}
