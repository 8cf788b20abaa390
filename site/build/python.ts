/**
 * The Python of the pages is the one that was run: the golden vectors' environment runs it and writes down each block's hash. A page with
 * another text would show an output that nothing has printed, so the build ends.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What was run, by page. */
type Ran = Readonly<Record<string, readonly { readonly sha256: string }[]>>;

/** Pages whose Python is not the one that was run. */
export function changedPython(pages: ReadonlyMap<string, string>, ran: Ran): string[] {
  return [...pages].flatMap(([page, text]) => {
    const blocks = [...text.matchAll(/^```python\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);
    const hashes = blocks.map((code) => createHash("sha256").update(code).digest("hex"));
    const known = (ran[page] ?? []).map(({ sha256 }) => sha256);
    return hashes.join() === known.join() ? [] : [page];
  });
}

/** Throws where the Python of a page has changed since it was run. */
export function checkPython(root: string, pages: ReadonlyMap<string, string>): void {
  const ran = JSON.parse(readFileSync(join(root, "test/golden/pages.json"), "utf8")) as Ran;
  const changed = changedPython(pages, ran);
  if (changed.length)
    throw new Error(
      `the Python of these pages has changed since it was run; run tools/golden/pages.py: ${changed.join(", ")}`,
    );
}
