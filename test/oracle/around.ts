// What goes around any form: weight decay in the gradient or beside the step, a function to be maximized, and the look ahead
// of Nesterov's momentum in corrected means. Sources: the first lines of torch.optim's `_single_tensor_...` functions, where
// maximize turns the gradient before weight decay is added; keras' `_apply_weight_decay`; optax' `nesterov`.
import { type Like, type Options, type Oracle, type OracleCase, oracleCase, type Shapes } from "./case.ts";

type Form<O> = (n: number, options: O, shapes: Shapes) => Oracle;
type Decaying = { weightDecay: number };

/** A part of the parameter joins its gradient. */
export const coupled =
  <O>(form: Form<O>): Form<O & Decaying> =>
  (n, options, shapes) => {
    const inner = form(n, options, shapes);
    const step: Oracle["step"] = (p, g, learningRate, loss) => {
      const both = g.map((value, i) => value + options.weightDecay * p[i]!);
      inner.step(p, both, learningRate, loss);
    };
    return { ...inner, step };
  };

/** The parameter shrinks by learningRate * weightDecay beside its step, which does not read it. */
export const decoupled =
  <O>(form: Form<O>): Form<O & Decaying> =>
  (n, options, shapes) => {
    const inner = form(n, options, shapes);
    const step: Oracle["step"] = (p, g, learningRate, loss) => {
      for (let i = 0; i < n; i++) p[i] = p[i]! * (1 - learningRate * options.weightDecay);
      inner.step(p, g, learningRate, loss);
    };
    return { ...inner, step };
  };

/** Uphill on f is downhill on -f. */
export const uphill =
  <O>(form: Form<O>): Form<O> =>
  (n, options, shapes) => {
    const inner = form(n, options, shapes);
    const step: Oracle["step"] = (p, g, learningRate, loss) => {
      const turned = g.map((value) => -value);
      inner.step(p, turned, learningRate, loss === undefined ? undefined : -loss);
    };
    return { ...inner, step };
  };

/** Rows of a form with its weight decay, where torch or nobody is meant also decoupled and uphill, as far as torch has them. */
export function decayCases<O extends Options & { readonly learningRate: number }>(
  optimizer: string,
  like: Like | undefined,
  options: O,
  form: Form<O>,
): Record<string, OracleCase> {
  const key = `${optimizer}/${like ?? "default"}`;
  const decay = { ...options, weightDecay: 0.2 };
  const usual = like === "keras" ? decoupled(form) : coupled(form);
  const row = { [`${key}+weightDecay`]: oracleCase(optimizer, like, decay, usual) };
  if (like === "keras") return row;
  const apart = { ...decay, decoupledWeightDecay: true };
  const decouples = like === undefined || !["adagrad", "rmsprop"].includes(optimizer);
  return {
    ...row,
    [`${key}+maximize`]: oracleCase(optimizer, like, { ...decay, maximize: true }, uphill(usual)),
    ...(decouples && {
      [`${key}+decoupledWeightDecay`]: oracleCase(optimizer, like, apart, decoupled(form)),
    }),
  };
}
