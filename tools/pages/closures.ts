/** Pages of optimizers that evaluate the function themselves: equations from `explain`, defaults from their forms, the rest from their documentation. */
import { lbfgs, newton } from "../../src/index.ts";
import { forms as lbfgsForms } from "../../src/second-order/lbfgs-options.ts";
import { capital, table } from "./markdown.ts";
import { exampleSection, paragraph, sentenceOf } from "./page.ts";
import type { FactoryDoc, OptionDoc, SourceDoc } from "./source.ts";

interface Made {
  explain(options: { readonly format: "tex" }): Promise<string>;
}

/** Each by name: its forms with their defaults, and how one is made. */
const makers: Readonly<
  Record<string, { readonly forms: Readonly<Record<string, object>>; readonly make: (like?: never) => Made }>
> = {
  lbfgs: { forms: lbfgsForms, make: (like) => lbfgs({ like }) },
  newton: { forms: { default: {} }, make: () => newton() },
};

const own = ["Use it", "`like`:", "Memory:"];

const shown = (value: unknown): string =>
  value === undefined ? "–" : typeof value === "string" ? `"${value}"` : String(value);

/** What an option may be, by its type. */
function valuesOf({ takesSchedule, takesNumber, isBoolean, words }: OptionDoc): string {
  if (words.length) return words.map((word) => `\`"${word}"\``).join(", ");
  if (isBoolean) return "`true`, `false`";
  return takesSchedule ? "a number or a schedule" : takesNumber ? "a number" : "an object";
}

function optionsSection({ options }: FactoryDoc, forms: Readonly<Record<string, object>>): string[] {
  const names = Object.keys(forms);
  const rows = options
    .filter(({ name }) => name !== "like")
    .map((option) => [
      `\`${option.name}\``,
      option.doc,
      valuesOf(option),
      ...names.map((form) => shown((forms[form] as Readonly<Record<string, unknown>>)[option.name])),
    ]);
  return ["## Hyperparameters", table(["option", "meaning", "values", ...names], rows, 3)];
}

async function equationsSection(factory: FactoryDoc): Promise<string[]> {
  const { forms, make } = makers[factory.name]!;
  const names = Object.keys(forms);
  const like = paragraph(factory, "`like`:");
  const sections = names.map(async (form) => {
    const tex = await make((form === "default" ? undefined : form) as never).explain({ format: "tex" });
    return [
      ...(names.length > 1 ? [`### ${form === "default" ? "Default" : `\`${form}\``}`] : []),
      `\`\`\`math\n${tex}\n\`\`\``,
    ];
  });
  const legend =
    "$`g`$ is the gradient, $`p`$ the parameters, $`d`$ the direction of a step, $`t`$ the step, from 1.";
  return ["## Equations", legend, ...(like ? [like] : []), ...(await Promise.all(sections)).flat()];
}

/** The page of one. */
export async function closurePageOf(document: SourceDoc, exported: ReadonlySet<string>): Promise<string> {
  const { file, folder, header, factory } = document;
  const source = `src/${folder}/${file}.ts`;
  const use = paragraph(factory, "Use it");
  const memory = paragraph(factory, "Memory:")?.replace(/^Memory: /, "");
  const others = factory.paragraphs.filter((text) => !own.some((start) => text.startsWith(start)));
  const sections = [
    `# ${factory.name}`,
    `${header} Printed from [${source}](../../${source}).`,
    ...others,
    ...(use ? ["## When to use it", use] : []),
    ...(await equationsSection(factory)),
    ...optionsSection(factory, makers[factory.name]!.forms),
    ...(memory ? ["## Memory", capital(memory)] : []),
    ...exampleSection(factory, exported),
  ];
  return `${sections.join("\n\n")}\n`;
}

/** Their part of the index. */
export function closuresOf(documents: readonly SourceDoc[]): string {
  const rows = documents.map(({ file, header, factory }) => [
    `[${factory.name}](${file}.md)`,
    sentenceOf(factory),
    header,
  ]);
  return `${[
    "## That evaluate the function themselves",
    "A step takes a closure; they stand alone. [Beside scipy](../minimisers.md).",
    table(["name", "what it does", "paper"], rows),
  ].join("\n\n")}\n`;
}
