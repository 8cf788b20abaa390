/**
 * Learning rate schedules: LeNet on Fashion-MNIST with those of Dive into Deep Learning, 12.11, much reduced: 512 pictures instead of 60,000, 6 epochs instead
 * of 30, so that it runs in seconds. Every run has the same initial values and the same order of the pictures; only the rate differs.
 */
import { constant, cosineDecay, exponentialDecay, multiStep, sgd, warmupCosine } from "glissade";
import { loadFashionMnist } from "glissade/datasets";
import { DataError, evaluate, fit, modelFrom } from "glissade/train";

const [count, batchSize, epochs] = [512, 64, 6];
const perEpoch = count / batchSize;
const total = epochs * perEpoch;

/** A rate for each step; the book's counts are of epochs. */
const schedules = {
  constant: constant(0.1),
  "factor 0.9 an epoch": exponentialDecay({
    init: 0.1,
    decayRate: 0.9,
    steps: perEpoch,
    staircase: true,
    end: 0.01,
  }),
  "halved after 3 and 5": multiStep({ init: 0.1, milestones: [3 * perEpoch, 5 * perEpoch], decayRate: 0.5 }),
  cosine: cosineDecay({ init: 0.1, end: 0.003, steps: total }),
  "warm-up, then cosine": warmupCosine({ peak: 0.1, warmup: perEpoch, total, end: 0.003 }),
};

/** The first pictures of a data set. */
const first = (n, { batch }) => ({ count: n, batch });

async function run() {
  const pictures = await loadFashionMnist();
  const [training, test] = [first(count, pictures.train), first(1000, pictures.test)];
  console.log(`LeNet, ${count} pictures, ${epochs} epochs of ${perEpoch} steps`);
  console.log(
    "schedule                rate: first   middle   last   training loss   accuracy of 1000 others",
  );
  for (const [name, learningRate] of Object.entries(schedules)) {
    const model = modelFrom("lenet", { classes: 10 });
    const optimizer = sgd({ learningRate });
    const { history, params } = await fit(model, training, { optimizer, epochs, batchSize, seed: 0 }).result;
    const { trainLoss } = history.at(-1);
    const { accuracy } = await evaluate(model, params, test);
    const rates = [0, total / 2, total - 1].map((step) => learningRate(step).toFixed(4).padStart(9)).join("");
    console.log(
      `${name.padEnd(26)}${rates}${trainLoss.toFixed(3).padStart(16)}${accuracy.toFixed(3).padStart(26)}`,
    );
  }
}

try {
  await run();
} catch (error) {
  if (!(error instanceof DataError)) throw error;
  console.log(`Nothing was trained: ${error.message}`);
}
