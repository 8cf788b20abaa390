/**
 * Programs and all that they import, the library from its sources: one file for one program, or several programs with one copy of what they
 * share. For Node, which runs them as they are.
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type RolldownBuild, rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What stands behind each door of the package, from the package's own list: the source of what is built for it. */
const doors = Object.entries<{ readonly default: string } | string>(
  JSON.parse(readFileSync(`${root}package.json`, "utf8")).exports,
).flatMap(([name, door]) =>
  typeof door === "string"
    ? []
    : [[name.replace(".", "glissade"), door.default.replace("./dist", `${root}src`).replace(/js$/, "ts")]],
);

/** Files, and codes by name as if they stood in the root. */
const building = (input: string | string[], codes: ReadonlyMap<string, string>): Promise<RolldownBuild> =>
  rolldown({
    input,
    platform: "node",
    external: ["canvas", "@tensorflow/tfjs"],
    resolve: {
      // The shortest last: it begins all the others.
      alias: Object.fromEntries(doors.toReversed()),
    },
    plugins: [
      {
        name: "virtual",
        resolveId: (id) => (codes.has(id) ? id : undefined),
        load: (id) => codes.get(id),
      },
    ],
  });

/** The code of a bundled program: JavaScript or TypeScript that stands in a file, or `code` as if it stood in the root. */
export async function bundle(
  program: { readonly file: string } | { readonly code: string },
): Promise<string> {
  const virtual = `${root}program.ts`;
  const codes = new Map("code" in program ? [[virtual, program.code]] : []);
  const build = await building("file" in program ? program.file : virtual, codes);
  const { output } = await build.generate({ format: "esm", codeSplitting: false });
  await build.close();
  return output[0].code;
}

/** Writes programs into a folder as `program0.mjs` and so on, beside what they share. */
export async function bundleInto(folder: string, programs: readonly string[]): Promise<void> {
  const codes = new Map(programs.map((code, k) => [`${root}program${k}.ts`, code]));
  const build = await building([...codes.keys()], codes);
  await build.write({
    dir: folder,
    format: "esm",
    entryFileNames: "[name].mjs",
    chunkFileNames: "[name]-[hash].mjs",
  });
  await build.close();
}
