/** What the splats of the example are beside: their loss in float64, written from the formula of a Gaussian with a covariance; and a picture. */
import type { Arrays } from "../../examples/splats/fit.mjs";

/** A square of red, green, blue and 1: a ring, a disk and an edge on a slope of light. */
export function drawing(side: number): Float32Array {
  const values = new Float32Array(4 * side * side);
  for (let i = 0; i < side * side; i++) {
    const [x, y] = [((i % side) + 0.5) / side, (Math.floor(i / side) + 0.5) / side];
    const ring = Math.abs(Math.hypot(x - 0.4, y - 0.45) - 0.22) < 0.06;
    const disk = Math.hypot(x - 0.75, y - 0.7) < 0.15;
    const dark = y > 0.8 + 0.2 * x;
    const light = 0.3 + 0.5 * x;
    const color = ring
      ? [0.9, 0.3, 0.2]
      : disk
        ? [0.1, 0.4, 0.8]
        : dark
          ? [0.1, 0.1, 0.1]
          : [light, light, 0.9 * light];
    values.set([...color, 1], 4 * i);
  }
  return values;
}

/** Gaussians here and there: some over the edge of the picture, one outside, some thin. */
export function scattered(count: number, side: number): Arrays {
  const at = (i: number, k: number) => (1 + Math.sin(1 + 12.9898 * i + 78.233 * k)) / 2;
  const each = (width: number, value: (i: number, k: number) => number) =>
    Float32Array.from({ length: count * width }, (_, j) => value(Math.floor(j / width), j % width));
  return {
    position: each(2, (i, k) => (i === 0 ? -100 : (1.2 * at(i, k) - 0.1) * side)),
    scale: each(2, (i, k) => Math.log(0.6 + 4 * at(i, k + 2))),
    angle: each(1, (i) => 6 * at(i, 4)),
    color: each(3, (i, k) => 1.4 * at(i, k + 5) - 0.4),
    opacity: each(1, (i) => 3 * at(i, 8) - 1),
  };
}

/** Half the sum of squared residuals. */
export function lossOf(params: Record<keyof Arrays, ArrayLike<number>>, photograph: Float32Array): number {
  const side = Math.sqrt(photograph.length / 4);
  const residuals = Float64Array.from(photograph, (value, i) => (i % 4 < 3 ? -value : 0));
  for (let i = 0; i < params.angle.length; i++) {
    const [cos, sin] = [Math.cos(params.angle[i]!), Math.sin(params.angle[i]!)];
    const [first, second] = [0, 1].map((k) => Math.exp(2 * params.scale[2 * i + k]!)) as [number, number];
    const xx = cos * cos * first + sin * sin * second;
    const xy = cos * sin * (first - second);
    const yy = sin * sin * first + cos * cos * second;
    const opacity = 1 / (1 + Math.exp(-params.opacity[i]!));
    for (let pixel = 0; pixel < side * side; pixel++) {
      const dx = (pixel % side) + 0.5 - params.position[2 * i]!;
      const dy = Math.floor(pixel / side) + 0.5 - params.position[2 * i + 1]!;
      const squared = (yy * dx * dx - 2 * xy * dx * dy + xx * dy * dy) / (xx * yy - xy * xy);
      if (squared >= 9) continue;
      const high = opacity * Math.exp(-squared / 2);
      for (let k = 0; k < 3; k++) residuals[4 * pixel + k]! += high * params.color[3 * i + k]!;
    }
  }
  return residuals.reduce((sum, one) => sum + one * one, 0) / 2;
}
