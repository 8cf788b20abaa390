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
