/** All live figures by the name that pages use; `of` is the optimizer, where a figure is one of an optimizer. */
import { entryOf } from "../engine/catalogue.ts";
import { matrixMethods } from "../engine/experiment.ts";
import { biasCorrection } from "./bias-correction.ts";
import { divergence } from "./divergence.ts";
import type { LiveFigure } from "./figure.ts";
import { learningRates } from "./learning-rates.ts";
import { likeCurvesOf } from "./like-curves.ts";
import { minimiserOf } from "./minimiser.ts";
import { raceOf } from "./race.ts";
import { shrinkingRates } from "./shrinking-rates.ts";

const figures: Readonly<Record<string, (of: string) => LiveFigure>> = {
  race: raceOf,
  minimiser: minimiserOf,
  "like-curves": likeCurvesOf,
  "learning-rates": () => learningRates,
  "bias-correction": () => biasCorrection,
  "shrinking-rates": () => shrinkingRates,
  divergence: () => divergence,
};

/** Whether an optimizer or a wrapper can race: not those of whole matrices, of which the surfaces have none, and not those that are told estimates. */
export const hasRace = (name: string): boolean =>
  !matrixMethods.includes(name) && (entryOf("optimizers", name) ?? entryOf("wrappers", name)) !== undefined;

/** The figure of this name. */
export function figureOf(name: string, of = ""): LiveFigure {
  const make = figures[name];
  if (!make) throw new RangeError(`no figure ${name}; there are ${Object.keys(figures).join(", ")}`);
  return make(of);
}
