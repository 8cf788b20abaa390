/**
 * The TypeScript compiler on small sources that exist in memory only, next to the tests: what it says of each.
 * One program for all of them, since most of its time goes into the libraries' declarations; these are parsed once.
 */
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Paths of files of this package, from its root. */
export const inPackage = (path: string): string => `${root}${path}`;

/** Files as they were parsed. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/**
 * Messages of the type checker, by the name of the source; an empty list means that it compiles.
 *
 * @param sources - texts by name; they may import `../../src/...`.
 * @param files - files of the package to check as well, by their path from its root.
 * @param overrides - settings that differ from the package's own.
 */
export function diagnose(
  sources: Readonly<Record<string, string>>,
  files: readonly string[] = [],
  overrides: ts.CompilerOptions = {},
): Record<string, string[]> {
  const { config } = ts.readConfigFile(inPackage("tsconfig.json"), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, root);
  // Names of unused declarations are no concern of these sources.
  const settings: ts.CompilerOptions = { ...options, types: [], noUnusedLocals: false, ...overrides };
  const paths = new Map(
    Object.keys(sources).map((name) => [inPackage(`test/types/${name}.virtual.ts`), name]),
  );
  const host = ts.createCompilerHost(settings);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (path) => paths.has(path) || fileExists(path);
  host.readFile = (path) => (paths.has(path) ? sources[paths.get(path)!] : readFile(path));
  host.getSourceFile = (path, language, ...rest) => {
    if (paths.has(path)) return ts.createSourceFile(path, sources[paths.get(path)!]!, language);
    if (!parsed.has(path)) parsed.set(path, getSourceFile(path, language, ...rest));
    return parsed.get(path);
  };
  const names = new Map([...paths, ...files.map((file) => [inPackage(file), file] as const)]);
  const program = ts.createProgram([...names.keys()], settings, host);
  return Object.fromEntries(
    [...names].map(([path, name]) => {
      const file = program.getSourceFile(path)!;
      const found = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
      // A message shows a type that is a text with its quotes escaped.
      const texts = found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
      return [name, texts.map((text) => text.replaceAll('\\"', '"'))];
    }),
  );
}
