/** Which Gaussians go and which are divided in two, on arrays of the host: the density control of splat trainers. */

/** Tensors of Gaussians, and how many numbers each has of one. */
export const widths = { position: 2, scale: 2, angle: 1, color: 3, opacity: 1 };

/** A Gaussian whose squared heights sum up to less than this over all pixels is dropped: as little as one pixel of 0.3. */
const weakest = 0.1;

/** A divided Gaussian's parts are narrower by this along its longer axis, as in 3-D Gaussian splatting. */
const narrower = 1.6;

/** No part is narrower than this, in pixels. */
const least = 0.3;

/**
 * Drops Gaussians that are hardly seen, and divides those that pixels pull at most. Parts lie on the longer axis, so that they have the sum,
 * the mean and the spread of what they replace.
 * @param params - arrays by name, as in `widths`.
 * @param pulled - of each Gaussian, how strongly its pixels pulled at its position since the last time.
 * @param size - how many Gaussians there are to be.
 * @returns `keep`, the indices of those that stay; `append`, arrays of new ones by name; and how many were `dropped` and `divided`.
 */
export function grown(params, pulled, size) {
  const { color, opacity, scale } = params;
  const isSeen = (i) => {
    const height = Math.max(...color.subarray(3 * i, 3 * i + 3).map(Math.abs)) / (1 + Math.exp(-opacity[i]));
    return Math.PI * height ** 2 * Math.exp(scale[2 * i] + scale[2 * i + 1]) >= weakest;
  };
  const canDivide = (i) => Math.exp(Math.max(scale[2 * i], scale[2 * i + 1])) > least * narrower;
  const seen = [...pulled.keys()].filter(isSeen);
  const divided = seen
    .filter(canDivide)
    .sort((a, b) => pulled[b] - pulled[a] || a - b)
    .slice(0, Math.max(0, size - seen.length));
  const isDivided = new Set(divided);
  const parts = divided.flatMap((i) => [-1, 1].map((side) => part(params, i, side)));
  return {
    keep: seen.filter((i) => !isDivided.has(i)),
    append: Object.fromEntries(
      Object.keys(widths).map((name) => [name, parts.flatMap((one) => [...one[name]])]),
    ),
    dropped: pulled.length - seen.length,
    divided: divided.length,
  };
}

/** One of the two parts of a Gaussian; `side` is -1 or 1. */
function part(params, i, side) {
  const one = Object.fromEntries(
    Object.entries(widths).map(([name, width]) => [name, params[name].slice(i * width, (i + 1) * width)]),
  );
  const { position, scale, angle, color } = one;
  const longer = scale[0] >= scale[1] ? 0 : 1;
  const direction = angle[0] + (longer * Math.PI) / 2;
  const distance = side * Math.exp(scale[longer]) * Math.sqrt(1 - 1 / narrower ** 2);
  position[0] += distance * Math.cos(direction);
  position[1] += distance * Math.sin(direction);
  scale[longer] -= Math.log(narrower);
  for (let k = 0; k < 3; k++) color[k] *= narrower / 2;
  return one;
}
