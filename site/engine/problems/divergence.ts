/**
 * Four problems on which Adam goes the wrong way, ready to be raced. Reddi, Kale, Kumar: On the Convergence of Adam and Beyond, ICLR 2018,
 * sections 3 and 4; Zaheer, Reddi, Sachan, Kale, Kumar: Adaptive Methods for Nonconvex Optimization, NeurIPS 2018.
 */
import type { GradientsSetup, OptionValues, ScheduleSetup } from "../experiment.ts";

/** A problem with what its contestants share. */
export interface DivergenceExample {
  readonly title: string;
  readonly sentence: string;
  readonly problem: GradientsSetup;
  readonly steps: number;
  readonly rate: number;
  readonly schedule: ScheduleSetup | null;
  /** Options of every contestant beside its own eps. */
  readonly options: OptionValues;
}

/** Adam, Yogi and AMSGrad as the four are told of: without `options` of the example. */
export const divergenceMethods: readonly { readonly name: string; readonly options: OptionValues }[] = [
  { name: "adam", options: { like: "textbook", eps: 1e-6 } },
  { name: "yogi", options: { like: "textbook", eps: 1e-3 } },
  { name: "amsgrad", options: { like: "optax", eps: 1e-6 } },
];

const inBox = (text: string, period: number): GradientsSetup => ({
  kind: "gradients",
  gradients: { text, period },
  start: 0,
  bounds: [-1, 1],
});

/** By the names that the exercise has for them. */
export const divergenceExamples: Readonly<Record<"r1" | "r2" | "r3" | "r4", DivergenceExample>> = {
  r1: {
    title: "R1: a spike every third step",
    sentence:
      "The mean gradient is 2/3, so x should fall to -1. Adam divides the rare large gradient by its own size, and climbs to 1.",
    problem: { kind: "gradients", gradients: [4, -1, -1], start: 0, bounds: [-1, 1] },
    steps: 3000,
    rate: 0.5,
    schedule: { name: "overRoot", options: {} },
    options: { b1: 0, b2: 1 / 17 },
  },
  r2: {
    title: "R2: a spike every 101st step",
    sentence:
      "With the usual b1 and b2 it takes long: after 10,000 steps Adam has begun to climb. It reaches 1 near step 1,000,000, and Yogi -1.",
    problem: inBox("where(t - 101*floor(t/101) == 1, 1010, -10)*x", 101),
    steps: 10_000,
    rate: 0.01,
    schedule: null,
    options: {},
  },
  r3: {
    title: "R3: a spike by chance",
    sentence: "One gradient in ten is 18, the others are -1: the mean is 0.9, and Adam climbs nevertheless.",
    problem: inBox("where(r < 0.1, 18, -1)*x", 1),
    steps: 10_000,
    rate: 0.01,
    schedule: null,
    options: { b1: 0, b2: 0.5 },
  },
  r4: {
    title: "R4: no bounds",
    sentence: "The sum is lowest at -2, and there are no bounds: Adam climbs for ever, Yogi finds the place.",
    problem: {
      kind: "gradients",
      gradients: {
        text: "where(t - 20*floor(t/20) == 1, 20, -1)*where(x >= -1, x, (x + 2)^2/2 - 1.5)",
        period: 20,
      },
      start: 0,
      bounds: null,
    },
    steps: 10_000,
    rate: 0.01,
    schedule: null,
    options: { b1: 0.9, b2: 0.9 },
  },
};
