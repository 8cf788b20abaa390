/** Examples of pages: their code compiles as a user's strict program would, runs to its end and prints what it says. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";
import { vi } from "vitest";
import { bundleInto } from "./bundle.ts";
import { diagnose } from "./types/diagnose.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** All pages with code: documents of the repository and the site's first page, from the root. */
export const pages: readonly string[] = [
  ...["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md", "FEATURES.md"],
  ...["examples/README.md", "site/docs/index.md"],
  ...readdirSync(`${root}docs`, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".md"))
    .map((path) => `docs/${path.replaceAll("\\", "/")}`)
    .sort(),
];

/** A block of code on a page. */
export interface Block {
  readonly page: string;
  readonly language: string;
  readonly code: string;
  /** All that stands above it. */
  readonly before: string;
  /** The next block of `text` below it: what it prints, where it says nothing else. Several blocks may share one. */
  readonly shown: string | undefined;
}

/** All blocks of a page. */
export function everyBlockOf(page: string): Block[] {
  const source = readFileSync(`${root}${page}`, "utf8");
  const all = [...source.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map((match) => ({
    page,
    language: match[2]!,
    code: match[3]!.replaceAll(new RegExp(`^${match[1]}`, "gm"), ""),
    before: source.slice(0, match.index),
  }));
  return all.map((block, at) => ({
    ...block,
    shown: all.slice(at).find(({ language }) => language === "text")?.code,
  }));
}

/** The blocks of a page of the repository in one language. */
export const blocksOf = (page: string, language: string): Block[] =>
  everyBlockOf(page).filter((block) => block.language === language);

/** The TypeScript of a page of the repository, block by block. */
export const examplesOf = (page: string): string[] => blocksOf(page, "ts").map(({ code }) => code);

/** What the compiler says of examples. */
export function problemsOf(examples: readonly string[]): string[] {
  const sources = examples.map((code, k) => [
    `example${k}`,
    code
      .replaceAll('"glissade"', '"../../src/index.ts"')
      .replace(/"glissade\/([\w/-]+)"/g, '"../../src/$1/index.ts"'),
  ]);
  // Strict, as `tsc --init` has it; an index is not taken for one that may be missing.
  const found = diagnose(Object.fromEntries(sources), [], { noUncheckedIndexedAccess: false });
  return Object.entries(found).flatMap(([name, messages]) =>
    messages.map((message) => `${name}: ${message}`),
  );
}

/** Lines that an example prints. */
export async function printed(code: string): Promise<string[]> {
  const run = await runnerOf([code]);
  try {
    return await run.printed(0);
  } finally {
    run.dispose();
  }
}

/** Examples ready to run. */
export interface Runner {
  /** Lines that one of them prints. */
  printed(at: number): Promise<string[]>;
  /** Removes their files. */
  dispose(): void;
}

/** Bundles examples once, with one copy of the library for all. */
export async function runnerOf(examples: readonly string[]): Promise<Runner> {
  const folder = mkdtempSync(join(tmpdir(), "examples-"));
  await bundleInto(folder, examples);
  return {
    async printed(at) {
      const log = vi.spyOn(console, "log").mockReturnValue();
      try {
        await import(/* @vite-ignore */ pathToFileURL(join(folder, `program${at}.mjs`)).href);
        return log.mock.calls.map((values) => format(...values));
      } finally {
        log.mockRestore();
      }
    },
    dispose: () => rmSync(folder, { recursive: true }),
  };
}

/** What an example says that it prints: comments behind `console.log(...)`; none where it has no such comments. */
export const promised = (code: string): string[] =>
  [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text!);
