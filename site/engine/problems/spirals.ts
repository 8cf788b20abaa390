/** A perceptron that tells two spirals apart: logistic loss, minibatches. Lang, Witbrock: Learning to Tell Two Spirals Apart, 1988. */
import { cos, exp, log, normal, pi, sin } from "glissade/language";
import { bounds, type SpiralsSetup } from "../experiment.ts";
import { batchesOf } from "./batches.ts";
import { Perceptron } from "./perceptron.ts";
import type { PreparedProblem } from "./problem.ts";

/** Points of each spiral. */
const ofEach = 60;
const radius = 5;
const turns = 1.5;

/** log(1 + e^-m), for any m. */
const logistic = (margin: number): number => Math.max(-margin, 0) + log(1 + exp(-Math.abs(margin)));

/**
 * The problem of these spirals.
 *
 * @throws RangeError for more or larger layers than the lab takes, noise below 0, or a batch size that is no whole number from 1.
 */
export function spiralsProblem({ hidden, batchSize, noise }: SpiralsSetup): PreparedProblem {
  checkLayers(hidden);
  if (!(noise >= 0 && noise < Infinity)) throw new RangeError(`noise must be 0 or more; got ${noise}`);
  const { points, classes } = spirals(noise);
  const count = classes.length;
  const model = new Perceptron([2, ...hidden, 1]);
  const outputAt = (p: Float64Array, index: number) =>
    model.forward(p, points[2 * index] as number, points[2 * index + 1] as number);
  /** 1 for the second class, -1 for the first. */
  const sideOf = (index: number) => (classes[index] === 1 ? 1 : -1);
  return {
    surface: null,
    picture: {
      window: { x: [-6, 6], y: [-6, 6] },
      points,
      classes,
      over(p, width, height) {
        const values = new Float64Array(width * height);
        for (let j = 0; j < height; j++)
          for (let i = 0; i < width; i++) {
            const output = model.forward(p, (12 * (i + 0.5)) / width - 6, (12 * (j + 0.5)) / height - 6);
            values[j * width + i] = 1 / (1 + exp(-output));
          }
        return values;
      },
    },
    forSeed(seed) {
      const batch = batchesOf(seed, count, batchSize);
      return {
        dimension: model.parameters,
        start: model.start((index) => normal(seed, 0, index, "weights")),
        bounds: null,
        loss(p) {
          let sum = 0;
          for (let index = 0; index < count; index++) sum += logistic(sideOf(index) * outputAt(p, index));
          return sum / count;
        },
        gradient(p, step, into) {
          const chosen = batch(step);
          into.fill(0);
          let sum = 0;
          for (const index of chosen) {
            const side = sideOf(index);
            const margin = side * outputAt(p, index);
            sum += logistic(margin);
            model.backward(p, -side / (1 + exp(margin)) / chosen.length, into);
          }
          return sum / chosen.length;
        },
      };
    },
  };
}

function checkLayers(hidden: readonly number[]): void {
  const most = bounds.hidden;
  const fits =
    hidden.length >= 1 &&
    hidden.length <= most.length &&
    hidden.every((size, layer) => Number.isInteger(size) && size >= 1 && size <= (most[layer] as number));
  if (!fits)
    throw new RangeError(
      `give one or two hidden layers of 1 to ${most[0]} neurons; got ${hidden.join(", ")}`,
    );
}

/** The points: the same for all seeds, so that runs differ by weights and batches alone. */
function spirals(noise: number): { points: Float64Array; classes: Uint8Array } {
  const points = new Float64Array(4 * ofEach);
  const classes = new Uint8Array(2 * ofEach);
  for (let index = 0; index < 2 * ofEach; index++) {
    const [side, place] = [index % 2, (Math.floor(index / 2) + 0.5) / ofEach];
    const angle = 2 * pi * turns * place + side * pi;
    classes[index] = side;
    points[2 * index] = radius * place * sin(angle) + noise * normal(0, 0, 2 * index, "spirals");
    points[2 * index + 1] = radius * place * cos(angle) + noise * normal(0, 0, 2 * index + 1, "spirals");
  }
  return { points, classes };
}
