/** Surfaces with a name, each as text of the language: value, derivative and TeX come from that text. */
import type { Point, Window } from "../experiment.ts";
import { rosenbrock } from "./rosenbrock.ts";

/** A surface with a name. */
export interface NamedSurface {
  readonly title: string;
  /** What it shows of optimizers. */
  readonly sentence: string;
  readonly source: string;
  /** A function of x and y. */
  readonly text: string;
  readonly window: Window;
  readonly start: Point;
  /** Other places to start from that show something else. */
  readonly otherStarts: readonly Point[];
  /** Where it is lowest; empty where it has no lowest point. */
  readonly minima: readonly Point[];
  /** Its lowest value. */
  readonly least: number;
  /** Whether contours at equal distances would hide the valleys, so that a scale of logarithms suits it. */
  readonly suitsLog: boolean;
  /** The noise of the gradient that it is shown with, a standard deviation. */
  readonly noise: number;
}

const book = "Zhang, Lipton, Li, Smola: Dive into Deep Learning";
const around = (x: number, y = x): Window => ({ x: [-x, x], y: [-y, y] });

/** All surfaces by the name that links hold: names are never reused for another surface. */
export const surfaces: Readonly<Record<string, NamedSurface>> = {
  rosenbrock,
  bookBowl: {
    title: "The book's bowl",
    sentence:
      "Two curvatures that differ by two: every method gets there, so one sees how each of them moves.",
    source: `${book}, 12.4`,
    text: "x^2 + 2*y^2",
    window: { x: [-6, 3], y: [-4, 4] },
    start: [-5, -2],
    otherStarts: [],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 0,
  },
  bookRavine: {
    title: "The book's ravine",
    sentence:
      "One direction is 20 times as steep as the other: a rate that is right for one is wrong for the other. Momentum and rates by coordinate are the two ways out.",
    source: `${book}, 12.6`,
    text: "0.1*x^2 + 2*y^2",
    window: { x: [-6, 3], y: [-4, 4] },
    start: [-5, -2],
    otherStarts: [],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 0,
  },
  turnedRavine: {
    title: "A ravine across the axes",
    sentence: "The same ravine turned by 45 degrees: rates by coordinate no longer help.",
    source: "the book's ravine in the coordinates (x + y)/√2 and (x - y)/√2",
    text: "0.05*(x + y)^2 + (x - y)^2",
    window: around(5),
    start: [-4, -1.5],
    otherStarts: [],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 0,
  },
  saddle: {
    title: "Saddle",
    sentence:
      "The start is almost on the ridge, where the gradient across it is tiny: methods differ in how long they wait there.",
    source: "x² - y² with a floor, so that there is a lowest point on either side",
    text: "x^2 - y^2 + y^4/4",
    window: { x: [-2, 2], y: [-2.5, 2.5] },
    start: [-1.5, 0.001],
    otherStarts: [[-1.5, -0.1]],
    minima: [
      [0, Math.SQRT2],
      [0, -Math.SQRT2],
    ],
    least: -1,
    suitsLog: false,
    noise: 0,
  },
  plateau: {
    title: "Plateau",
    sentence:
      "The gradient is tiny at the start and grows on the way: methods that divide by its size set off at once, others hardly move.",
    source: "a bell turned upside down",
    text: "1 - exp(-(x^2 + y^2)/4)",
    window: around(5),
    start: [-4, -3],
    otherStarts: [[-1.5, 1]],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 0,
  },
  kink: {
    title: "|x| + 2|y|",
    sentence:
      "The gradient never becomes small: with a constant rate every method ends in jumping to and fro.",
    source: "the simplest sum of absolute values",
    text: "abs(x) + 2*abs(y)",
    window: around(3),
    start: [-2.5, 1.7],
    otherStarts: [],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 0,
  },
  noisyBowl: {
    title: "A noisy bowl",
    sentence:
      "The book's bowl with noise on the gradient: a constant rate leaves a cloud around the minimum, the larger the rate the larger.",
    source: `${book}, 12.4`,
    text: "x^2 + 2*y^2",
    window: { x: [-6, 3], y: [-4, 4] },
    start: [-5, -2],
    otherStarts: [],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 5,
  },
  noisyRavine: {
    title: "A noisy ravine",
    sentence: "The book's ravine with noise on the gradient: along the ravine it hides the slope.",
    source: `${book}, 12.6`,
    text: "0.1*x^2 + 2*y^2",
    window: { x: [-6, 3], y: [-4, 4] },
    start: [-5, -2],
    otherStarts: [],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 1,
  },
  beale: {
    title: "Beale",
    sentence: "A flat valley with steep walls at the corners: gradients differ by many powers of ten.",
    source:
      "Beale: On an Iterative Method for Finding a Local Minimum of a Function of More than One Variable, 1958",
    text: "(1.5 - x + x*y)^2 + (2.25 - x + x*y^2)^2 + (2.625 - x + x*y^3)^2",
    window: around(4.5),
    start: [1, 1.5],
    otherStarts: [
      [-2, 3],
      [-4, -1],
    ],
    minima: [[3, 0.5]],
    least: 0,
    suitsLog: true,
    noise: 0,
  },
  himmelblau: {
    title: "Himmelblau",
    sentence: "Four minima of one depth: from one start, methods may end in different ones.",
    source: "Himmelblau: Applied Nonlinear Programming, 1972",
    text: "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    window: around(6),
    start: [-0.5, -0.5],
    otherStarts: [
      [0, -5],
      [5, 5],
    ],
    minima: [
      [3, 2],
      [-2.805118086952745, 3.131312518250573],
      [-3.779310253377747, -3.28318599128617],
      [3.584428340330492, -1.848126526964404],
    ],
    least: 0,
    suitsLog: true,
    noise: 0,
  },
  booth: {
    title: "Booth",
    sentence: "A bowl with a long axis across the coordinates and a curvature ten times as large beside it.",
    source:
      "Jamil, Yang: A Literature Survey of Benchmark Functions for Global Optimisation Problems, 2013, function 17",
    text: "(x + 2*y - 7)^2 + (2*x + y - 5)^2",
    window: around(10),
    start: [-8, -8],
    otherStarts: [[8, -6]],
    minima: [[1, 3]],
    least: 0,
    suitsLog: true,
    noise: 0,
  },
  styblinskiTang: {
    title: "Styblinski-Tang",
    sentence: "Four valleys of different depth: momentum may carry a method over the ridge into the deepest.",
    source:
      "Styblinski, Tang: Experiments in Nonconvex Optimization: Stochastic Approximation with Function Smoothing and Simulated Annealing, Neural Networks 3 (1990)",
    text: "(x^4 - 16*x^2 + 5*x + y^4 - 16*y^2 + 5*y)/2",
    window: around(5),
    start: [4.5, -0.5],
    otherStarts: [[0.5, 4.5]],
    minima: [[-2.903534027771178, -2.903534027771178]],
    least: -78.33233140754282,
    suitsLog: false,
    noise: 0,
  },
  rastrigin: {
    title: "Rastrigin",
    sentence: "A hole beside every whole number: methods without noise or momentum end in the nearest one.",
    source:
      "Rastrigin: Systems of Extremal Control, 1974; in this form Mühlenbein, Schomisch, Born, Parallel Computing 17 (1991)",
    text: "20 + x^2 - 10*cos(2*pi*x) + y^2 - 10*cos(2*pi*y)",
    window: around(5.12),
    start: [-3.4, 2.6],
    otherStarts: [[1.6, -0.6]],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 0,
  },
  ackley: {
    title: "Ackley",
    sentence: "Ripples on a funnel that is flat far outside and ends in a point.",
    source: "Ackley: A Connectionist Machine for Genetic Hillclimbing, 1987",
    text: "20 + exp(1) - 20*exp(-0.2*sqrt((x^2 + y^2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2)",
    window: around(5),
    start: [-3.4, 2.6],
    otherStarts: [[1.4, -0.7]],
    minima: [[0, 0]],
    least: 0,
    suitsLog: false,
    noise: 0,
  },
};
