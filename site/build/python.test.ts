/** Pages whose Python is not the one that was run end the build. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { documentsIn } from "./prepare.ts";
import { changedPython, checkPython } from "./python.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = "docs/a.md";
const text = (code: string) => `# A\n\n\`\`\`python\n${code}\`\`\`\n`;
const ran = { [page]: [{ sha256: createHash("sha256").update("print(1)\n").digest("hex") }] };

it("the pages of this repository have the Python that was run", () => {
  expect(() => checkPython(root, documentsIn(root))).not.toThrow();
});

it.each([
  ["the same", "print(1)\n", []],
  ["another", "print(2)\n", [page]],
])("%s", (_, code, changed) => {
  expect(changedPython(new Map([[page, text(code)]]), ran)).toEqual(changed);
});

it("Python that was never run, and Python that is gone", () => {
  expect(changedPython(new Map([["docs/b.md", text("print(1)\n")]]), ran)).toEqual(["docs/b.md"]);
  expect(changedPython(new Map([[page, "# A\n"]]), ran)).toEqual([page]);
});
