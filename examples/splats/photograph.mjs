/** A square of a photograph, in small. */

/**
 * Cuts the largest square from the top of the middle of a picture, and makes it smaller: each new pixel is the mean of the area that it covers.
 * @param picture - `{ width, height, data }`, four bytes a pixel.
 * @param side - pixels of the new square, at most those of the old one.
 * @returns four numbers a pixel: red, green and blue from 0 to 1, and 1.
 */
export function squareOf({ width, height, data }, side) {
  const old = Math.min(width, height);
  if (side > old) throw new RangeError(`the picture has squares of up to ${old} pixels; got side ${side}`);
  const left = (width - old) >> 1;
  const covered = covers(old, side);
  const square = new Float32Array(side * side * 4);
  for (const [y, rows] of covered.entries())
    for (const [x, columns] of covered.entries()) {
      const sum = [0, 0, 0];
      for (const [row, high] of rows)
        for (const [column, wide] of columns)
          for (let k = 0; k < 3; k++) sum[k] += high * wide * data[4 * (row * width + left + column) + k];
      square.set([...sum.map((one) => one / 255), 1], 4 * (y * side + x));
    }
  return square;
}

/** Which old pixels each new one covers along an axis, and with which weight. */
function covers(old, side) {
  const ratio = old / side;
  return Array.from({ length: side }, (_, i) => {
    const [begin, end] = [i * ratio, (i + 1) * ratio];
    const covered = [];
    for (let k = Math.floor(begin); k < end - 1e-9; k++)
      covered.push([k, (Math.min(end, k + 1) - Math.max(begin, k)) / ratio]);
    return covered;
  });
}
