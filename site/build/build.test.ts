/** Small parts of the build: live components, policy, lists, service worker, reference. What is built as a whole, the build checks. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { asFunctions, entriesOf, withSentences } from "./api.ts";
import { withLive } from "./live.ts";
import { llmsTexts, summaryOf } from "./llms.ts";
import { isKept, serviceWorker } from "./offline.ts";
import { withPolicy } from "./policy.ts";
import { documentsIn, preparedFrom } from "./prepare.ts";
import { sourcePage } from "./sources.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

test("live components stand in front of the first heading, in the order of the table", () => {
  const table = [
    { pages: /^optimizers\//, tag: '<A optimizer="$title" />' },
    { pages: /^optimizers\//, where: /^### `/m, tag: "<B />" },
    { pages: /^other/, tag: "<C />" },
  ];
  const text = "# adam\n\nA paper.\n\nA summary.\n\n## Equations\n\n### `torch`\n";
  const with2 =
    '# adam\n\nA paper.\n\nA summary.\n\n<A optimizer="adam" />\n\n<B />\n\n## Equations\n\n### `torch`\n';
  expect(withLive(text, "optimizers/adam.md", table)).toBe(with2);
  expect(withLive(text, "guide/adam.md", table)).toBe(text);
  expect(() => withLive("# adam\n", "optimizers/adam.md", table)).toThrow(
    "optimizers/adam.md has no place for <A",
  );
});

test("the documents of this repository have no broken link, and every optimizer has its race", () => {
  const { pages } = preparedFrom(root, documentsIn(root));
  expect(pages.get("optimizers/yogi.md")).toContain('<LiveFigure figure="race" of="yogi" />');
  expect(pages.has("source/src/optimizers/yogi.ts.md")).toBe(true);
  expect(pages.has("guide/index.md")).toBe(true);
});

test("the copy of a source has a fence longer than any of its own", () => {
  expect(sourcePage("a/b.ts", "/** ````x```` */\n")).toContain("\n`````ts\n/** ````x```` */\n`````\n");
});

test("a page's policy allows its inline scripts by their hashes and no other", () => {
  const script = "window.x = 1";
  const html = withPolicy(
    `<head><meta charset="utf-8"><script>${script}</script><script src="a.js"></script></head>`,
  );
  const hash = createHash("sha256").update(script).digest("base64");
  expect(html).toContain(`script-src 'self' 'wasm-unsafe-eval' 'sha256-${hash}';`);
  expect(html.match(/sha256/g)).toHaveLength(1);
  expect(() => withPolicy("<head></head>")).toThrow("charset");
});

test("lists for language models", () => {
  const texts: Record<string, string> = {
    "guide/a.md": "# A `b`\n\n![x](y.svg)\n\nSays [what](c.md) it\ndoes.\n",
    "optimizers/adam.md":
      '# adam\n\nThe paper.\n\nThe summary.\n\n<LiveFigure figure="race" of="adam" />\n\n## More\n',
  };
  const sections = [{ text: "Guide", pages: Object.keys(texts) }];
  const { list, full } = llmsTexts(sections, (page) => texts[page]!);
  expect(list).toContain(
    "## Guide\n\n- [A b](guide/a.html): Says what it does.\n- [adam](optimizers/adam.html): The summary.\n",
  );
  expect(full).toContain("The summary.\n\n## More");
  expect(summaryOf("# A\n\n```sh\nx\n```\n", "a.md")).toBe("");
  expect(summaryOf("# A\n\n_A notebook: how._\n\n**Question:** in order:\n", "a.md")).toBe(
    "Question: in order",
  );
});

test("the service worker keeps the site without the reference; its version changes with what it keeps", () => {
  const bytes = (text: string) => new TextEncoder().encode(text);
  const template = 'const version = "%version%"; const files = ["%files%"];';
  const made = (text: string) =>
    serviceWorker(
      template,
      new Map([
        ["index.html", bytes(text)],
        ["api/index.html", bytes("x")],
      ]),
    );
  expect(made("a")).toMatch(/const version = "[0-9a-f]{16}"; const files = \["index.html"\];/);
  expect(made("a")).not.toBe(made("b"));
  expect(["lab/index.html", "assets/app.js", "assets/guide_index.md.js"].every(isKept)).toBe(true);
  expect(["llms.txt", "source/a.html", "assets/optimizers_adam.md.js"].some(isKept)).toBe(false);
});

test("the reference has every public entry once, and shows constants that are functions as functions", () => {
  const manifest = {
    name: "p",
    exports: {
      ".": { types: "./a.d.ts" },
      "./s": { types: "./a.d.ts" },
      "./b": { types: "./b.d.ts" },
      "./package.json": "./package.json",
    },
  };
  expect([...entriesOf(JSON.stringify(manifest))]).toEqual([
    ["./a.d.ts", "p"],
    ["./b.d.ts", "p/b"],
  ]);
  const text = "/** Not this. */\ninterface A {}\n/** This. */\nexport declare const a: () => 1;\n";
  expect(asFunctions(text)).toBe(
    "/** Not this. */\ninterface A {}\n/** @function\n * This. */\nexport declare const a: () => 1;\n",
  );
});

test("the reference begins with what each entry is for", () => {
  const page =
    "[API](../index.md) / a/b\n\n# a/b\n\n`a/b`: one thing\nand another; named re-exports only.\n\n## Classes\n";
  const index = withSentences("# API\n\n## Modules\n\n- [a/b](a/b/index.md)\n", () => page);
  expect(index).toContain("- [`a/b`](a/b/index.md): one thing and another.");
  expect(index).not.toContain("Modules");
});
