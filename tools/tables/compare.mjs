/**
 * Compares what Glissade's reader of delimited text and pandas find in the files of a folder: numeric columns, complete rows, sums.
 *
 *   python3 -m venv FOLDER/venv && FOLDER/venv/bin/pip install pandas     # once; any version from 2 on
 *   npm run build && PYTHON=FOLDER/venv/bin/python node tools/tables/compare.mjs FILES
 *
 * FILES is a folder, searched with its subfolders for csv, tsv, txt, data and dat. Where it holds a `truth.jsonl`, as write.py
 * leaves one, that is compared with in place of what pandas reads. Exit code 1 where any file was read otherwise.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parseTable } from "../../dist/train/index.js";

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("usage: node tools/tables/compare.mjs FOLDER");
const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && /\.(csv|tsv|txt|data|dat)$/i.test(entry.name))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .sort();
const truth = join(folder, "truth.jsonl");
const lines = existsSync(truth)
  ? readFileSync(truth, "utf8")
  : execFileSync(process.env.PYTHON ?? "python3", [new URL("read.py", import.meta.url).pathname], {
      input: `${paths.join("\n")}\n`,
      encoding: "utf8",
      maxBuffer: 2 ** 30,
    });
const others = lines
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line));

/** Our columns of a file with their sums; the target is pandas' last numeric column. */
function ours(path, other) {
  const bytes = readFileSync(path);
  const read = (target) =>
    parseTable(bytes, { name: relative(folder, path), origin: path, ...(target && { target }) });
  // pandas counts columns without headings from 0.
  const names = other.headerless ? other.positions.map((at) => `column${at + 1}`) : other.columns;
  const {
    columns,
    rows,
    values,
    notes = [],
  } = read(names?.at(-1)?.replace(/^Unnamed: (\d+)$/, (_, at) => `column${Number(at) + 1}`));
  const sums = columns.map((_, j) => {
    let sum = 0;
    for (let i = j; i < values.length; i += columns.length) sum += values[i];
    return sum;
  });
  return { columns, rows, sums, notes, names };
}

const counts = {
  same: 0,
  differs: 0,
  "refused, and pandas has no two numeric columns and rows": 0,
  "refused, and pandas reads it": 0,
};
for (const other of others) {
  const show = (verdict, what) => {
    counts[verdict]++;
    if (verdict !== "same") console.log(`${verdict}: ${relative(folder, other.path)}: ${what}`);
  };
  try {
    const found = ours(other.path, other);
    if (!other.columns) {
      show("differs", `pandas: ${other.error ?? "no columns"}; ours: ${found.columns}`);
      continue;
    }
    const wanted = new Map(
      found.names.map((name, index) => [
        name.replace(/^Unnamed: (\d+)$/, (_, at) => `column${Number(at) + 1}`),
        index,
      ]),
    );
    const missing = [...wanted.keys()].filter((name) => !found.columns.includes(name));
    const more = found.columns.filter((name) => !wanted.has(name));
    const wrong = found.columns.filter((name, j) => {
      const at = wanted.get(name);
      return at !== undefined && !(Math.abs(found.sums[j] - other.sums[at]) <= 1e-12 * other.scales[at]);
    });
    if (missing.length || more.length || found.rows !== other.rows || wrong.length) {
      const parts = [
        missing.length ? `without ${missing}` : "",
        more.length ? `also ${more}` : "",
        found.rows === other.rows ? "" : `${found.rows} rows for ${other.rows}`,
        wrong.length ? `other sums of ${wrong}` : "",
        found.notes.join("; "),
      ];
      show("differs", parts.filter(Boolean).join("; "));
    } else show("same");
  } catch (error) {
    if (error.name !== "DataError") throw error;
    const readable = other.columns?.length > 1 && other.rows > 1;
    show(
      readable ? "refused, and pandas reads it" : "refused, and pandas has no two numeric columns and rows",
      error.message,
    );
  }
}
console.log(
  `${others.length} files: ${Object.entries(counts)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join("; ")}`,
);
if (counts.differs > 0) process.exitCode = 1;
