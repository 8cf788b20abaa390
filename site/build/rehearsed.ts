/**
 * The first worker runs one race, the same on every machine. So the build rehearses that race and leaves out what of the library it does not
 * call: bodies of functions, and the texts of errors. Whoever comes there all the same meets a `throw`, and the page races with the other worker,
 * which has everything.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin, parseAst } from "vite";

const site = fileURLToPath(new URL("..", import.meta.url));

/** Which characters of each of the library's files the rehearsal has run, by the file's path. */
async function rehearsed(): Promise<ReadonlyMap<string, Uint8Array>> {
  const folder = mkdtempSync(join(site, "node_modules/.rehearsal-"));
  try {
    await build({
      configFile: false,
      logLevel: "error",
      build: {
        ssr: join(site, "lab/rehearsal.ts"),
        outDir: folder,
        rolldownOptions: { external: /^glissade/, output: { entryFileNames: "rehearsal.mjs" } },
      },
    });
    const coverage = join(folder, "coverage");
    for (const engine of ["compiles", "forbidden", "scalar", "none"])
      execFileSync(process.execPath, [join(folder, "rehearsal.mjs"), engine], {
        env: { ...process.env, NODE_V8_COVERAGE: coverage },
      });
    return runIn(readdirSync(coverage).map((name) => JSON.parse(readFileSync(join(coverage, name), "utf8"))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A report of V8, as far as it is read here. */
interface Report {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly ranges: readonly {
        readonly startOffset: number;
        readonly endOffset: number;
        readonly count: number;
      }[];
    }[];
  }[];
}

/** What ran in any of the reports. Of ranges within each other the inner one counts. */
function runIn(reports: readonly Report[]): Map<string, Uint8Array> {
  const library = pathToFileURL(join(site, "../dist/")).href;
  const all = new Map<string, Uint8Array>();
  for (const { url, functions } of reports.flatMap(({ result }) => result)) {
    if (!url.startsWith(library)) continue;
    const path = fileURLToPath(url);
    const run = new Uint8Array(readFileSync(path, "utf8").length);
    const ranges = functions
      .flatMap((each) => each.ranges)
      .sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
    for (const { startOffset, endOffset, count } of ranges)
      run.fill(Math.min(count, 1), startOffset, endOffset);
    const before = all.get(path);
    all.set(path, before ? run.map((isRun, at) => isRun | (before[at] as number)) : run);
  }
  return all;
}

/** A node of the syntax tree. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as Node).type === "string";

/** What stands in the place of a piece of the text. */
interface Change {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What is left out in a tree; of pieces within each other the outermost. */
function* leftOut(
  node: Node,
  code: string,
  isRun: (start: number, end: number) => boolean,
): Generator<Change> {
  const { type, start, end } = node;
  if (!isRun(start, end)) {
    if (type === "ThrowStatement") return yield { start, end, text: "throw 0;" };
    if (
      type === "ArrowFunctionExpression" ||
      type === "FunctionExpression" ||
      type === "FunctionDeclaration"
    ) {
      const { body } = node as Node & { readonly body: Node };
      // The body of an arrow function may stand in parentheses.
      const from = type === "ArrowFunctionExpression" ? code.lastIndexOf("=>", body.start) + 2 : body.start;
      return yield { start: from, end, text: "{throw 0}" };
    }
  }
  for (const value of Object.values(node).flat()) if (isNode(value)) yield* leftOut(value, code, isRun);
}

/** A module without what was not run. */
export function withoutUnused(code: string, run: Uint8Array): string {
  const isRun = (start: number, end: number): boolean => run.subarray(start, end).includes(1);
  return [...leftOut(parseAst(code) as unknown as Node, code, isRun)]
    .reverse()
    .reduce((text, { start, end, text: piece }) => text.slice(0, start) + piece + text.slice(end), code);
}

/** The plugin, for workers. */
export function onlyRehearsed(): Plugin {
  let run: ReadonlyMap<string, Uint8Array> | null = null;
  return {
    name: "only-rehearsed",
    apply: "build",
    enforce: "pre",
    async options({ input }) {
      run = typeof input === "string" && /first-worker/.test(input) ? await rehearsed() : null;
    },
    transform(code, id) {
      const part = run?.get(id);
      return part && withoutUnused(code, part);
    },
  };
}
