/** The registry with all that the library has. */
import * as glissade from "glissade";
import { answer } from "./answer.ts";
import { bandsOf } from "./bands.ts";
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
