/** All pages that are printed from the sources, by their path from the root, and what does not agree with them. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formsOf } from "./all-forms.ts";
import { withExample } from "./by-example.ts";
import { catalogueOf } from "./catalogue.ts";
import { closurePageOf, closuresOf } from "./closures.ts";
import { missingFeatures, withAllRows } from "./features.ts";
import { contradictions } from "./options.ts";
import { indexOf, type Printed, pageOf } from "./page.ts";
import { readSources } from "./source.ts";

const folder = "docs/optimizers";

/** What `printPages` returns. */
export interface Pages {
  readonly pages: ReadonlyMap<string, string>;
  /** Comments that state other defaults or other memory than the optimizer has; rows of `FEATURES.md` that no function has. */
  readonly problems: readonly string[];
}

/** Where a comment states other bytes a parameter than the default form has. */
function wrongMemory({ document, forms }: Printed): string[] {
  const stated = document.factory.paragraphs.join(" ").match(/Memory: (none|\d+)/)?.[1];
  if (stated === undefined) return ["its documentation has no Memory"];
  const { groups } = forms.byLike.get("default")!;
  const bytes = groups.map(({ cost }) => cost.state.get("element") ?? 0);
  const isShared = groups.some(({ cost }) => cost.state.has("row"));
  return isShared || bytes.includes(stated === "none" ? 0 : Number(stated))
    ? []
    : [`${bytes.join(", ")} bytes of state a parameter; its documentation says ${stated}`];
}

/** Prints all pages. */
export async function printPages(root: string): Promise<Pages> {
  const { documents, closures, parts, exports } = readSources(root);
  const exported = new Set([...exports.values()].flat());
  const all = documents.map((document) => ({ document, forms: formsOf(document.factory) }));
  const pages = new Map([[`${folder}/README.md`, `${indexOf(all)}\n${closuresOf(closures)}`]]);
  for (const printed of all)
    pages.set(`${folder}/${printed.document.file}.md`, await pageOf(printed, exported));
  for (const document of closures)
    pages.set(`${folder}/${document.file}.md`, await closurePageOf(document, exported));
  const problems = all.flatMap((printed) => {
    const { name, options } = printed.document.factory;
    const found = [...contradictions(options, printed.forms), ...wrongMemory(printed)];
    return found.map((problem) => `${name}: ${problem}`);
  });
  pages.set("site/engine/catalogue.json", catalogueOf(all, parts));
  pages.set("ARCHITECTURE.md", withExample(readFileSync(join(root, "ARCHITECTURE.md"), "utf8")));
  const table = withAllRows(readFileSync(join(root, "FEATURES.md"), "utf8"), exports);
  pages.set("FEATURES.md", table);
  const features = missingFeatures(table, exports);
  return { pages, problems: [...problems, ...features] };
}

/** Pages that are missing or say something else, and those that no optimizer has. */
export function staleIn(root: string, pages: ReadonlyMap<string, string>): string[] {
  const found = readdirSync(join(root, folder)).map((name) => `${folder}/${name}`);
  const stale = [...pages].filter(
    ([path, text]) => !existsSync(join(root, path)) || readFileSync(join(root, path), "utf8") !== text,
  );
  return [...stale.map(([path]) => path), ...found.filter((path) => !pages.has(path))];
}
