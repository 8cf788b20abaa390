/** The page of a source file with its optimizers, and the index of all pages, in GitHub's Markdown. */

import { symbolTex } from "../../src/explain/symbol-tex.ts";
import type { Extent } from "../../src/language/operations.ts";
import { type Form, type Forms, type GroupFacts, nameOf, textOf, titleOf } from "./forms.ts";
import { capital, math, table } from "./markdown.ts";
import { memorySection, stateOf } from "./memory.ts";
import { nonFiniteSection } from "./non-finite.ts";
import { rowsOf } from "./options.ts";
import type { FactoryDoc, SourceDoc } from "./source.ts";

/** An optimizer with its forms. */
export interface Printed {
  readonly document: SourceDoc;
  readonly forms: Forms;
}

/** The paragraph that starts with these words. */
export const paragraph = ({ paragraphs }: FactoryDoc, start: string): string | undefined =>
  paragraphs.find((text) => text.startsWith(start));

/** What it does, in one sentence. */
export const sentenceOf = ({ paragraphs }: FactoryDoc): string =>
  /^.*?[.](?= [A-Z`]|$)/.exec(paragraphs[0]!)?.[0] ?? paragraphs[0]!;

const own = ["Use it", "`like`:", "Defaults:", "Deviations:", "Memory:"];

const meanings: readonly (readonly [Extent, string])[] = [
  ["tensor", "without an index over one tensor"],
  ["unit", "with _unit_ over a slice along the first axis"],
  ["row", "with _row_ over a row"],
  ["column", "with _column_ over a column"],
  ["global", "with _all_ over all tensors"],
];

function legend(groups: readonly GroupFacts[]): string {
  const extents = new Set(groups.flatMap(({ equations }) => [...equations.extents]));
  const taken = meanings.flatMap(([extent, meaning]) => (extents.has(extent) ? [meaning] : []));
  const names =
    "$`g`$ is the gradient, $`p`$ the parameter, $`u`$ what the step adds, $`t`$ the step, from 1.";
  return taken.length ? `${names} Norms, sums, means and the like: ${taken.join(", ")}.` : names;
}

/** There `g` is no gradient. */
const told = "With values $`g`$ that `estimate()` is given, between steps:";
const before = "With each gradient before the step's own:";

function equationsOf({ groups }: Form): string[] {
  return groups.flatMap(({ label, equations }) => [
    ...(label ? [`${capital(label)}:`] : []),
    ...(equations.before.length ? [before, math(equations.before), "Then the step:"] : []),
    math(equations.step),
    ...(equations.estimate.length ? [told, math(equations.estimate)] : []),
  ]);
}

/** What a variant has that the default has not; where it has nothing more, what it leaves out. */
function changesOf(factory: FactoryDoc, variant: Form, base: Form): string[] {
  const lines = ({ groups }: Form) =>
    groups.flatMap(({ equations }) => [...equations.before, ...equations.step]);
  const less = (some: Form, others: Form) => {
    const known = new Set(lines(others));
    return [...new Set(lines(some).filter((line) => !known.has(line)))];
  };
  const [added, removed] = [less(variant, base), less(base, variant)];
  const name = nameOf(factory, variant);
  return added.length ? [`${name}:`, math(added)] : [`${name} leaves out:`, math(removed)];
}

/** What powers mean where their hyperparameters change. */
function powersOf(byLike: Forms["byLike"]): string[] {
  const having = (powers: Form["powers"]) =>
    [...byLike].flatMap(([like, form]) => (form.powers === powers ? [titleOf(like)] : []));
  const [products, present] = [having("products"), having("present")];
  if (products.length + present.length === 0) return [];
  const where = (names: readonly string[]) => (byLike.size > 1 ? ` (${names.join(", ")})` : "");
  const meanings = [
    ...(products.length ? [`the product of the values that it has had${where(products)}`] : []),
    ...(present.length ? [`the power of its present value, as in the library${where(present)}`] : []),
  ];
  return [`Where a hyperparameter changes, its power to the step stands for ${meanings.join(", or for ")}.`];
}

function formsSection(factory: FactoryDoc, { byLike, variants }: Forms): string[] {
  const same = new Map<string, string[]>();
  for (const [like, form] of byLike) same.set(textOf(form), [...(same.get(textOf(form)) ?? []), like]);
  const base = byLike.get("default")!;
  const like = paragraph(factory, "`like`:");
  return [
    "## Equations",
    factory.isWrapper ? `Around \`sgd\`. ${legend(base.groups)}` : legend(base.groups),
    ...(like ? [like] : []),
    ...powersOf(byLike),
    ...[...same.values()].flatMap((names) => [
      ...(byLike.size > 1 ? [`### ${capital(names.map(titleOf).join(", "))}`] : []),
      ...equationsOf(byLike.get(names[0]!)!),
    ]),
    ...(variants.length
      ? ["### Options that change equations", "Lines that differ from the default form's."]
      : []),
    ...variants.flatMap((variant) => changesOf(factory, variant, base)),
  ];
}

function optionsSection(factory: FactoryDoc, forms: Forms): string[] {
  const rows = rowsOf(factory.options, forms);
  if (rows.length === 0) return [];
  const likes = [...forms.byLike.keys()];
  const isSymbol = (name: string) => !symbolTex(name).includes(`mathrm{${name}`);
  const defaults = paragraph(factory, "Defaults:");
  const lines = rows.map(({ name, meaning, values, defaults: found }) => [
    isSymbol(name) ? `\`${name}\` $\`${symbolTex(name)}\`$` : `\`${name}\``,
    meaning,
    values,
    ...likes.map((like) => found.get(like) ?? "–"),
  ]);
  return [
    "## Hyperparameters",
    table(["option", "meaning", "interval or values", ...likes], lines, 3),
    ...(defaults ? [defaults] : []),
  ];
}

/** The example, with what it imports. */
export function exampleSection({ example }: FactoryDoc, exported: ReadonlySet<string>): string[] {
  const called = [...example.matchAll(/(?<![.\w])([a-z]\w*)\(/g)].map(([, name]) => name!);
  const names = [...new Set(called)].filter((name) => exported.has(name)).sort();
  const language = called.includes("expression") ? [`import { expression } from "glissade/language";`] : [];
  const code = [`import { ${names.join(", ")} } from "glissade";`, ...language, "", example].join("\n");
  return ["## Example", ["```ts", code, "```"].join("\n")];
}

async function sectionsOf({ document, forms }: Printed, exported: ReadonlySet<string>): Promise<string[]> {
  const { factory } = document;
  const use = paragraph(factory, "Use it");
  const deviations = paragraph(factory, "Deviations:")?.replace(/^Deviations: /, "");
  const others = factory.paragraphs.filter((text) => !own.some((start) => text.startsWith(start)));
  return [
    ...others,
    ...(use ? ["## When to use it", use] : []),
    ...formsSection(factory, forms),
    ...optionsSection(factory, forms),
    ...memorySection(factory, forms),
    ...(await nonFiniteSection(factory, forms)),
    ...(deviations ? ["## Deviations", capital(deviations)] : []),
    ...exampleSection(factory, exported),
  ];
}

/** The page of a file. */
export async function pageOf(printed: Printed, exported: ReadonlySet<string>): Promise<string> {
  const { folder, file, header, directions, factory } = printed.document;
  const source = `src/${folder}/${file}.ts`;
  const also = directions.map((name) => `\`${name}\``).join(", ");
  const reference = [
    header,
    `Printed from [${source}](../../${source}).`,
    ...(also ? [`Its direction alone, for chains of your own: ${also}.`] : []),
  ];
  const sections = await sectionsOf(printed, exported);
  return `${[`# ${factory.name}`, reference.join(" "), ...sections].join("\n\n")}\n`;
}

/** The index of all pages. */
export function indexOf(pages: readonly Printed[]): string {
  const state = ({ forms }: Printed) =>
    forms.byLike
      .get("default")!
      .groups.map(({ label, cost }) => [label, stateOf(cost)].filter(Boolean).join(": "))
      .join("; ");
  const rows = (isWrapper: boolean) =>
    pages
      .filter(({ document }) => document.factory.isWrapper === isWrapper)
      .map((printed) => {
        const { file, factory, header } = printed.document;
        return [`[${factory.name}](${file}.md)`, sentenceOf(factory), state(printed), header];
      });
  const heads = ["name", "what it does", "bytes of state a parameter", "paper"];
  return `${[
    "# Optimizers",
    "One page each: equations, hyperparameters by library, memory. Printed from the rules (`npm run docs`); bytes are those of float32 parameters.",
    table(heads, rows(false)),
    "## Around other optimizers",
    "Bytes are those beside the inner optimizer's.",
    table(heads, rows(true)),
  ].join("\n\n")}\n`;
}
