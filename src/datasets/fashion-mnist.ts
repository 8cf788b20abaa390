/**
 * Fashion-MNIST: 70,000 grey images of 28 x 28 pixels in ten classes of clothes. Xiao, Rasul, Vollgraf: Fashion-MNIST: a Novel Image
 * Dataset for Benchmarking Machine Learning Algorithms, arXiv:1708.07747; Zalando SE, MIT.
 */
import { checkIndex, type Dataset, type LabelledExamples } from "../train/data/examples.ts";
import { parseIdx } from "../train/data/idx.ts";
import { contentsOf, type PublishedFile, type Sources, sourcesOf } from "./published-file.ts";

const file = (name: string, size: number, compressed: number, sha256: string): PublishedFile => ({
  dataset: "fashion-mnist",
  // MNIST's files have the same names.
  file: `fashion-mnist/${name}.gz`,
  size,
  compressed,
  sha256,
  mirrors: [
    `https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/${name}.gz`,
    `https://storage.googleapis.com/tensorflow/tf-keras-datasets/${name}.gz`,
  ],
  installed: {
    path: `/usr/share/datasets/fashion-mnist/${name}.gz`,
    from: "package dataset-fashion-mnist",
  },
});

const files = {
  train: [
    file(
      "train-images-idx3-ubyte",
      47_040_016,
      26_421_880,
      "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    ),
    file(
      "train-labels-idx1-ubyte",
      60_008,
      29_515,
      "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    ),
  ],
  test: [
    file(
      "t10k-images-idx3-ubyte",
      7_840_016,
      4_422_102,
      "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    ),
    file(
      "t10k-labels-idx1-ubyte",
      10_008,
      5_148,
      "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    ),
  ],
} as const;

/** Names of the classes in the order of their numbers. */
const classes = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

/** Images and their classes, as published. */
export interface FashionMnist {
  readonly classes: readonly string[];
  /** 60,000 images; batches are `x`, float32 [n, 784], from 0 (black) to 1, and `y`, int32 [n]. */
  readonly train: Dataset<LabelledExamples>;
  /** 10,000 images. */
  readonly test: Dataset<LabelledExamples>;
}

const readSources = sourcesOf("loadFashionMnist");

/**
 * Fashion-MNIST, held as bytes; batches are made of it as they are asked for.
 * @throws DataError `checksum` for a file that is not the published one, `unavailable` where none is found and none can be downloaded.
 */
export async function loadFashionMnist(sources: Sources = {}): Promise<FashionMnist> {
  const read = readSources(sources);
  const [train, test] = await Promise.all(
    [files.train, files.test].map(async ([images, labels]) =>
      imagesOf(await contentsOf(images, read), await contentsOf(labels, read)),
    ),
  );
  return { classes, train: train!, test: test! };
}

function imagesOf(images: Uint8Array, labels: Uint8Array): Dataset<LabelledExamples> {
  const { values: pixels, shape } = parseIdx(images, "fashion-mnist");
  const { values: numbers } = parseIdx(labels, "fashion-mnist");
  const [count = 0, height = 0, width = 0] = shape;
  const size = height * width;
  return {
    count,
    batch(indices) {
      const x = new Float32Array(indices.length * size);
      const y = new Int32Array(indices.length);
      for (const [place, index] of indices.entries()) {
        checkIndex(index, count);
        for (let pixel = 0; pixel < size; pixel++)
          x[place * size + pixel] = pixels[index * size + pixel]! / 255;
        y[place] = numbers[index]!;
      }
      return {
        x: { data: x, shape: [indices.length, size] },
        y: { data: y, shape: [indices.length] },
      };
    },
  };
}
