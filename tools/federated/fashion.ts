/**
 * Fashion-MNIST among clients whose classes differ: each client has shares of the classes from a Dirichlet distribution. Hsu, Qi, Brown: Measuring
 * the Effects of Non-Identical Data Distribution for Federated Visual Classification, 2019. Where a class has no image left, its share goes to
 * the others.
 */
import { loadFashionMnist } from "../../src/datasets/fashion-mnist.ts";
import type { Dataset, LabelledExamples } from "../../src/train/data/examples.ts";
import type { Random } from "../../src/train/random.ts";
import { normals, type Rows, sourceOf, type Task } from "./task.ts";

const features = 784;
const classes = 10;
/** The last images of the training set choose the rates; no client has them. */
const held = 2000;

/** A number of Gamma(shape, 1). Marsaglia, Tsang: A Simple Method for Generating Gamma Variables, ACM TOMS 26, 2000. */
function gamma(shape: number, source: Random, normal: () => number): number {
  if (shape < 1) return gamma(shape + 1, source, normal) * source.uniform() ** (1 / shape);
  const d = shape - 1 / 3;
  for (;;) {
    const z = normal();
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - source.uniform()) < z * z * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * Deals examples out to clients.
 *
 * @param labels - the class of each example.
 * @returns each client's examples: the same number for all, none twice.
 */
export function dirichletSplit(
  labels: ArrayLike<number>,
  { clients, alpha, seed }: { readonly clients: number; readonly alpha: number; readonly seed: number },
): Uint32Array[] {
  const source = sourceOf(seed, "split");
  const normal = normals(source);
  const piles: number[][] = Array.from({ length: classes }, () => []);
  for (const index of source.permutation(labels.length)) piles[labels[index]!]!.push(index);
  const each = Math.floor(labels.length / clients);
  return Array.from({ length: clients }, () => {
    const shares = piles.map(() => gamma(alpha, source, normal));
    return Uint32Array.from({ length: each }, () => {
      const left = shares.map((share, c) => (piles[c]!.length > 0 ? share : 0));
      const total = left.reduce((sum, share) => sum + share, 0);
      let at = source.uniform() * total;
      // All shares that are left may be 0 by rounding: any class that has images then.
      let chosen = piles.findIndex((pile) => pile.length > 0);
      for (const [c, share] of left.entries()) {
        if (share === 0) continue;
        chosen = c;
        at -= share;
        if (at < 0) break;
      }
      return piles[chosen]!.pop()!;
    });
  });
}

const rowsOf = (data: Dataset<LabelledExamples>, indices: ArrayLike<number>): Rows => {
  const { x, y } = data.batch(Uint32Array.from(indices));
  return { x: x.data as Float32Array, y: Uint8Array.from(y.data as Int32Array) };
};

const from = (first: number, count: number) => Uint32Array.from({ length: count }, (_, i) => first + i);

/** 1,000 clients of 58 images. @throws DataError where the images are neither installed nor can be downloaded. */
export async function fashion(
  settings: Pick<Task, "name" | "clients" | "perRound" | "rounds" | "target">,
  seed: number,
): Promise<Task> {
  const { train, test } = await loadFashionMnist();
  const count = train.count - held;
  const labels = rowsOf(train, from(0, count)).y;
  const { clients } = settings;
  const owned = dirichletSplit(labels, { clients, alpha: 0.3, seed });
  return {
    ...settings,
    features,
    classes,
    batch: 20,
    client: (index) => rowsOf(train, owned[index]!),
    validation: rowsOf(train, from(count, held)),
    test: rowsOf(test, from(0, test.count)),
  };
}
