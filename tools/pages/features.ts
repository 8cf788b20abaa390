/** Checks `FEATURES.md`, which is written by hand, against the exports: every function has a row, and every row a function. */
import type { Exports } from "./source.ts";

/** Headings of tables, and which exports they hold: folders of `src`, and whether directions of chains or the others. */
const sections: readonly (readonly [heading: string, folders: readonly string[], isScaleBy?: boolean])[] = [
  ["Optimizers", ["optimizers"], false],
  ["Around other optimizers", ["wrappers"], false],
  ["Transformations of gradients", ["transforms"]],
  ["Transformations of gradients", ["optimizers", "wrappers"], true],
  ["Schedules", ["schedules"]],
];

/** Names of code in the first column under a heading. */
function rowsUnder(text: string, heading: string): string[] {
  const [, section = ""] = text.split(`## ${heading}\n`);
  const [body] = section.split("\n## ");
  return [...body!.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name!);
}

/** What `FEATURES.md` lacks, and what it names that is not there. */
export function missingFeatures(text: string, exports: Exports): string[] {
  const expected = new Map<string, string[]>();
  for (const [heading, folders, isScaleBy] of sections) {
    const names = folders
      .flatMap((folder) => exports.get(folder) ?? [])
      .filter((name) => isScaleBy === undefined || name.startsWith("scaleBy") === isScaleBy);
    expected.set(heading, [...(expected.get(heading) ?? []), ...names]);
  }
  const tables = [...expected].flatMap(([heading, names]) => {
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
