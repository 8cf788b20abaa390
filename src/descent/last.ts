/** Measurements of the last step, from sums of its last pass. */
import type { Elements } from "../language/dtype.ts";
import type { Participants } from "./participants.ts";
import type { Running } from "./running.ts";

/** Measurements of one tensor in the last step. */
export interface TensorStep {
  /** Euclidean norm of its gradient; NaN if the step was declined. */
  readonly gradNorm: number;
  /** Euclidean norm of what the step added to it. */
  readonly updateNorm: number;
  /** Euclidean norm of its parameters as the step found them; NaN if the step was declined. */
  readonly paramNorm: number;
  /** `updateNorm / paramNorm`: the length of its step beside its own; Infinity where only the second is 0, NaN where both are. */
  readonly updateRatio: number;
}

/** Measurements of the last step. */
export interface LastStep {
  /** Euclidean norm of all gradients of the step; NaN if it was declined. */
  readonly gradNorm: number;
  /** Euclidean norm of what the step added to the parameters. */
  readonly updateNorm: number;
  /** Whether every gradient and every update was finite; false if the step was declined. */
  readonly finite: boolean;
  /** Whether the step was taken: `skipNonFinite()` declines steps. */
  readonly taken: boolean;
  /**
   * Measurements of each tensor that took part, by its path: `last.tensors["layer1.weight"].updateRatio`. A layer that explodes shows as the path whose
   * norms or ratio leave those of the others.
   *
   * @throws TypeError if tensors were not measured: ask for them with `init(params, { measure: "tensors" })`.
   */
  readonly tensors: Readonly<Record<string, TensorStep>>;
}

/** Where the sums of a tensor lie: squares of gradient, update, parameters. */
type Sums = readonly [path: string, ...sums: Elements[]];

/** What a descent measures. */
export class Measurements {
  readonly #isMeasured: boolean;
  readonly #tensors: readonly Sums[] | undefined;

  constructor({ plan, execution }: Running) {
    const { all, tensors } = plan.measured;
    this.#isMeasured = all.length > 0;
    if (tensors.length === 0) return;
    const paths = plan.groups.flatMap((group) => group.tensors.map(({ path }) => path));
    this.#tensors = paths.map((path) => [path, ...tensors.map(({ name }) => execution.handle(name, path))]);
  }

  /**
   * What was measured: sums of squares of gradient and update, 0 or NaN.
   *
   * @throws TypeError if nothing was.
   */
  read(
    measured: Float64Array | undefined,
    taken: boolean,
    participants: Pick<Participants, "tookPart">,
  ): LastStep {
    if (!this.#isMeasured)
      throw new TypeError("the last step was not measured; call init(params, { measure: true })");
    const [gradient = Number.NaN, update = Number.NaN, nonFinite] = measured ?? [];
    const tensors = this.#tensors
      ?.filter(([path]) => participants.tookPart(path))
      .map((sums) => tensorStep(sums, taken));
    const step = taken
      ? { gradNorm: Math.sqrt(gradient), updateNorm: Math.sqrt(update), finite: nonFinite === 0, taken }
      : { gradNorm: Number.NaN, updateNorm: 0, finite: false, taken };
    return (
      tensors
        ? { ...step, tensors: Object.fromEntries(tensors) }
        : Object.defineProperty(step, "tensors", unmeasured)
    ) as LastStep;
  }
}

const unmeasured: PropertyDescriptor = {
  get: () => {
    throw new TypeError('tensors were not measured; call init(params, { measure: "tensors" })');
  },
};

function tensorStep([path, ...sums]: Sums, taken: boolean): [string, TensorStep] {
  if (!taken) return [path, { gradNorm: Number.NaN, updateNorm: 0, paramNorm: Number.NaN, updateRatio: 0 }];
  const [gradNorm, updateNorm, paramNorm] = sums.map(([sum]) => Math.sqrt(sum!)) as [number, number, number];
  return [path, { gradNorm, updateNorm, paramNorm, updateRatio: updateNorm / paramNorm }];
}
