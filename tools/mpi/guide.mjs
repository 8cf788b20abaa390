/** The programs of docs/guide/many-processes.md on two ranks: they print what stands there. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const page = "docs/guide/many-processes.md";

/** Runs every program that is followed by what it prints. */
export function guide({ root, ranks, right }) {
  const text = readFileSync(join(root, page), "utf8");
  const blocks = [...text.matchAll(/```js\n(.*?)```\s+```text\n(.*?)```/gs)];
  assert(blocks.length > 0, `${page} has no program`);
  for (const [, program, printed] of blocks) {
    const found = right(ranks(2, ["--input-type=module", "-e", program], { cwd: root }));
    // Ranks print when they come to it.
    assert.deepEqual(found.split("\n").sort(), printed.trim().split("\n").sort(), program);
  }
  console.log(`${blocks.length} programs of ${page} print what stands there`);
}
