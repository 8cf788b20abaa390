/** An optimizer against a well-known one on a surface of the reader's choice: the figure of its page. */

import { catalogue, defaultOf, entryOf, optionsOf } from "../engine/catalogue.ts";
import type { CatalogueEntry, CatalogueOption } from "../engine/catalogue-types.ts";
import { newContestant } from "../engine/contestant.ts";
import type { Contestant, OptionValues } from "../engine/experiment.ts";
import { surfaces } from "../engine/problems/surfaces.ts";
import { type Control, type Drawing, type LiveFigure, numberOf, type Values } from "./figure.ts";
import { outcomeOf } from "./raced.ts";
import { surfaceDrawing } from "./surface-drawing.ts";

const steps = 500;
/** Those that readers turn first; a page has place for three besides the rate. */
const main = ["b1", "b2", "momentum", "rho", "decay", "eps", "beta", "b3", "alpha", "every", "slowRate"];

/** The race of an optimizer or a wrapper. */
export function raceOf(name: string): LiveFigure {
  const entry = entryOf("optimizers", name) ?? entryOf("wrappers", name);
  if (!entry) throw new RangeError(`no optimizer ${name} in the catalogue`);
  const sliders = slidersOf(entry);
  const controls: Control[] = [
    {
      kind: "choice",
      name: "surface",
      label: "Surface",
      options: Object.entries(surfaces).map(([value, { title }]) => ({ value, label: title })),
      value: "rosenbrock",
    },
    ...sliders,
  ];
  return { controls, draw: (values) => draw(entry, sliders, values) };
}

/** Its main hyperparameters as sliders. The rate is tuned for each surface: that is what makes two optimizers comparable. */
function slidersOf(entry: CatalogueEntry): Control[] {
  const found = optionsOf(entry).filter(
    (option) => option.kind === "number" && !option.rate && typeof defaultOf(option) === "number",
  );
  const rank = ({ name }: CatalogueOption) => (main.indexOf(name) + main.length + 1) % (main.length + 1);
  return found
    .filter(({ name }) => main.includes(name))
    .sort((one, other) => rank(one) - rank(other))
    .slice(0, 3)
    .map((option): Control => {
      const value = defaultOf(option) as number;
      const shared = { kind: "slider", name: option.name, label: option.name, value } as const;
      if (option.whole) return { ...shared, min: Math.max(1, option.min ?? 1), max: 20, step: 1 };
      if (option.max === undefined && value > 0 && value < 0.01)
        return { ...shared, isLog: true, min: 1e-12, max: 1, step: 0.5 };
      return { ...shared, min: option.min ?? 0, max: option.max === 1 ? 0.999 : 2, step: 0.001 };
    });
}

/** Adam's rival is SGD with momentum, that of all others Adam; a wrapper's is what it wraps. */
function contestantsOf(entry: CatalogueEntry, options: OptionValues): Contestant[] {
  const [label, name] = [entry.title, entry.name];
  if (catalogue.wrappers.some((each) => each.name === name)) {
    const inner = { kind: "optimizer", name: "sgd", options: { momentum: 0.9 } } as const;
    return [
      newContestant("a", `${label} around SGD`, inner, { wrappers: [{ name, options }] }),
      newContestant("b", "SGD with momentum", inner),
    ];
  }
  const own = newContestant("a", label, { kind: "optimizer", name, options });
  if (name === "adam")
    return [
      own,
      newContestant("b", "SGD with momentum", { kind: "optimizer", name: "sgd", options: { momentum: 0.9 } }),
    ];
  return [own, newContestant("b", "Adam", { kind: "optimizer", name: "adam", options: {} })];
}

async function draw(entry: CatalogueEntry, sliders: readonly Control[], values: Values): Promise<Drawing> {
  const options = Object.fromEntries(sliders.map(({ name }) => [name, numberOf(values, name)]));
  const surface = String(values.surface);
  const { start, title, noise = 0 } = surfaces[surface] as (typeof surfaces)[string] & { noise?: number };
  const contestants = contestantsOf(entry, options);
  const { field, of } = await outcomeOf({
    problem: { kind: "surface", name: surface, start, noise },
    contestants,
    steps,
  });
  const ways = contestants.map(({ id, label }) => {
    const { points, ...own } = of(id);
    return { id, label, ...own, points: points as Float64Array };
  });
  const words = `${title}, ${steps} steps, each at the rate that tuning found. ${ways
    .map(
      ({ label, rate, losses }) =>
        `${label}: ${rate === null ? "no rate to tune" : `rate ${short(rate)}`}, loss ${short(losses.at(-1) as number)}`,
    )
    .join("; ")}.`;
  return surfaceDrawing(field, ways, `${entry.title} on ${title}`, words);
}

const short = (value: number): string => String(Number(value.toPrecision(2)));
