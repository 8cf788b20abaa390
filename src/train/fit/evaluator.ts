/**
 * A model over all examples of a source: its metrics, or its outputs. Chunks have one shape, so that one compilation is enough; the last one is
 * filled up with examples that do not count.
 */
import { evaluator } from "../../adapters/jax-js/index.ts";
import type { Examples } from "../data/examples.ts";
import type { Jax, Metrics, Model, Traced, TracedBatch } from "../models/model.ts";
import { pauses } from "./pause.ts";
import { batchAt, inOrder, type Source } from "./source.ts";

/** Runs a model over sources. Dispose it: jax-js keeps what it has compiled. */
export class Evaluator<P> {
  readonly #model: Model<P>;
  readonly #chunk: number;
  readonly #compiled;

  constructor(jax: Jax, model: Model<P>, chunk: number) {
    this.#model = model;
    this.#chunk = chunk;
    const f = model.outputs ?? model.loss;
    this.#compiled = evaluator<Jax, [unknown, TracedBatch]>(jax, (params, batch) =>
      f(params as Traced<P>, batch, jax),
    );
  }

  /** The metrics of all examples; without a meter their mean loss. */
  async metrics(params: unknown, source: Source, targetScale?: number): Promise<Metrics> {
    const meter = this.#model.outputs && this.#model.meter?.(targetScale);
    if (!meter) return { loss: await this.#meanLoss(params, source) };
    await this.#each(params, source, true, (outputs, batch, count) => meter.add(outputs, batch, count));
    return meter.read();
  }

  /** The model's outputs for all examples, one after the other. */
  async outputs(params: unknown, source: Source): Promise<Float32Array> {
    let all: Float32Array | undefined;
    let filled = 0;
    await this.#each(params, source, true, (outputs, batch, count) => {
      const width = outputs.length / Object.values(batch)[0]!.shape[0]!;
      all ??= new Float32Array(width * source.count);
      all.set(outputs.subarray(0, width * count), filled);
      filled += width * count;
    });
    return all ?? new Float32Array();
  }

  async #meanLoss(params: unknown, source: Source): Promise<number> {
    let sum = 0;
    // A mean cannot leave out examples that fill a chunk up: the last one is smaller.
    await this.#each(params, source, false, ([loss], _, count) => {
      sum += loss! * count;
    });
    return sum / source.count;
  }

  async #each(
    params: unknown,
    source: Source,
    fill: boolean,
    take: (outputs: Float32Array, batch: Examples, count: number) => void,
  ): Promise<void> {
    const pause = pauses();
    const order = inOrder(source.count);
    const size = Math.min(this.#chunk, source.count);
    for (let chunk = 0; chunk * size < source.count; chunk++) {
      const indices = batchAt(order, chunk, size);
      const filled = fill ? Uint32Array.from({ length: size }, (_, i) => indices[i] ?? indices[0]!) : indices;
      const batch = source.batch(filled);
      const { data } = await this.#compiled.async(params, batch);
      take(data as Float32Array, batch, indices.length);
      await pause();
    }
  }

  dispose(): void {
    this.#compiled.dispose();
  }
}
