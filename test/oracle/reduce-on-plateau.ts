// Oracle for a learning rate that falls when the loss no longer does. Sources: optax.contrib.reduce_on_plateau (the default
// form too, but that it takes rtol of the size of the best loss), torch.optim.lr_scheduler.ReduceLROnPlateau with threshold_mode "rel" where atol is 0, else "abs". torch
// has no accumulation: there the mean of the losses is handed to it.
import { type Oracle, type OracleCase, oracleCase } from "./case.ts";
import { along, multiply } from "./transformation.ts";

type O = {
  learningRate: number;
  factor: number;
  patience: number;
  rtol: number;
  atol: number;
  cooldown: number;
  accumulationSize: number;
  minScale: number;
};

/** The loss below which one is better than the best. */
type Limit = (best: number, rtol: number, atol: number) => number;
const ofValue: Limit = (best, rtol, atol) => (1 - rtol) * best - atol;
const ofSize: Limit = (best, rtol, atol) =>
  best === Infinity ? Infinity : best - rtol * Math.abs(best) - atol;

const form =
  (limit: Limit, falls: (bad: number, patience: number) => boolean) =>
  (n: number, { factor, patience, rtol, atol, cooldown, accumulationSize, minScale }: O): Oracle => {
    let losses: number[] = [];
    let [scale, best, bad, cooling] = [1, Infinity, 0, 0];
    const look = (loss: number): void => {
      const isBetter = loss < limit(best, rtol, atol);
      if (isBetter) best = loss;
      bad = isBetter ? 0 : bad + 1;
      if (cooling > 0) {
        cooling -= 1;
        bad = 0;
      } else if (falls(bad, patience)) {
        scale = Math.max(scale * factor, minScale);
        cooling = cooldown;
        bad = 0;
      }
    };
    return along((g, _, loss) => {
      if (loss === undefined) throw new Error("reduceOnPlateau needs the loss");
      losses.push(loss);
      if (losses.length === accumulationSize) {
        look(losses.reduce((sum, value) => sum + value, 0) / accumulationSize);
        losses = [];
      }
      multiply(g, { at: 0, size: n }, scale);
    });
  };

const own = form(ofSize, (bad, patience) => bad === patience);
const optax = form(ofValue, (bad, patience) => bad === patience);
const torch = form(ofValue, (bad, patience) => bad > patience);

const common = {
  learningRate: 0.1,
  factor: 0.8,
  rtol: 1e-4,
  atol: 0,
  cooldown: 0,
  accumulationSize: 1,
  minScale: 0,
};
const two = { ...common, patience: 2 };
const cooled = { ...common, patience: 1, factor: 0.6, rtol: 0.03, cooldown: 3 };
const averaged = {
  ...common,
  patience: 2,
  rtol: 0,
  atol: 1 / 8,
  cooldown: 2,
  accumulationSize: 4,
  minScale: 0.3,
};

/** They stay for a while, then fall unevenly; by 32nds, so that means of four are exact and can be just good enough. */
const losses = Array.from({ length: 120 }, (_, t) => (t < 9 ? 4 : (120 - t + ((t * t * 7) % 23)) / 32));

/** The same below and around 0, with a stretch of equal ones. */
const below = losses.map((loss, t) => (t > 60 && t < 75 ? -1 : loss - 3));

const forms = { default: own, optax, torch };

const row = (like: "torch" | "optax" | undefined, options: O, along = losses) =>
  oracleCase("reduceOnPlateau", like, options, forms[like ?? "default"], { losses: along });

/** The table's rows for `reduceOnPlateau`. */
export const reduceOnPlateauCases: Record<string, OracleCase> = {
  "reduceOnPlateau/default": row(undefined, two),
  "reduceOnPlateau/default+cooldown": row(undefined, cooled),
  "reduceOnPlateau/default+averaged": row(undefined, averaged),
  // A better loss makes the number of bad ones 0, which is patience enough.
  "reduceOnPlateau/default+impatient": row(undefined, { ...two, patience: 0 }),
  "reduceOnPlateau/default+negative": row(undefined, { ...cooled, rtol: 0.25 }, below),
  "reduceOnPlateau/optax": row("optax", two),
  "reduceOnPlateau/optax+cooldown": row("optax", cooled),
  "reduceOnPlateau/optax+averaged": row("optax", averaged),
  "reduceOnPlateau/optax+impatient": row("optax", { ...two, patience: 0 }),
  "reduceOnPlateau/torch": row("torch", two),
  "reduceOnPlateau/torch+cooldown": row("torch", { ...cooled, patience: 0 }),
  "reduceOnPlateau/torch+averaged": row("torch", { ...averaged, patience: 1 }),
};
