/** The list of tensors that tfjs saves of an optimizer: the number of steps, states, and a text with what tensors cannot hold. */
import { SnapshotError } from "../../index.ts";
import type { Saved } from "./saved.ts";
import type { NamedTensor, Tensorflow } from "./tensorflow.ts";

const textName = "glissade";

/**
 * Tensors that belong to the optimizer: tfjs disposes of none that it has saved. The next ones replace them; while nothing has changed, they are
 * the same.
 */
export class KeptWeights {
  readonly #tf: Tensorflow;
  #text: string | undefined;
  #list: readonly NamedTensor[] = [];

  constructor(tf: Tensorflow) {
    this.#tf = tf;
  }

  of(iterations: number, { text, arrays }: Saved): NamedTensor[] {
    const isSame = this.#text === text && this.#list.every(({ tensor }) => !tensor.isDisposed);
    if (!isSame) {
      this.dispose();
      const kept = (...made: Parameters<Tensorflow["tensor"]>) => this.#tf.keep(this.#tf.tensor(...made));
      this.#text = text;
      this.#list = [
        { name: "iter", tensor: kept(Int32Array.of(iterations), [], "int32") },
        ...arrays.map(({ name, shape, values }) => ({
          name,
          tensor: kept(values.slice(), [...shape], "float32"),
        })),
        { name: textName, tensor: kept([text], [1], "string") },
      ];
    }
    return [...this.#list];
  }

  dispose(): void {
    for (const { tensor } of this.#list) tensor.dispose();
    this.#list = [];
    this.#text = undefined;
  }
}

/** What such a list holds. */
export interface ReadWeights {
  readonly iterations: number;
  readonly text: string;
  readonly arrays: ReadonlyMap<string, Float32Array>;
}

/** Reads such a list. @throws SnapshotError for one of another optimizer. */
export async function readWeights(weights: readonly NamedTensor[]): Promise<ReadWeights> {
  const text = weights.find(({ name }) => name === textName);
  const iter = weights.find(({ name }) => name === "iter");
  if (!text || !iter) {
    const names = weights.map(({ name }) => name).slice(0, 4);
    throw new SnapshotError(
      `setWeights takes what getWeights() of a class of optimizerClass returned, with "iter" and "${textName}"; got ${names.join(", ") || "nothing"}`,
    );
  }
  const read = async ({ name, tensor }: NamedTensor) =>
    [name, (await tensor.data()) as Float32Array] as const;
  const arrays = new Map(
    await Promise.all(weights.filter((weight) => weight !== text && weight !== iter).map(read)),
  );
  return {
    iterations: Number((await iter.tensor.data())[0]),
    text: String((await text.tensor.data())[0]),
    arrays,
  };
}
