/**
 * The reference of the API, from the declarations and docstrings of every public entry of the package: Markdown in a folder. A
 * warning is an error. What a declaration names without exporting it is documented too, under "types" of its entry.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { Application } from "typedoc";

/** Options of the two plugins, whose types typedoc does not know. */
const pluginOptions = {
  internalModule: "types",
  entryFileName: "index",
  hidePageHeader: true,
  useCodeBlocks: true,
  parametersFormat: "table",
  interfacePropertiesFormat: "table",
  tableColumnSettings: { hideInherited: true, hideOverrides: true, hideModifiers: true },
};

/** jax-js, which the package carries, has a reference of its own. */
const foreign = "train/jax-js.d.ts";

/** Declarations of public entries and what a program imports for them, from the `exports` of a package.json; the first of two names. */
export function entriesOf(manifest: string): Map<string, string> {
  const { name, exports } = JSON.parse(manifest) as {
    name: string;
    exports: Record<string, string | { types: string }>;
  };
  const entries = new Map<string, string>();
  for (const [path, target] of Object.entries(exports)) {
    if (typeof target === "string" || entries.has(target.types)) continue;
    entries.set(target.types, path.replace(".", name));
  }
  return entries;
}

/**
 * Most functions of the package are constants that other functions made, `adam` too. The tag has them documented as what they
 * are: with options and result, not as variables of a type.
 */
export const asFunctions = (declarations: string): string =>
  declarations.replace(/\/\*\*((?:(?!\*\/).)*\*\/\nexport declare const \w+: )/gs, "/** @function\n *$1");

/** The page that lists the entries, each with the sentence that its own page begins with. */
export function withSentences(index: string, read: (page: string) => string): string {
  const lead =
    "What a program can import, from the declarations and docstrings of the package. For how to use it read [the guide](../guide/index.md) first.";
  const list = index.replace(/^- \[([^\]]+)\]\((.+)\)$/gm, (line, name: string, page: string) => {
    const [, said = ""] = /^# .*\n+([^#]+?)\n\n/m.exec(read(page)) ?? [];
    const sentence = said
      .replace(/\s+/g, " ")
      .replace(/^(`[^`]+`|Glissade): /, "")
      .replace(/[;.] named re-exports only\./i, ".");
    return sentence ? `- [\`${name}\`](${page}): ${sentence}` : line;
  });
  return list.replace(/^## Modules$/m, lead);
}

/**
 * Writes the reference of the package at `root` to `folder`. The built declarations are read, since they are what users get and hide
 * what is private, from `copies` of them: as `.ts`, because typedoc does not warn of comments in `.d.ts`.
 */
export async function writeApi(root: string, folder: string, copies: string): Promise<void> {
  const types = join(root, "dist/types");
  const entries = entriesOf(readFileSync(join(root, "package.json"), "utf8"));
  const entryPoints: string[] = [];
  rmSync(copies, { recursive: true, force: true });
  for (const path of readdirSync(types, { recursive: true, encoding: "utf8" })) {
    if (!path.endsWith(".d.ts")) continue;
    const text = readFileSync(join(types, path), "utf8");
    const name = entries.get(`./dist/types/${path.replaceAll("\\", "/")}`);
    const file = join(copies, path.endsWith(foreign) ? path : path.replace(/\.d\.ts$/, ".ts"));
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, name ? text.replace(" */", `\n *\n * @module ${name}\n */`) : asFunctions(text));
    if (name) entryPoints.push(file);
  }
  const tsconfig = join(copies, "tsconfig.json");
  writeFileSync(
    tsconfig,
    JSON.stringify({ extends: join(root, "tsconfig.json"), include: [], files: entryPoints }),
  );

  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown", "typedoc-plugin-missing-exports"],
    name: "API",
    basePath: copies,
    entryPoints,
    tsconfig,
    readme: "none",
    disableSources: true,
    externalPattern: ["**/node_modules/**", `**/${foreign}`],
    excludeExternals: true,
    excludeInternal: true,
    intentionallyNotExported: ["__module", "jax", "Array"].map((name) => `${foreign}:${name}`),
    // The compiler that wrote them has checked them.
    skipErrorChecking: true,
    logLevel: "Warn",
    outputs: [{ name: "markdown", path: folder }],
    ...pluginOptions,
  });
  const project = await app.convert();
  if (project) {
    app.validate(project);
    await app.generateOutputs(project);
  }
  const { errorCount, warningCount } = app.logger;
  if (!project || errorCount + warningCount > 0) {
    throw new Error("the reference of the API has errors or warnings: see above");
  }
  const index = join(folder, "index.md");
  writeFileSync(
    index,
    withSentences(readFileSync(index, "utf8"), (page) => readFileSync(join(folder, page), "utf8")),
  );
}
