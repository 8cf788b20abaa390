/** The registry with all that the library has. */
import * as glissade from "glissade";
import { answer } from "./answer.ts";
import { bandsOf } from "./bands.ts";
import type { OptionValues } from "./experiment.ts";
import { prepare } from "./problems/prepare.ts";
import type { Registry } from "./registry.ts";
import { parseRuleText } from "./rule-text.ts";
import { scheduleOf } from "./schedule-of.ts";
import { tuned } from "./tuned.ts";
import { wrappers } from "./wrappers.ts";

const { adabelief, adadelta, adafactor, adagrad, adam, adamMini, adamax, adamw, adan, ademamix, adopt } =
  glissade;
const { amsgrad, dadaptAdam, fromage, lamb, laprop, lars, lion, madgrad, mars, nadam, nadamw } = glissade;
const { fedAdagrad, fedAdam, fedAvg, fedYogi } = glissade;
const { novograd, optimisticGradientDescent, polyakSgd, prodigy, radam, rmsprop, rprop } = glissade;
const { scheduleFreeAdamw, scheduleFreeSgd, sgd, signSgd, signum, sm3, tiger, yogi } = glissade;

/** The parameters of the lab are one tensor: a matrix, or there is none. */
const matrices = (_: string, { length }: readonly number[]): boolean => {
  if (length === 2) return true;
  throw new RangeError("it steps by whole matrices, and this problem has none: choose the 2 x 2 matrix");
};

/** Everything. */
export const everything: Registry = {
  optimizers: {
    adabelief,
    adadelta,
    adafactor,
    adagrad,
    adam,
    adamMini,
    adamax,
    adamw,
    adan,
    ademamix,
    adopt,
    amsgrad,
    dadaptAdam,
    fedAdagrad,
    fedAdam,
    fedAvg,
    fedYogi,
    fromage,
    lamb,
    laprop,
    lars,
    lion,
    madgrad,
    mars,
    muon: (options: OptionValues) => glissade.muon({ matrices, layout: "out,in", ...options }),
    nadam,
    nadamw,
    novograd,
    optimisticGradientDescent,
    polyakSgd,
    prodigy,
    radam,
    rmsprop,
    rprop,
    scheduleFreeAdamw,
    scheduleFreeSgd,
    sgd,
    signSgd,
    signum,
    sm3,
    tiger,
    yogi,
  } as Registry["optimizers"],
  wrappers,
  schedule: scheduleOf,
  rule: parseRuleText,
  problem: prepare,
  bounded: (optimizer, [min, max]) => glissade.chain(optimizer, glissade.projectionBox({ min, max })),
  beyond: { tuned, bandsOf, answer },
};
