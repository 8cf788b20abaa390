/** A small model with the same values every time, its data, and saving in memory. */
import { tf } from "./backends.ts";

/** Numbers between -1 and 1 that look random and are the same every time. */
export function numbers(n: number, seed: number): Float32Array {
  let state = seed;
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}

/** Two layers with a normalisation between them, whose moving averages are not trainable. */
export function modelOf(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({ name: "hidden_layer", units: 8, inputShape: [4], activation: "tanh" }),
      tf.layers.batchNormalization({ name: "norm" }),
      tf.layers.dense({ name: "out", units: 2 }),
    ],
  });
  const shapes = model.getWeights().map(({ shape }) => shape);
  model.setWeights(
    shapes.map((shape, i) => {
      const values = numbers(tf.util.sizeFromShape(shape), i + 1);
      return tf.tensor(i === 5 ? values.map(Math.abs) : values, shape);
    }),
  );
  return model;
}

/** Twenty examples. */
export const data = (): [tf.Tensor, tf.Tensor] => [
  tf.tensor(numbers(80, 101), [20, 4]),
  tf.tensor(numbers(40, 202), [20, 2]),
];

/** Trains in the order of the examples. */
export async function train(model: tf.LayersModel, epochs: number): Promise<number[]> {
  const [x, y] = data();
  const { history } = await model.fit(x, y, { epochs, batchSize: 5, shuffle: false, verbose: 0 });
  tf.dispose([x, y]);
  return history.loss as number[];
}

/** All values of a model. */
export const valuesOf = (model: tf.LayersModel): number[][] =>
  model.getWeights().map((weight) => [...weight.dataSync()]);

/** Saves a model with its optimizer, as JSON and bytes. */
export async function saved(model: tf.LayersModel): Promise<tf.io.ModelArtifacts> {
  let kept: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    kept = artifacts;
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
  });
  await model.save(handler, { includeOptimizer: true });
  const { weightData, ...rest } = kept!;
  return { ...(JSON.parse(JSON.stringify(rest)) as tf.io.ModelArtifacts), weightData };
}

/** Loads it. */
export const loaded = (artifacts: tf.io.ModelArtifacts): Promise<tf.LayersModel> =>
  tf.loadLayersModel(tf.io.fromMemory(artifacts));
