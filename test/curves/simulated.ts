/** Simulated sets of the named models: true values drawn anew for each set, over a range that shows the model's shape, at a level of noise. */
import type { ModelName } from "../../src/curves/models.ts";
import { normal, uniform } from "../../src/language/index.ts";

type Draw = (low: number, high: number) => number;

/** The predictor, the true values of the parameters and their curve. */
interface Truth {
  readonly x: readonly number[];
  readonly truth: Readonly<Record<string, number>>;
  readonly curve: (x: number) => number;
}

const evenly = (count: number, low: number, high: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
const doses = [0, 0.5, 1, 2, 4, 8, 16, 32, 64, 128].flatMap((dose) => [dose, dose, dose]);

const { exp } = Math;

/** How each model is drawn. */
export const truths: Readonly<Record<ModelName, (draw: Draw) => Truth>> = {
  exponential: (draw) => {
    const [a, k] = [draw(1, 100), draw(-0.6, 0.6)];
    return { x: evenly(20, 0, 6), truth: { a, k }, curve: (x) => a * exp(k * x) };
  },
  asymptotic: (draw) => {
    const [limit, drop, k] = [draw(-5, 50), draw(2, 20) * (draw(0, 1) < 0.5 ? -1 : 1), draw(0.3, 2)];
    return {
      x: evenly(20, 0, 8),
      truth: { asymptote: limit, drop, k },
      curve: (x) => limit + drop * exp(-k * x),
    };
  },
  power: (draw) => {
    const [a, b] = [draw(0.5, 5), draw(0.3, 2.5)];
    return { x: evenly(20, 0.5, 20), truth: { a, b }, curve: (x) => a * x ** b };
  },
  logistic: (draw) => {
    const [top, k, middle] = [draw(10, 200), draw(0.05, 0.3), draw(30, 70)];
    return {
      x: evenly(20, 0, 100),
      truth: { top, k, middle },
      curve: (x) => top / (1 + exp(-k * (x - middle))),
    };
  },
  gompertz: (draw) => {
    const [top, k, middle] = [draw(10, 200), draw(0.05, 0.2), draw(20, 50)];
    return {
      x: evenly(20, 0, 100),
      truth: { top, k, middle },
      curve: (x) => top * exp(-exp(-k * (x - middle))),
    };
  },
  michaelisMenten: (draw) => {
    const [vmax, km] = [draw(10, 300), draw(0.05, 1)];
    return {
      x: [0.02, 0.02, 0.06, 0.06, 0.11, 0.11, 0.22, 0.22, 0.56, 0.56, 1.1, 1.1],
      truth: { vmax, km },
      curve: (x) => (vmax * x) / (km + x),
    };
  },
  hill: (draw) => {
    const [top, half, n] = [draw(20, 150), draw(2, 40), draw(0.8, 3)];
    return { x: doses, truth: { top, half, n }, curve: (x) => (top * x ** n) / (half ** n + x ** n) };
  },
  doseResponse: (draw) => {
    const [bottom, top, half, n] = [draw(0, 20), draw(60, 150), draw(2, 30), draw(0.8, 3)];
    return {
      x: doses,
      truth: { bottom, top, half, n },
      curve: (x) => bottom + ((top - bottom) * x ** n) / (half ** n + x ** n),
    };
  },
  weibull: (draw) => {
    const [top, scale, shape] = [draw(10, 100), draw(2, 8), draw(0.8, 3)];
    return {
      x: evenly(20, 0, 15),
      truth: { top, scale, shape },
      curve: (x) => top * (1 - exp(-((x / scale) ** shape))),
    };
  },
  gauss: (draw) => {
    const [height, center, width] = [draw(5, 100), draw(20, 80), draw(4, 15)];
    return {
      x: evenly(40, 0, 100),
      truth: { height, center, width },
      curve: (x) => height * exp(-0.5 * ((x - center) / width) ** 2),
    };
  },
  gaussOnLine: (draw) => {
    const [height, center, width, a, b] = [
      draw(20, 100),
      draw(25, 75),
      draw(4, 12),
      draw(-10, 10),
      draw(-0.2, 0.2),
    ];
    return {
      x: evenly(60, 0, 100),
      truth: { height, center, width, a, b },
      curve: (x) => height * exp(-0.5 * ((x - center) / width) ** 2) + a + b * x,
    };
  },
};

/** A set: predictor, response, and the true values. The noise is a part of the range of the true curve. */
export function simulated(name: ModelName, set: number, noise: number) {
  let draws = 0;
  const draw: Draw = (low, high) => low + (high - low) * uniform(set, 0, draws++, name);
  const { x, truth, curve } = truths[name](draw);
  const exact = x.map(curve);
  const size = Math.max(...exact) - Math.min(...exact);
  const y = exact.map((value, i) => value + noise * size * normal(set, 1, i, name));
  return { x, y, truth };
}
