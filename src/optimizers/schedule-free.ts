/**
 * What both schedule-free optimizers share: steps of z, the average x of its iterates, and y between them, where
 * gradients are taken. Defazio, Yang, Mehta, Mishchenko, Khaled, Cutkosky: The Road Less Scheduled, NeurIPS 2024.
 */
import type { WhereOptions } from "../compose/define-optimizer.ts";
import type { Hyper } from "../rule/hyper.ts";

/** Options of both. */
export interface ScheduleFreeOptions extends WhereOptions {
  /** Weight decay: the share of the parameter added to the direction; default 0. */
  readonly weightDecay?: Hyper | undefined;
  /** Steps over which the rate rises from 0, linearly; default 0. */
  readonly warmup?: Hyper | undefined;
  /** A step's weight in the average is the largest rate so far to this power; default 2. Not in keras. */
  readonly weightPower?: Hyper | undefined;
  /** It is multiplied by the step's number to this power; default 0. Only in the authors' form. */
  readonly r?: Hyper | undefined;
}

/** Their intervals. */
export const intervals = { warmup: "[0, inf)", weightPower: "[0, inf)" } as const;

/** Their states: z starts at the parameters. */
export const state = { z: "p", total: 0, rateMax: 0 } as const;

/** The average's share of z at this step. */
const share = (weight: string, rate: string) => `
    rateMax = max(rateMax, ${rate})
    total = total + ${weight}rateMax^weightPower
    c = where(total == 0, 0, ${weight}rateMax^weightPower / total)`;

/** x from y and z: y = (1 - b) z + b x, solved for x. */
const average = (y: string, b: string) => `(${y} - (1 - ${b})*z)/${b}`;

/**
 * The authors' form; where bounds cut z's step, y follows the step that is left. The text before gives `d`, the direction with its decay; `b` names the interpolation.
 */
export const authors = (b: string, rate = "learningRate*min(1, t/warmup)") => `
    rate = ${rate}${share("t^r*", "rate")}
    u = where(outside(z - rate*d), c*(z - p) + (1 - ${b}*(1 - c))*(project(z - rate*d) - z), c*(z - p) + rate*(${b}*(1 - c) - 1)*d)
    z = project(z - rate*d)
    eval = p + (1 - 1/${b})*(z - p)`;

/** The form of optax, whose weights are a step ahead of its rate in a warm-up, and of keras, whose weights are equal. */
export const explicit = (b: string, weights: "ahead" | "equal", y = "p") => `
    x = ${average(y, b)}
    ${
      weights === "equal"
        ? "rate = learningRate*min(1, t/warmup)\n    c = 1/t"
        : `rate = learningRate*where(warmup > 0, min(1, (t - 1)/warmup), 1)${share("", "learningRate*min(1, t/warmup)")}`
    }
    z = project(z - rate*d)
    u = ${b}*((1 - c)*x + c*z) + (1 - ${b})*z - p
    eval = ${average("p", b)}`;
