import { expect, test } from "vitest";
import { linked } from "./links.ts";

const files = new Set([
  "docs/guide/first.md",
  "docs/optimizers/README.md",
  "docs/exercises/4-r1.svg",
  "src/optimizers/adam.ts",
  "README.md",
  "examples/page/index.html",
]);
const repository = {
  isFile: (path: string) => files.has(path),
  isFolder: (path: string) => [...files].some((file) => file.startsWith(`${path}/`)),
};
const turned = (text: string, from = "docs/guide/first.md", page = "guide/first.md") =>
  linked(text, from, page, repository);

test("links to documents lead to their pages, anchors included", () => {
  expect(turned("[a](../../README.md#use) [b](../optimizers/README.md) [c](first.md)").text).toBe(
    "[a](../overview.md#use) [b](../optimizers/index.md) [c](./first.md)",
  );
  expect(turned("[folder](../optimizers)").text).toBe("[folder](../optimizers/index.md)");
});

test("links to sources lead to copies, which are asked for", () => {
  const { text, sources } = turned(
    "[`adam`](../../src/optimizers/adam.ts), [page](../../examples/page/index.html)",
  );
  expect(text).toBe(
    "[`adam`](../source/src/optimizers/adam.ts.md), [page](../source/examples/page/index-html.md)",
  );
  expect(sources).toEqual(["src/optimizers/adam.ts", "examples/page/index.html"]);
});

test("pictures are asked for; the lab is a page of its own; other hosts and places in a page stay", () => {
  const { text, pictures } = turned(
    "![r1](../exercises/4-r1.svg) [lab](../../site/lab) [x](https://a.b/c) [y](#z)",
  );
  expect(text).toBe("![r1](../exercises/4-r1.svg) [lab](../lab/index.html) [x](https://a.b/c) [y](#z)");
  expect(pictures).toEqual(["docs/exercises/4-r1.svg"]);
});

test("code is left alone", () => {
  const code = "`[a](b)`\n\n```ts\nconst x = f[0](y);\n```\n\n````md\n```\n[a](b)\n```\n````";
  expect(turned(code)).toMatchObject({ text: code, problems: [] });
});

test("a link that leads nowhere is a problem that names document and target", () => {
  expect(turned("[gone](gone.md)").problems).toEqual([
    "docs/guide/first.md links to gone.md, which is not there",
  ]);
  expect(turned("[src](../../src)").problems).toHaveLength(1);
});
