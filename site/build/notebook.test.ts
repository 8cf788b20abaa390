/** Notebooks as Markdown: what stands in a cell, and what it gave. */
import { expect, test } from "vitest";
import { notebookDocument } from "./notebook.ts";

const svg = '<svg aria-label="Adam\'s steps">\n<path d="M0,0" stroke="#123456" /></svg>';
const notebook = {
  cells: [
    {
      cell_type: "markdown",
      source: ["# Title\n", "\n", "A mean $m$ of [gradients](other.ipynb): $$m = g$$"],
    },
    {
      cell_type: "code",
      source: "const x = 1;",
      outputs: [
        { text: ["one\n", "two\n"] },
        { data: { "image/svg+xml": svg, "text/plain": "no" } },
        { data: { "text/markdown": "| a |\n| --- |" } },
        { data: { "text/plain": ["3"] } },
      ],
    },
  ],
};

test("words, code and outputs follow one another, mathematics as GitHub writes it", () => {
  expect(notebookDocument(JSON.stringify(notebook)).split(/\n{2,}/)).toEqual([
    "# Title",
    "_A notebook: [how to open it, run it and change it](../../docs/notebooks.md)._",
    "A mean $`m`$ of [gradients](other.ipynb): ",
    "```math\nm = g\n```",
    "```ts\nconst x = 1;\n```",
    "```text\none\ntwo\n```",
    expect.stringContaining('<img class="figure" alt="Adam\'s steps" src="data:image/svg+xml,'),
    "| a |\n| --- |",
    "```text\n3\n```\n",
  ]);
});

test("a figure's address is one line without marks of HTML, and is the figure", () => {
  const [, address = ""] =
    /src="data:image\/svg\+xml,([^"]*)"/.exec(notebookDocument(JSON.stringify(notebook))) ?? [];
  expect(address).not.toMatch(/[<>&\n#]/);
  expect(decodeURIComponent(address)).toBe(svg);
});
