/**
 * A convolution of pictures as one product with a banded matrix, many times as fast in jax-js as its own convolution. Stride 1, no padding.
 */
import type { Jax, JaxArray } from "./model.ts";

/**
 * The convolution (correlation, as in all libraries) of pictures with kernels, both with the channel last.
 *
 * @param pictures - [n, height, width, channels]
 * @param kernels - [k, k, channels, maps]
 * @returns [n, height - k + 1, width - k + 1, maps]
 */
export function convolve(pictures: JaxArray, kernels: JaxArray, jax: Jax): JaxArray {
  const { numpy: np } = jax;
  const [n, height, width, channels] = pictures.shape as [number, number, number, number];
  const [k, , , maps] = kernels.shape as [number, number, number, number];
  const [rows, columns] = [height - k + 1, width - k + 1];
  // For each row of the result the k rows of the picture that it sees, side by side.
  const seen = Array.from({ length: k }, (_, shift) =>
    pictures.ref.slice([], [shift, shift + rows]).reshape([n, rows, 1, width * channels]),
  );
  pictures.dispose();
  const strips = np.concatenate(seen, 2).reshape([n * rows, k * width * channels]);
  // For each column of the result the kernels at that place, with zeros around them. A band cut out of repeated kernels has fewer
  // operations, but the product then computes every index anew and takes five times as long.
  const placed = Array.from({ length: columns }, (_, column) => {
    const around: [number, number] = [column, columns - 1 - column];
    return np.pad(kernels.ref, [[0, 0], around, [0, 0], [0, 0]]).reshape([k * width * channels, 1, maps]);
  });
  kernels.dispose();
  const band = np.concatenate(placed, 1).reshape([k * width * channels, columns * maps]);
  return np.matmul(strips, band).reshape([n, rows, columns, maps]);
}

/** The largest of each 2 x 2: [n, height, width, c] to [n, height / 2, width / 2, c]. */
export function maxPool(pictures: JaxArray, jax: Jax): JaxArray {
  const [n, height, width, channels] = pictures.shape as [number, number, number, number];
  return jax.numpy.max(pictures.reshape([n, height / 2, 2, width / 2, 2, channels]), [2, 4]);
}
