/**
 * Puts what an exercise measured into its page: tables, figures and pieces of its code, between the page's marks, so that no
 * number is typed by hand. The text stays. `node examples/exercise-1.mjs` writes; with `--check` it compares.
 */
import { existsSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const docs = new URL("../docs/exercises/", import.meta.url);
const read = (name, folder) => readFileSync(new URL(name, folder), "utf8");

/** A table in Markdown, numbers to the right of their columns. */
export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(heads), `|---${"|---:".repeat(heads.length - 1)}|`, ...rows.map(line)].join("\n");
}

/** The text between `// #region NAME` and the next `// #endregion`, without its indentation, as a block of Markdown. */
function region(code, name) {
  const [, text] = new RegExp(`// #region ${name}\n(.*?)\n *// #endregion`, "s").exec(code) ?? [];
  if (text === undefined) throw new Error(`there is no region "${name}"`);
  const indent = /^ */.exec(text)[0];
  return `\`\`\`js\n${text.replaceAll(new RegExp(`^${indent}`, "gm"), "")}\n\`\`\``;
}

/**
 * The page with what stands between `<!-- table NAME -->` or `<!-- code FILE REGION -->` and `<!-- end -->` replaced.
 * @param page - the Markdown as it is.
 * @param tables - texts by name; each must have its place in the page.
 * @param codeOf - the text of a file of examples.
 */
export function fill(page, tables, codeOf) {
  const used = new Set();
  const between = (start, text) => `${start}\n\n${text}\n\n<!-- end -->`;
  const filled = page
    .replace(/(<!-- code (\S+) (\S+) -->).*?<!-- end -->/gs, (_, start, file, name) =>
      between(start, region(codeOf(file), name)),
    )
    .replace(/(<!-- table (\S+) -->).*?<!-- end -->/gs, (_, start, name) => {
      if (!(name in tables)) throw new Error(`the exercise has no table "${name}"`);
      used.add(name);
      return between(start, tables[name]);
    });
  for (const name of Object.keys(tables)) {
    if (!used.has(name)) throw new Error(`the page has no place for the table "${name}"`);
  }
  return filled;
}

/** Whether `meta` is the module that node was started with. */
export const isMain = (meta) =>
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(meta.url);

/**
 * Runs an exercise and writes its page and figures into docs/exercises, or, with `--check`, says which of them are stale.
 * On other data than the page's it only prints.
 */
export async function publish({ page, run }) {
  const { data, tables, figures } = await run();
  for (const [name, text] of Object.entries(tables)) console.log(`${name}\n${text}\n`);
  if (data && data.name !== "airfoil") {
    console.log(`${page} is about airfoil and stays as it is. These figures are of ${data.origin}`);
    return;
  }
  const path = `${page}.md`;
  const filled = fill(read(path, docs), tables, (file) => read(file, import.meta.url));
  for (const [name, text] of Object.entries({ [path]: filled, ...figures })) {
    const file = new URL(name, docs);
    if (!process.argv.includes("--check")) writeFileSync(file, text);
    else if (!existsSync(file) || read(name, docs) !== text) {
      console.error(`docs/exercises/${name} is stale: npm run exercises writes it anew`);
      process.exitCode = 1;
    }
  }
}
