/** The optimizers of torch.optim whose states can be taken over, each with the form of this library that computes the same. */
import { adagrad, adam, adamw, amsgrad, type Optimizer, rmsprop, sgd } from "../../index.ts";
import type { Form } from "./form.ts";

/** A value in a group of torch's parameters. */
export type TorchOption = number | boolean | null;

/** One of them. */
export interface TorchForm extends Form {
  /** The options of a group that are hyperparameters, by their names here; one of a pair has its place after a dot. */
  readonly hyper: Readonly<Record<string, string>>;
  /** The options that make it this form. */
  readonly fixed: Readonly<Record<string, number | boolean>>;
  /** Options of torch's implementation, with what its constructors give them. */
  readonly implementation: Readonly<Record<string, TorchOption>>;
  /** Whether torch counts the steps of each parameter. */
  readonly counts: boolean;
  /** Whether it has a state before the first gradient. */
  readonly startsAtOnce: boolean;
}

/** Options that mean nothing where another one is 0. */
export const meaningless: Readonly<Record<string, string>> = {
  decoupled_weight_decay: "weight_decay",
  nesterov: "momentum",
  dampening: "momentum",
};

const like = "torch";
const weightDecay = 0.1;
const momentum = 0.5;
const unset = { foreach: null, differentiable: false };

/** Each optimizer with and without weight decay, whose rule is there only with it. */
function decaying(
  make: (decay: { readonly weightDecay?: number }) => Optimizer,
  rest: Omit<TorchForm, "optimizer">,
): TorchForm[] {
  const { hyper, fixed } = rest;
  return [
    { ...rest, optimizer: make({}), fixed: { ...fixed, weight_decay: 0 } },
    { ...rest, optimizer: make({ weightDecay }), hyper: { ...hyper, weightDecay: "weight_decay" } },
  ];
}

function adams(): TorchForm[] {
  const base = {
    hyper: { learningRate: "lr", b1: "betas.0", b2: "betas.1", eps: "eps" },
    implementation: { ...unset, capturable: false, fused: null },
    counts: true,
    startsAtOnce: false,
  };
  const states = { m: "exp_avg", v: "exp_avg_sq" };
  const largest = { ...states, vMax: "max_exp_avg_sq" };
  const decayed = { ...base, hyper: { ...base.hyper, weightDecay: "weight_decay" } };
  const coupled = { decoupled_weight_decay: false };
  const apart = { decoupled_weight_decay: true };
  return [
    ...decaying((decay) => adam({ like, ...decay }), {
      ...base,
      name: "Adam",
      states,
      fixed: { amsgrad: false, ...coupled },
    }),
    ...decaying((decay) => amsgrad({ like, ...decay }), {
      ...base,
      name: "Adam with amsgrad",
      states: largest,
      fixed: { amsgrad: true, ...coupled },
    }),
    { ...decayed, name: "AdamW", optimizer: adamw({ like }), states, fixed: { amsgrad: false, ...apart } },
    {
      ...decayed,
      name: "AdamW with amsgrad",
      optimizer: amsgrad({ like, weightDecay, decoupledWeightDecay: true }),
      states: largest,
      fixed: { amsgrad: true, ...apart },
    },
  ];
}

function sgds(): TorchForm[] {
  const base = {
    name: "SGD",
    implementation: { ...unset, fused: null },
    counts: false,
    startsAtOnce: false,
  };
  const hyper = { learningRate: "lr" };
  const heavy = { ...base, states: { m: "momentum_buffer" }, hyper: { ...hyper, momentum: "momentum" } };
  return [
    ...decaying((decay) => sgd({ like, ...decay }), {
      ...base,
      states: {},
      hyper,
      fixed: { momentum: 0, dampening: 0, nesterov: false },
    }),
    ...decaying((decay) => sgd({ like, momentum, ...decay }), {
      ...heavy,
      fixed: { dampening: 0, nesterov: false },
    }),
    ...decaying((decay) => sgd({ like, momentum, nesterov: true, ...decay }), {
      ...heavy,
      fixed: { dampening: 0, nesterov: true },
    }),
    ...decaying((decay) => sgd({ like, momentum, dampening: 0.5, ...decay }), {
      ...heavy,
      hyper: { ...heavy.hyper, dampening: "dampening" },
      fixed: { nesterov: false },
    }),
  ];
}

function rmsprops(): TorchForm[] {
  const base = {
    name: "RMSprop",
    hyper: { learningRate: "lr", decay: "alpha", eps: "eps" },
    implementation: { ...unset, capturable: false },
    counts: true,
    startsAtOnce: false,
  };
  return [false, true].flatMap((centered) => {
    const states = { v: "square_avg", ...(centered && { c: "grad_avg" }) };
    return [
      ...decaying((decay) => rmsprop({ like, centered, ...decay }), {
        ...base,
        states,
        fixed: { centered, momentum: 0 },
      }),
      ...decaying((decay) => rmsprop({ like, centered, momentum, ...decay }), {
        ...base,
        states: { ...states, m: "momentum_buffer" },
        hyper: { ...base.hyper, momentum: "momentum" },
        fixed: { centered },
      }),
    ];
  });
}

function adagrads(): TorchForm[] {
  const base = {
    name: "Adagrad",
    states: { s: "sum" },
    hyper: { learningRate: "lr", eps: "eps", initialAccumulator: "initial_accumulator_value" },
    implementation: { ...unset, fused: null },
    counts: true,
    startsAtOnce: true,
  };
  return [
    ...decaying((decay) => adagrad({ like, ...decay }), { ...base, fixed: { lr_decay: 0 } }),
    ...decaying((decay) => adagrad({ like, lrDecay: 0.1, ...decay }), {
      ...base,
      hyper: { ...base.hyper, lrDecay: "lr_decay" },
      fixed: {},
    }),
  ];
}

/** All of them. */
export const torchForms = (): TorchForm[] => [...adams(), ...sgds(), ...rmsprops(), ...adagrads()];
