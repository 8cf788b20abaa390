/**
 * The catalogue of the lab: what may be chosen and set there, as data. Optimizers come from the same documents and forms as their pages;
 * which wrappers, schedules and optimizers of whole matrices the lab offers is the lab's to say. Patterns and trees of parameters are
 * left out, and `maximize`, since the lab minimizes one vector or matrix, those that are told estimates, since it has gradients alone, and `moments`, since it computes in float64.
 */
import type {
  Catalogue,
  CatalogueEntry,
  CatalogueOption,
  OptionValue,
} from "../../site/engine/catalogue-types.ts";
import { matrixMethods } from "../../site/engine/experiment.ts";
import { offeredSchedules, scheduleOptions } from "../../site/engine/offered-schedules.ts";
import { offeredWrappers } from "../../site/engine/offered-wrappers.ts";
import * as glissade from "../../src/index.ts";
import { boundsIn, isInside } from "../../src/options/interval.ts";
import { type Form, type Forms, formOf, type Options, told } from "./forms.ts";
import { meaningOf, statedIn } from "./options.ts";
import { type Printed, sentenceOf } from "./page.ts";
import type { FactoryDoc, OptionDoc, PartDoc } from "./source.ts";

const makers = glissade as unknown as Readonly<Record<string, (...given: readonly unknown[]) => unknown>>;

/** Why a function refuses these arguments; empty where it does not. */
function refusal(make: () => unknown): string {
  try {
    make();
    return "";
  } catch (error) {
    if (error instanceof glissade.OptionError) return error.message;
    throw error;
  }
}

/** The interval of a number that no rule has, by what the function says to others. */
function probe(refusalOf: (value: number) => string): string {
  let found = "(-inf, inf)";
  for (const value of [Number.NaN, -1, 0, 0.5, 3]) {
    const said = refusalOf(value);
    const [, whole, interval] = /must be (a whole number )?in ([[(][^\])]*[\])])/.exec(said) ?? [];
    const [, least] = /a whole number, at least (\d+)/.exec(said) ?? [];
    const [, most] = /must be above .* and (?:below|at most) (\S+?);/.exec(said) ?? [];
    const [, low] = /must be at least (\d+)/.exec(said) ?? [];
    if (interval) found = `${whole ? "whole " : ""}${interval}`;
    else if (least) found = `whole [${least}, inf)`;
    else if (most) found = `(0, ${most})`;
    else if (low) found = `[${low}, inf)`;
    else if (said.includes("must be above 0")) found = "(0, inf)";
  }
  return found;
}

/** An interval as data. */
function intervalOf(text: string): Pick<CatalogueOption, "min" | "max" | "open" | "whole"> {
  const { low, high, openLow, openHigh, isWhole } = boundsIn(text)!;
  const open = [
    ...(openLow && low > -Infinity ? ["min"] : []),
    ...(openHigh && high < Infinity ? ["max"] : []),
  ];
  return {
    ...(low > -Infinity && { min: low }),
    ...(high < Infinity && { max: high }),
    ...(open.length > 0 && { open: open as ("min" | "max")[] }),
    ...(isWhole && { whole: true }),
  };
}

/** A default that a comment states, as a value. */
function valueIn(stated: string | undefined): OptionValue | undefined {
  if (stated === undefined || !/^(true|false|"\w+"|-?[\d.]+(e-?\d+)?)$/.test(stated)) return undefined;
  return JSON.parse(stated) as OptionValue;
}

/** What an option is called with, and what it has without. */
interface Known {
  /** Forms by `like`, with `default` for the form without. */
  readonly byLike: ReadonlyMap<string, Form>;
  readonly variants: readonly Form[];
  /** Calls the function with a value of the option, in one of its forms. */
  readonly attempt: (option: string, value: unknown, like: string) => string;
  readonly suggested: Options;
}

function optionOf(option: OptionDoc, { byLike, variants, attempt, suggested }: Known): CatalogueOption {
  const { name, doc, words, isBoolean, takesNumber, takesSchedule } = option;
  const stated = statedIn(doc);
  const having = [...byLike.values(), ...variants].find(({ hyper }) => hyper.has(name));
  const bounds = having?.hyper.get(name)?.bounds;
  const number = [1, 0.5, 2, 10].find((value) => !bounds || isInside(value, bounds));
  const sample = isBoolean ? true : takesNumber ? number : words[0];
  const only = [...byLike.keys()].filter(
    (like) => !/ needs (like:|no like)/.test(attempt(name, sample, like)),
  );
  const defaultOf = (like: string): OptionValue | undefined => {
    const made = byLike.get(like)!.hyper.get(name)?.value;
    if (typeof made === "number") return made;
    return having ? undefined : valueIn(stated.get(like) ?? stated.get("default"));
  };
  const [, needs] = /Needs (\w+)[.;]/.exec(doc) ?? [];
  const first = only[0] ?? "default";
  const usual = defaultOf(first);
  const others = only.filter((like) => defaultOf(like) !== usual);
  const interval = bounds?.text ?? probe((value) => attempt(name, value, first));
  return {
    name,
    meaning: meaningOf(doc),
    kind: isBoolean ? "boolean" : takesNumber ? "number" : "word",
    ...(takesNumber && intervalOf(interval)),
    ...(words.length > 0 && { words }),
    ...(usual !== undefined && suggested[name] === undefined && { default: usual }),
    ...(others.length > 0 && {
      defaults: Object.fromEntries(others.map((like) => [like, defaultOf(like) ?? null])),
    }),
    ...(suggested[name] !== undefined && { suggested: suggested[name] as OptionValue }),
    ...(only.length < byLike.size && { only }),
    ...(needs && { needs }),
    ...(takesSchedule && { schedule: true }),
    ...(name === "learningRate" && { rate: true }),
  };
}

const isOffered = ({ name, words, isBoolean, takesNumber }: OptionDoc): boolean =>
  !["like", "maximize", "moments"].includes(name) && (words.length > 0 || isBoolean || takesNumber);

/** The reference in a header: what begins with the authors' names. */
function paperIn(header: string): string | undefined {
  const isReference = (text: string) => /^[A-Z][\w-]+(, [A-Z][\w-]+)*( et al\.)?: /.test(text);
  return header
    .split(/\.(?: |$)(?=[A-Z]|$)/)
    .slice(1, 2)
    .find(isReference)
    ?.replace(/; momentum: see.*/, "");
}

function entryOf(
  doc: FactoryDoc & { readonly header: string },
  known: Known,
  title: string,
  sentence = sentenceOf(doc),
): CatalogueEntry {
  const paper = paperIn(doc.header);
  const forms = [...known.byLike.keys()].filter((like) => like !== "default");
  return {
    name: doc.name,
    title,
    sentence,
    ...(paper && { paper }),
    ...(forms.length > 0 && { forms }),
    options: doc.options.filter(isOffered).map((option) => optionOf(option, known)),
  };
}

/** The title of an optimizer: what its header begins with. */
const titleOf = (header: string): string => /^.*?(?=[,:] |\. |\.$)/.exec(header)?.[0] ?? header;

const like = (form: string): Options => (form === "default" ? {} : { like: form });

function optimizerEntry({ document, forms }: Printed): CatalogueEntry {
  const { factory, header } = document;
  const { title = titleOf(header), suggested = {} } = offeredWrappers[factory.name] ?? {};
  const make = (options: Options) =>
    factory.isWrapper
      ? makers[factory.name]!(glissade.sgd(), options)
      : makers[factory.name]!({ ...told[factory.name], ...options });
  const attempt: Known["attempt"] = (option, value, form) =>
    refusal(() => make({ ...suggested, ...like(form), [option]: value }));
  // Of a method of matrices the lab says what they are; there is nothing beside them, and coefficients have their own number of steps.
  const options = factory.options.filter(
    ({ name }) => !(factory.name in told) || !/^(matrices|layout|shapes|steps|adam.*)$/.test(name),
  );
  return entryOf({ ...factory, header, options }, { ...forms, attempt, suggested }, title);
}

/** A transformation that is offered as a wrapper; its argument is an option like others. */
function partEntry(part: PartDoc): CatalogueEntry {
  const { title, suggested, argument } = offeredWrappers[part.name]!;
  const make = ({ [argument ?? ""]: value, ...others }: Options) =>
    argument ? makers[part.name]!(value, others) : makers[part.name]!(others);
  const attempt: Known["attempt"] = (option, value, form) =>
    refusal(() => make({ ...suggested, ...like(form), [option]: value }));
  const words = part.options.find(({ name }) => name === "like")?.words ?? [];
  const forms = words.filter((form) => refusal(() => make({ ...suggested, like: form })) === "");
  const made = (form: string): [string, Form] => {
    const options = { ...suggested, ...like(form) };
    return [form, formOf(make(options) as glissade.Optimizer, options)];
  };
  const byLike: Forms["byLike"] = new Map(["default", ...forms].map(made));
  const first: OptionDoc[] = part.argument
    ? [
        {
          ...part.argument,
          isRequired: true,
          takesNumber: true,
          takesSchedule: true,
          isBoolean: false,
          words: [],
        },
      ]
    : [];
  const doc = { ...part, options: [...first, ...part.options] };
  return entryOf(doc, { byLike, variants: [], attempt, suggested }, title);
}

function scheduleEntry(part: PartDoc | undefined, name: string): CatalogueEntry {
  const { title, sentence: own } = offeredSchedules[name]!;
  if (own) return { name, title, sentence: own, options: [] };
  if (!part) throw new Error(`the lab offers ${name}, which src/schedules does not have`);
  return partOfLibrary(part);
}

function partOfLibrary(part: PartDoc): CatalogueEntry {
  const { title, level, length, shares, suggested } = offeredSchedules[part.name]!;
  const attempt: Known["attempt"] = (option, value) =>
    refusal(() =>
      makers[part.name]!({ ...scheduleOptions({ name: part.name, options: {} }, 1000), [option]: value }),
    );
  // A schedule has no rules whose hyperparameters say more.
  const none = { hyper: new Map() } as unknown as Form;
  const known: Known = { byLike: new Map([["default", none]]), variants: [], attempt, suggested };
  const options = part.options.filter(({ name }) => ![level, length, "alpha"].includes(name));
  // Its documentation is a formula of options that the lab sets; the header says it in words.
  const [sentence] = /^.*?[.](?= |$)/.exec(part.header) ?? [];
  const entry = entryOf({ ...part, options }, known, title, sentence);
  const asShare = (option: CatalogueOption): CatalogueOption => {
    const share = shares[option.name];
    if (!share) return option;
    const { name, meaning } = option;
    const open = share[1] > 0 && { open: ["min"] as const };
    return { name, meaning, kind: "number", min: 0, max: 1, ...open, suggested: share[0], share: true };
  };
  return { ...entry, options: entry.options.map(asShare) };
}

/** The catalogue: one line for each entry, so that a difference can be read. */
export function catalogueOf(printed: readonly Printed[], parts: readonly PartDoc[]): string {
  const named = <T extends { readonly name: string }>(names: object, all: readonly T[]): T[] =>
    Object.keys(names).flatMap((name) => all.filter((part) => part.name === name));
  const around = printed.filter(({ document }) => document.factory.isWrapper);
  const wrappers = new Map(
    [...around.map(optimizerEntry), ...named(offeredWrappers, parts).map(partEntry)].map((entry) => [
      entry.name,
      entry,
    ]),
  );
  const catalogue: Catalogue = {
    optimizers: printed
      .filter(({ document: { factory } }) => !factory.isWrapper)
      .filter(
        ({
          document: {
            factory: { name },
          },
        }) => !(name in told) || matrixMethods.includes(name),
      )
      .filter(
        ({ document: { factory } }) =>
          !(makers[factory.name]!(told[factory.name]) as glissade.Optimizer).takesEstimates,
      )
      .map(optimizerEntry),
    wrappers: Object.entries(offeredWrappers).map(([name, { place }]) => {
      const entry = wrappers.get(name);
      if (!entry) throw new Error(`the lab offers ${name}, which src/ does not have`);
      return { ...entry, place };
    }),
    schedules: Object.keys(offeredSchedules).map((name) =>
      scheduleEntry(
        parts.find((part) => part.name === name),
        name,
      ),
    ),
  };
  const lines = Object.entries(catalogue).map(
    ([kind, entries]) =>
      `"${kind}":[\n${(entries as readonly CatalogueEntry[]).map((entry) => JSON.stringify(entry)).join(",\n")}\n]`,
  );
  return `{\n${lines.join(",\n")}\n}\n`;
}
