/** An optimizer in all its forms. */
import * as glissade from "../../src/index.ts";
import { defaultsOf } from "./defaults.ts";
import { type Form, type Forms, formOf, likes, type Options, textOf, told } from "./forms.ts";
import type { FactoryDoc, OptionDoc } from "./source.ts";

type Factory = (...args: readonly unknown[]) => glissade.Optimizer;

/** The optimizer with these options; undefined where it refuses them. */
function attempt(factory: FactoryDoc, options: Options): glissade.Optimizer | undefined {
  const made = outcomeOf(factory, options);
  return typeof made === "string" ? undefined : made;
}

/** The same, or the text of the refusal. */
function outcomeOf({ name, isWrapper }: FactoryDoc, options: Options): glissade.Optimizer | string {
  const make = (glissade as unknown as Readonly<Record<string, Factory>>)[name];
  if (!make) throw new Error(`${name} is not exported by src/index.ts`);
  try {
    return isWrapper ? make(glissade.sgd(), options) : make({ ...told[name], ...options });
  } catch (error) {
    if (error instanceof glissade.HyperparameterError) return error.message;
    throw error;
  }
}

/** Values of an option that the default form may not have. Numbers: one in most intervals, one above 1. */
const valuesOf = ({ takesNumber, isBoolean, words }: OptionDoc): readonly unknown[] => [
  ...(isBoolean ? [true, false] : []),
  ...words,
  ...(takesNumber && words.length === 0 ? [0.5, 2] : []),
];

const declaredBy = ({ name }: FactoryDoc): Forms["declared"] =>
  (glissade as unknown as Readonly<Record<string, { readonly options?: Forms["declared"] }>>)[name]
    ?.options ?? {};

/** Makes an optimizer in all its forms. */
export function formsOf(factory: FactoryDoc): Forms {
  const required = Object.fromEntries(
    factory.options.filter(({ isRequired }) => isRequired).map(({ name }) => [name, 2]),
  );
  const printed = new Set<string>();
  const formWith = (options: Options): Form | undefined => {
    const optimizer = attempt(factory, options);
    return optimizer && formOf(optimizer, options);
  };
  const byLike = new Map<string, Form>();
  const hasForms = factory.options.some(({ name }) => name === "like");
  for (const like of hasForms ? ["default", ...likes] : ["default"]) {
    const form = formWith(like === "default" ? required : { ...required, like });
    if (!form) continue;
    byLike.set(like, form);
    printed.add(textOf(form));
  }
  const base = byLike.get("default");
  if (!base) throw new Error(`${factory.name}() refuses its own defaults`);
  const variants: Form[] = [];
  const add = (options: Options): boolean => {
    const form = formWith(options);
    if (form && !printed.has(textOf(form))) variants.push(form);
    if (form) printed.add(textOf(form));
    return form !== undefined;
  };
  const numbers: Options[] = [];
  for (const option of factory.options) {
    // Whoever maximizes has the same equations, of another gradient.
    if (["like", "maximize"].includes(option.name)) continue;
    if (option.name in required || base.hyper.has(option.name)) continue;
    for (const value of valuesOf(option)) {
      const options = { ...required, [option.name]: value };
      const isAccepted = add(options);
      const isNumber = typeof value === "number";
      if (isAccepted && isNumber) numbers.push({ [option.name]: value });
      // Some options need another one: nesterov needs momentum.
      if (!isAccepted) for (const number of numbers) add({ ...options, ...number });
      if (isAccepted && isNumber) break;
    }
  }
  const defaults = [...byLike].map(
    ([like, form]) =>
      [like, defaultsOf(factory, form, (more) => formWith({ ...form.options, ...more }))] as const,
  );
  const lacks: Forms["lacks"] = (like, { name, isBoolean, words }) => {
    const given = { ...byLike.get(like)!.options, [name]: isBoolean || (words[0] ?? 1) };
    const made = outcomeOf(factory, given);
    return typeof made === "string" && / needs (like:|no like)/.test(made);
  };
  return { byLike, variants, defaults: new Map(defaults), declared: declaredBy(factory), lacks };
}
