/** The comparison of `npm run notebooks`: what it must notice, and what it lets pass. The notebooks themselves run there, not here. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { differences } from "../tools/notebooks/compare.mjs";

const folder = new URL("../examples/notebooks/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".ipynb"));
const textOf = (name: string) => readFileSync(new URL(name, folder), "utf8");

const svg = '<svg width="90"><path d="M0,0L12.34,5.6" stroke="#4269d0" /><text x="3.21">0.05</text></svg>';
const figure = (text: string) => [
  { output_type: "execute_result", data: { "image/svg+xml": text }, metadata: {}, execution_count: 1 },
];
const printed = (text: string | string[]) => [{ output_type: "stream", name: "stdout", text }];
const notebook = (outputs: object[], tags?: string[]) => ({
  cells: [
    { cell_type: "markdown", source: "Words", metadata: {} },
    { cell_type: "code", source: ["const loss = 1;\n", "loss"], outputs, metadata: tags ? { tags } : {} },
  ],
});
const between = (stored: object[], came: object[]) => differences(notebook(stored), notebook(came));

test("equal outputs have no differences, however their texts are cut", () => {
  expect(between(printed("loss 0.25\n"), printed("loss 0.25\n"))).toEqual([]);
  expect(differences(notebook(printed(["a\n", "b"])), notebook(printed("a\nb")))).toEqual([]);
  expect(between(figure(svg), figure(svg))).toEqual([]);
});

test("a changed number is told with its cell, what was stored and what came", () => {
  expect(between(printed("rate 0.01: loss 0.2437\n"), printed("rate 0.01: loss 0.2438\n"))).toEqual([
    'cell 2 (const loss = 1;): stdout: stored "rate 0.01: loss 0.2437\\n"; now "rate 0.01: loss 0.2438\\n"',
  ]);
});

test.each([
  ["0.3333333333333333", "0.33333333333333337", 0],
  ["0.3333333333333333", "0.3333333323333333", 1],
  ["1e-17", "2e-17", 1],
  ["1.5e-8 and 3", "1.5e-8 and 4", 1],
  ["loss 0.5", "Loss 0.5", 1],
  ["loss NaN", "loss 0.5", 1],
  ["a 1", "a 1 b 2", 1],
  ["-1", "1", 1],
])("%s against %s", (stored, came, count) => {
  expect(between(printed(stored), printed(came))).toHaveLength(count);
});

test.each([
  ["12.34", "12.35", 0],
  ["12.34", "12.36", 1],
  ["3.21", "3.24", 1],
  ["0.05", "0.06", 1],
  ["#4269d0", "#4269d1", 1],
  ["L12.34,5.6", "L12.34,5.6L13,5.6", 1],
  ["<path", "<circle", 1],
  ["stroke=", "fill=", 1],
])("a figure with %s against one with %s", (stored, came, count) => {
  expect(between(figure(svg), figure(svg.replace(stored, came)))).toHaveLength(count);
});

test("outputs that are missing, of another kind, or errors are differences", () => {
  expect(between(printed("1"), [])).toEqual(["cell 2 (const loss = 1;): stored stdout; now nothing"]);
  expect(between([], printed("1"))).toHaveLength(1);
  expect(between(printed("1"), figure(svg))).toHaveLength(1);
  const error = [{ output_type: "error", ename: "Error", evalue: "no", traceback: [] }];
  expect(between(printed("1"), error)).toHaveLength(1);
});

test("cells that do not count are left out", () => {
  const [stored, came] = [notebook(printed("1"), ["airfoil"]), notebook(printed("2"), ["airfoil"])];
  expect(differences(stored, came)).toHaveLength(1);
  const isCompared = (cell: { metadata: { tags?: readonly string[] } }) =>
    !cell.metadata.tags?.includes("airfoil");
  expect(differences(stored, came, isCompared)).toEqual([]);
});

test.each(names)("a changed number anywhere in the outputs of %s is noticed", (name) => {
  const stored = JSON.parse(textOf(name));
  let count = 0;
  for (const [index, cell] of stored.cells.entries()) {
    for (const [place, output] of (cell.outputs ?? []).entries()) {
      const changed = structuredClone(stored);
      const other = changed.cells[index].outputs[place];
      const text = JSON.stringify(output.text ?? output.data);
      // Its last number with one more digit before the point.
      const last = text.match(/^.*[^\w.](?=\d)/s)?.[0].length;
      if (last === undefined) continue;
      const content = JSON.parse(`${text.slice(0, last)}7${text.slice(last)}`);
      if (output.text) other.text = content;
      else other.data = content;
      expect(differences(stored, changed)).toHaveLength(1);
      count++;
    }
  }
  expect(count).toBeGreaterThan(5);
});

test.each(names)("%s is stored as it ran: from top to bottom, each cell once, with its outputs", (name) => {
  const { cells, metadata } = JSON.parse(textOf(name));
  expect(metadata.kernelspec.name).toBe("deno");
  const code = cells.filter((cell: { cell_type: string }) => cell.cell_type === "code");
  expect(code.map((cell: { execution_count: number }) => cell.execution_count)).toEqual(
    code.map((_: object, index: number) => index + 1),
  );
});
