/** Examples of pages: their code compiles as a user's strict program would, runs to its end and prints what it says. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { format } from "node:util";
import { vi } from "vitest";
import { bundle } from "./bundle.ts";
import { diagnose } from "./types/diagnose.ts";

/** The TypeScript of a page of the repository, block by block. */
export function examplesOf(path: string): string[] {
  const page = readFileSync(fileURLToPath(new URL(`../${path}`, import.meta.url)), "utf8");
  return [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code!);
}

/** What the compiler says of examples. */
export function problemsOf(examples: readonly string[]): string[] {
  const sources = examples.map((code, k) => [
    `example${k}`,
    code
      .replace('"glissade"', '"../../src/index.ts"')
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
  const folder = mkdtempSync(join(tmpdir(), "example-"));
  const log = vi.spyOn(console, "log").mockReturnValue();
  try {
    const file = join(folder, "example.mjs");
    writeFileSync(file, await bundle({ code }));
    await import(/* @vite-ignore */ pathToFileURL(file).href);
    return log.mock.calls.map((values) => format(...values));
  } finally {
    log.mockRestore();
    rmSync(folder, { recursive: true });
  }
}

/** What an example says that it prints: comments behind `console.log(...)`; none where it has no such comments. */
export const promised = (code: string): string[] =>
  [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text!);
