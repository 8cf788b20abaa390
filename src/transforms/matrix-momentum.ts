/** The momentum of Muon and its family, in the forms of libraries. Where only its direction counts, a mean and a sum are the same. */
import type { Optimizer } from "../compose/optimizer.ts";
import { rule } from "../compose/rule.ts";
import type { Hyper } from "../rule/hyper.ts";

const common = {
  name: "momentum",
  hyper: { momentum: 0.95 },
  bounds: { momentum: "[0, 1)" },
  state: { B: 0 },
  moments: { B: "first" },
} as const;

const forms = {
  plain: [
    rule({ ...common, text: "B = B + (1 - momentum)*(g - B)\n u = B" }),
    rule({ ...common, text: "B = B + (1 - momentum)*(g - B)\n u = g + momentum*(B - g)" }),
  ],
  sum: [
    rule({ ...common, text: "B = momentum*B + g\n u = B" }),
    rule({ ...common, text: "B = momentum*B + g\n u = g + momentum*B" }),
  ],
  /** Without the bias of the start; looking ahead, the mean has the correction of the next step. */
  unbiased: [
    rule({ ...common, text: "B = momentum*B + (1 - momentum)*g\n u = B / (1 - momentum^t)" }),
    rule({
      ...common,
      text: `
    B = momentum*B + (1 - momentum)*g
    u = momentum*B / (1 - momentum^(t + 1)) + (1 - momentum)*g / (1 - momentum^t)`,
    }),
  ],
} as const;

/** A mean (`"plain"`), one without bias, or a sum of updates. */
export type MatrixMomentum = keyof typeof forms;

/** The momentum; its state is `B`, as in PyTorch's page of Muon. */
export const matrixMomentum = (form: MatrixMomentum, nesterov: boolean, momentum: Hyper): Optimizer =>
  forms[form][nesterov ? 1 : 0]({ momentum });
