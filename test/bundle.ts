/** One file of a program and all that it imports, the library from its sources: for programs that Node runs as they are. */
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));

const subpaths = ["train", "datasets", "checkpoint", "language", "adapters/jax-js", "adapters/tfjs"];

/** The code of a bundled program: JavaScript or TypeScript that stands in a file, or `code` as if it stood in the root. */
export async function bundle(
  program: { readonly file: string } | { readonly code: string },
): Promise<string> {
  const virtual = `${root}program.ts`;
  const build = await rolldown({
    input: "file" in program ? program.file : virtual,
    platform: "node",
    external: ["canvas", "@tensorflow/tfjs"],
    resolve: {
      alias: {
        ...Object.fromEntries(subpaths.map((name) => [`glissade/${name}`, `${root}src/${name}/index.ts`])),
        glissade: `${root}src/index.ts`,
      },
    },
    plugins: [
      {
        name: "virtual",
        resolveId: (id) => (id === virtual ? id : undefined),
        load: (id) => (id === virtual && "code" in program ? program.code : undefined),
      },
    ],
  });
  const { output } = await build.generate({ format: "esm", codeSplitting: false });
  await build.close();
  return output[0].code;
}
