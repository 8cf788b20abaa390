/**
 * Checks `FEATURES.md`, which is written by hand, against the exports: every function has a row, and every row a function. A row
 * that is missing is begun: without names in other libraries, which are for a person to look up.
 */
import type { Exports } from "./source.ts";

/** Headings of tables, and which exports they hold: folders of `src`, and whether directions of chains or the others. */
const sections: readonly (readonly [heading: string, folders: readonly string[], isScaleBy?: boolean])[] = [
  ["Optimizers", ["optimizers"], false],
  ["Around other optimizers", ["wrappers"], false],
  ["Transformations of gradients", ["transforms"]],
  ["Transformations of gradients", ["optimizers", "wrappers"], true],
  ["Schedules", ["schedules"]],
];

/** The name of code in the first column of a row. */
const nameIn = (row: string): string | undefined => /^\| `(\w+)` \|/.exec(row)?.[1];

/** Names of code in the first column under a heading. */
function rowsUnder(text: string, heading: string): string[] {
  const [, section = ""] = text.split(`## ${heading}\n`);
  const [body] = section.split("\n## ");
  return body!.split("\n").flatMap((row) => nameIn(row) ?? []);
}

/** Names of functions that belong under each heading. */
function expectedRows(exports: Exports): ReadonlyMap<string, readonly string[]> {
  const expected = new Map<string, string[]>();
  for (const [heading, folders, isScaleBy] of sections) {
    const names = folders
      .flatMap((folder) => exports.get(folder) ?? [])
      .filter((name) => isScaleBy === undefined || name.startsWith("scaleBy") === isScaleBy);
    expected.set(heading, [...(expected.get(heading) ?? []), ...names]);
  }
  return expected;
}

/** The text with a row for every function, in its place by the alphabet. */
export function withAllRows(text: string, exports: Exports): string {
  const lines = text.split("\n");
  for (const [heading, names] of expectedRows(exports)) {
    const known = rowsUnder(text, heading);
    for (const name of names.filter((name) => !known.includes(name))) {
      const from = lines.indexOf(`## ${heading}`);
      const first = lines.findIndex((line, at) => at > from && nameIn(line) !== undefined);
      let at = first;
      while ((nameIn(lines[at]!) ?? name) < name) at++;
      const columns = lines[first]!.split(" | ").length;
      lines.splice(at, 0, `| \`${name}\` |${" – |".repeat(columns - 1)}`);
    }
  }
  return lines.join("\n");
}

/** What `FEATURES.md` lacks, and what it names that is not there. */
export function missingFeatures(text: string, exports: Exports): string[] {
  const tables = [...expectedRows(exports)].flatMap(([heading, names]) => {
    const rows = rowsUnder(text, heading);
    const lacking = names.filter((name) => !rows.includes(name));
    const vain = rows.filter((name) => !names.includes(name));
    const twice = rows.filter((name, index) => rows.indexOf(name) !== index);
    return [
      ...lacking.map((name) => `FEATURES.md has no row for ${name} under "${heading}"`),
      ...vain.map((name) => `FEATURES.md has ${name} under "${heading}", which is not exported there`),
      ...twice.map((name) => `FEATURES.md has ${name} twice`),
    ];
  });
  const others = ["compose", "descent"].flatMap((folder) => exports.get(folder) ?? []);
  const unnamed = others.filter((name) => !text.includes(`\`${name}\``));
  return [...tables, ...unnamed.map((name) => `FEATURES.md does not name ${name}`)];
}
