/**
 * Yogi's direction: Adam whose second moment moves by at most (1 - b2) g^2 a step, up or down.
 * Zaheer, Reddi, Sachan, Kale, Kumar: Adaptive Methods for Nonconvex Optimization, NeurIPS 2018, Algorithm 2.
 */

import { type MomentsOptions, momentsOption } from "../compose/moments.ts";
import { countedAs } from "../compose/one-count.ts";
import type { HyperOf, Optimizer } from "../compose/optimizer.ts";
import { choose, type Like, likeOf } from "../compose/presets.ts";
import { rule } from "../compose/rule.ts";
import { numberIn } from "../options/interval.ts";
import { either, oneOf } from "../options/kinds.ts";
import type { Options } from "../options/option.ts";
import { type Hyper, reader, schedulables } from "../rule/hyper.ts";

/** Options of `scaleByYogi`. */
export interface ScaleByYogiOptions extends MomentsOptions {
  readonly like?: Like | undefined;
  readonly b1?: Hyper | undefined;
  readonly b2?: Hyper | undefined;
  readonly eps?: Hyper | undefined;
  /**
   * Where the second moment starts: a number, or `"gradient"` for the paper's way: the square of the first gradient,
   * which should come from a large batch.
   */
  readonly v0?: number | "gradient" | undefined;
  /** How v follows g^2: by the sign of their difference, or smoothly by tanh(10 (v - g^2)). */
  readonly activation?: "sign" | "tanh" | undefined;
}

interface Form {
  readonly m0: number;
  readonly v0: number | "gradient";
  readonly correction: "moments" | "rate" | "none";
}

const forms = {
  default: { m0: 0, v0: 1e-6, correction: "moments" },
  paper: { m0: 0, v0: "gradient", correction: "none" },
  textbook: { m0: 0, v0: 0, correction: "moments" },
  /** m starts at 1e-6 too, which no paper asks for. */
  optax: { m0: 1e-6, v0: 1e-6, correction: "moments" },
  /** TensorFlow Addons. */
  keras: { m0: 0, v0: 1e-6, correction: "rate" },
} satisfies Partial<Record<Like | "default", Form>>;

/** By how v follows g^2, and by what is corrected. A second moment that starts at a gradient's square (`first`) needs no correction. */
const texts = {
  sign: {
    moments: `
    m = b1*m + (1 - b1)*g
    v = v - (1 - b2)*sign(v - g^2)*g^2
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)
    u = mHat / (sqrt(vHat) + eps)`,
    rate: `
    m = b1*m + (1 - b1)*g
    v = v - (1 - b2)*sign(v - g^2)*g^2
    u = sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)`,
    none: `
    m = b1*m + (1 - b1)*g
    v = v - (1 - b2)*sign(v - g^2)*g^2
    u = m / (sqrt(v) + eps)`,
    first: `
    m = b1*m + (1 - b1)*g
    v = v - (1 - b2)*sign(v - g^2)*g^2
    mHat = m / (1 - b1^t)
    u = mHat / (sqrt(v) + eps)`,
  },
  tanh: {
    moments: `
    m = b1*m + (1 - b1)*g
    e = exp(-20*abs(v - g^2))
    v = v - (1 - b2)*sign(v - g^2)*(1 - e)/(1 + e)*g^2
    mHat = m / (1 - b1^t)
    vHat = v / (1 - b2^t)
    u = mHat / (sqrt(vHat) + eps)`,
    rate: `
    m = b1*m + (1 - b1)*g
    e = exp(-20*abs(v - g^2))
    v = v - (1 - b2)*sign(v - g^2)*(1 - e)/(1 + e)*g^2
    u = sqrt(1 - b2^t) / (1 - b1^t) * m / (sqrt(v) + eps)`,
    none: `
    m = b1*m + (1 - b1)*g
    e = exp(-20*abs(v - g^2))
    v = v - (1 - b2)*sign(v - g^2)*(1 - e)/(1 + e)*g^2
    u = m / (sqrt(v) + eps)`,
    first: `
    m = b1*m + (1 - b1)*g
    e = exp(-20*abs(v - g^2))
    v = v - (1 - b2)*sign(v - g^2)*(1 - e)/(1 + e)*g^2
    mHat = m / (1 - b1^t)
    u = mHat / (sqrt(v) + eps)`,
  },
} as const;

/** Kinds of the options of `scaleByYogi`. */
export const yogiOptions: Options<ScaleByYogiOptions> = {
  like: likeOf(forms),
  ...schedulables("b1", "b2", "eps"),
  v0: either(numberIn("[0, inf)"), oneOf("gradient")),
  activation: oneOf(...Object.keys(texts)),
  ...momentsOption,
};
const read = reader("scaleByYogi", yogiOptions);

/**
 * Rescales updates by Yogi's estimates of their moments.
 *
 * v / (1 - b2^t) is not an exact correction, as it is for Adam: Yogi's v is not linear in its start.
 *
 * `like`: the default starts m at 0 and v at 1e-6 and corrects both; textbook starts both at 0; optax starts both at
 * 1e-6; keras is TensorFlow Addons, with the corrections in the rate; paper corrects nothing and starts v at a gradient's
 * square. eps is 1e-3 everywhere.
 *
 * @example
 * chain(scaleByYogi({ v0: "gradient" }), scaleByLearningRate(0.01))
 */
export function scaleByYogi(options: ScaleByYogiOptions = {}): Optimizer<HyperOf<ScaleByYogiOptions>> {
  const { like, v0, activation = "sign", ...overrides } = read(options);
  const form = choose<Form>(forms, like);
  const start = v0 ?? form.v0;
  const correction = start === "gradient" && form.correction === "moments" ? "first" : form.correction;
  const make = rule({
    name: "yogi",
    hyper: { b1: 0.9, b2: 0.999, eps: 1e-3 },
    state: { m: form.m0, v: start === "gradient" ? "g^2" : start },
    moments: { m: "first", v: "second" },
    ratio: ["m", "v"],
    text: texts[activation][correction],
    presentPowers: like === "optax" || like === "keras",
  });
  return countedAs(like, make(overrides));
}
