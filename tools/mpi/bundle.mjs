/** The programs that ranks and pages run, from their sources: no build of the package is needed. */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { rolldown } from "rolldown";

/** The conformance table declares tests where it is loaded by vitest; these programs take its rows alone, and assert nothing. */
const withoutVitest = {
  name: "without-vitest",
  resolveId: (id) => (id === "vitest" ? "\0vitest" : undefined),
  load: (id) =>
    id === "\0vitest"
      ? "export const test = Object.assign(() => {}, { fails() {} });\nexport const expect = undefined;"
      : undefined,
};

/** The oracle's table reads its folder; a bundle has its files. */
const withOracles = {
  name: "with-oracles",
  transform(code, id) {
    if (!id.endsWith("/test/oracle/index.ts")) return undefined;
    const files = readdirSync(dirname(id)).filter((file) => /^[^.]+\.ts$/.test(file) && file !== "index.ts");
    const imports = files.sort().map((file, index) => `import * as file${index} from "./${file}";\n`);
    const modules = /await Promise\.all\(.*?\n\);/s;
    if (!modules.test(code)) throw new Error("test/oracle/index.ts loads its files in another way");
    const readsNone = code.replace(/import \{ readdirSync \}.*\n/, "").replace(/^const files = .*?;\n/ms, "");
    return imports.join("") + readsNone.replace(modules, `[${files.map((_, index) => `file${index}`)}];`);
  },
};

/**
 * Writes programs, given by their paths from the repository's root, into a folder two levels below it: `tools/mpi/digests.ts` as `digests.mjs`.
 * `platform`: "node" or "browser". A page has no variables of the environment, and loads nothing of Node.
 */
export async function bundle(root, folder, files, platform = "node") {
  const build = await rolldown({
    input: Object.fromEntries(files.map((file) => [basename(file, ".ts"), join(root, file)])),
    platform,
    external: [/^@jax-js\//, /^node:/],
    transform: platform === "browser" ? { define: { "process.env.GLISSADE_TABLE": "undefined" } } : {},
    plugins: [withoutVitest, withOracles],
  });
  await build.write({
    format: "esm",
    dir: folder,
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name].mjs",
    codeSplitting: true,
  });
  await build.close();
}
