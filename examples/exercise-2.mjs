/**
 * Exercise 2 of Dive into Deep Learning, 12.10: moments that need no bias correction, as rules, and what is not the same.
 * Float64. Writes docs/exercises/2-bias-correction.md and its figures.
 */
import { contour, dot, line, text } from "@observablehq/plot";
import { adam, chain, rule, scaleByLearningRate, yogi } from "glissade";
import { trace } from "glissade/train";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { mersenne } from "pure-rand/generator/mersenne";
import { draw, endLabels } from "./figure.mjs";
import { isMain, publish, table } from "./publish.mjs";

const hyper = { b1: 0.9, b2: 0.999, eps: 1e-6 };
const state = { m: 0, v: 0 };

// #region adam
/** Adam whose moments are weighted means from the first step on: the weights of a step add up to 1. */
const weightedAdam = rule({
  name: "weightedAdam",
  hyper,
  state,
  text: `
    m = b1*(1 - b1^(t - 1))/(1 - b1^t)*m + (1 - b1)/(1 - b1^t)*g
    v = b2*(1 - b2^(t - 1))/(1 - b2^t)*v + (1 - b2)/(1 - b2^t)*g^2
    u = m/(sqrt(v) + eps)
  `,
});
// #endregion

// #region first
/** Adam whose second moment starts at the square of the first gradient, and then has no correction. */
const firstGradientAdam = rule({
  name: "firstGradientAdam",
  hyper,
  state,
  text: `
    m = b1*(1 - b1^(t - 1))/(1 - b1^t)*m + (1 - b1)/(1 - b1^t)*g
    v = where(t < 2, g^2, b2*v + (1 - b2)*g^2)
    u = m/(sqrt(v) + eps)
  `,
});
// #endregion

// #region yogi
/** The same weights in Yogi: v is compared with g^2 after its correction, where Yogi compares before it. */
const weightedYogi = rule({
  name: "weightedYogi",
  hyper: { ...hyper, eps: 1e-3 },
  state,
  text: `
    m = b1*(1 - b1^(t - 1))/(1 - b1^t)*m + (1 - b1)/(1 - b1^t)*g
    v = v - (1 - b2)/(1 - b2^t)*sign(v - g^2)*g^2
    u = m/(sqrt(v) + eps)
  `,
});

/** Yogi itself with a corrected v as its state: the correction has to be undone for the comparison. */
const correctedYogi = rule({
  name: "correctedYogi",
  hyper: { ...hyper, eps: 1e-3 },
  state,
  text: `
    m = b1*(1 - b1^(t - 1))/(1 - b1^t)*m + (1 - b1)/(1 - b1^t)*g
    w = (1 - b2^(t - 1))*v
    v = (w - (1 - b2)*sign(w - g^2)*g^2)/(1 - b2^t)
    u = m/(sqrt(v) + eps)
  `,
});
// #endregion

/** What is compared: the book's form, a direction that replaces it, and the distance that the exercise expects. */
const pairs = {
  "Adam, weighted moments": [adam, weightedAdam, "1.2e-15"],
  "Adam, v from the first gradient": [adam, firstGradientAdam, "not 0"],
  "Yogi, weighted moments": [yogi, weightedYogi, "not 0"],
  "Yogi, correction undone to compare": [yogi, correctedYogi, "–"],
};
const bookForm = (create, learningRate) => create({ learningRate, like: "textbook" });
const rewritten = (direction, learningRate) => chain(direction(), scaleByLearningRate(learningRate));

export const exercise = { page: "2-bias-correction", run };

async function run() {
  const distances = [];
  for (const [name, [create, direction]] of Object.entries(pairs)) {
    const start = [0, 0, 0, 0, 0];
    const book = await trace(noise(), bookForm(create, 0.01), start, 1000);
    const other = await trace(noise(), rewritten(direction, 0.01), start, 1000);
    const reach = Math.max(...book.map(largestOf));
    book.forEach((point, t) => {
      distances.push({ name, t, distance: largestOf(point.map((x, i) => x - other[t][i])) / reach });
    });
  }
  const largest = (name) => Math.max(...distances.filter((d) => d.name === name).map((d) => d.distance));
  return {
    tables: {
      distances: table(
        ["rewritten", "largest distance in 1000 steps, relative", "reference"],
        Object.entries(pairs).map(([name, [, , expected]]) => [name, largest(name).toPrecision(2), expected]),
      ),
    },
    figures: { "2-paths.svg": await paths(), "2-distances.svg": distanceFigure(distances) },
  };
}

/** Gradients of many scales that do not depend on x, the same for every optimizer; some are 0. */
function noise() {
  const random = mersenne(0);
  return (_, gradient) => {
    for (let i = 0; i < gradient.length; i++) {
      const value = (2 * uniformFloat64(random) - 1) * 10 ** (i - 2);
      gradient[i] = uniformFloat64(random) < 0.1 ? 0 : value;
    }
  };
}

const largestOf = (values) => Math.max(...values.map(Math.abs));

/** The book's narrow valley from its starting point: 20 steps at rate 0.4. */
async function paths() {
  const gradient = (x, g) => {
    g[0] = 0.2 * x[0];
    g[1] = 4 * x[1];
  };
  const path = async (optimizer) =>
    (await trace(gradient, optimizer, [-5, -2], 20)).map(([x1, x2]) => ({ x1, x2 }));
  const [book, weighted, first] = [
    await path(bookForm(adam, 0.4)),
    await path(rewritten(weightedAdam, 0.4)),
    await path(rewritten(firstGradientAdam, 0.4)),
  ];
  const at = { x: "x1", y: "x2" };
  const label = (points, step, name, fill, dy) =>
    text([points[step]], { ...at, text: [name], fill, dx: 10, dy, textAnchor: "start" });
  return draw({
    x: { label: "x1", domain: [-5.5, 2.5] },
    y: { label: "x2", domain: [-2.4, 1.2] },
    marks: [
      contour({
        x1: -5.5,
        y1: -2.4,
        x2: 2.5,
        y2: 1.2,
        fill: null,
        stroke: "currentColor",
        strokeOpacity: 0.18,
        thresholds: [0.1, 0.4, 1, 2, 4, 7],
        value: (x1, x2) => 0.1 * x1 * x1 + 2 * x2 * x2,
      }),
      line(first, { ...at, stroke: "#e8871e", strokeWidth: 1.6 }),
      dot(first, { ...at, fill: "#e8871e", r: 2.5 }),
      line(book, { ...at, stroke: "#4269d0", strokeWidth: 1.6 }),
      dot(weighted, { ...at, stroke: "#4269d0", r: 4 }),
      label(book, 12, "Adam (line) and its weighted moments (rings)", "#4269d0", -16),
      label(first, 8, "v from the first gradient", "#e8871e", 14),
    ],
  });
}

function distanceFigure(distances) {
  const at = { x: "t", y: "distance" };
  const shift = { "Adam, weighted moments": -7, "Yogi, correction undone to compare": 9 };
  return draw({
    marginRight: 250,
    x: { label: "step" },
    y: {
      type: "log",
      label: "distance, relative",
      domain: [1e-17, 10],
      tickFormat: ".0e",
      grid: true,
      ticks: 9,
    },
    color: { domain: Object.keys(pairs), range: ["#4269d0", "#e8871e", "#ff725c", "#3ca951"] },
    marks: [
      line(
        distances.filter(({ distance }) => distance > 0),
        { ...at, stroke: "name", strokeWidth: 1.2, clip: true },
      ),
      endLabels(distances, at, shift),
    ],
  });
}

if (isMain(import.meta)) await publish(exercise);
