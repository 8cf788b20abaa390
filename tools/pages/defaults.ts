/** Defaults of options that are no hyperparameters of that name, found by giving an optimizer other values. */
import { type Form, type Options, textOf, told } from "./forms.ts";
import { shortest } from "./options.ts";
import type { FactoryDoc, OptionDoc } from "./source.ts";

/** Makes the optimizer with more options; undefined where it refuses them. */
type Make = (options: Options) => Form | undefined;

/** Numbers that are no default, one in most intervals. */
const numbers = [0.123, 0.61, 7, 11];

/** The value that a number moves, where it becomes that number. */
function moved(form: Form, name: string, make: Make): string | undefined {
  for (const number of numbers) {
    const other = make({ [name]: number });
    if (!other || other.values.size !== form.values.size) continue;
    const changed = [...form.values].filter(([place, value]) => other.values.get(place) !== value);
    const [value, ...more] = new Set(changed.map(([, before]) => before));
    if (value !== undefined && !more.length && changed.every(([place]) => other.values.get(place) === number))
      return shortest(value);
  }
  return undefined;
}

const fingerprint = (form: Form): string => `${textOf(form)}\n${JSON.stringify([...form.values])}`;

/** The one value with which the optimizer is what it is without, where there are others. */
function unmoved(form: Form, name: string, values: readonly unknown[], make: Make): unknown {
  const made = values.flatMap((value) => {
    const other = make({ [name]: value });
    return other ? [[value, fingerprint(other) === fingerprint(form)] as const] : [];
  });
  const [same, ...more] = made.filter(([, isSame]) => isSame);
  return more.length > 0 || made.length < 2 ? undefined : same?.[0];
}

function defaultOf(form: Form, { name, words, isBoolean, takesNumber }: OptionDoc, make: Make) {
  if (isBoolean) {
    const value = unmoved(form, name, [true, false], make);
    return value === undefined ? undefined : String(value);
  }
  const word = words.length > 0 ? unmoved(form, name, words, make) : undefined;
  if (word !== undefined) return `\`${JSON.stringify(word)}\``;
  return takesNumber ? moved(form, name, make) : undefined;
}

/** The defaults of a form, by option: those that show in what the optimizer is. */
export function defaultsOf(factory: FactoryDoc, form: Form, make: Make): ReadonlyMap<string, string> {
  const given = { ...told[factory.name], ...form.options };
  return new Map(
    factory.options.flatMap((option) => {
      const { name } = option;
      if (["like", "maximize"].includes(name) || name in given || form.hyper.has(name)) return [];
      const value = defaultOf(form, option, make);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
}
