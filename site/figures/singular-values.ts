/** What a 2 x 2 matrix does to the unit circle: it becomes an ellipse, whose half axes are the singular values. */
import { round } from "./axes.ts";

/** Rows, one after the other. */
export type Matrix = ArrayLike<number>;

/** The ellipse that the unit circle becomes: its half axes, and the direction of the longer one, in radians. */
export interface Ellipse {
  readonly long: number;
  readonly short: number;
  readonly angle: number;
}

/**
 * The singular values in closed form: a matrix is a rotation times a length plus a reflection times another one, whose sum is the larger value
 * and whose directions have that of the longer axis between them. The smaller is the determinant over the larger, which keeps its digits where it
 * is tiny.
 */
export function ellipseOf(matrix: Matrix): Ellipse {
  const [a, b, c, d] = [0, 1, 2, 3].map((index) => matrix[index] as number) as [
    number,
    number,
    number,
    number,
  ];
  const [turned, mirrored] = [
    [(a + d) / 2, (c - b) / 2],
    [(a - d) / 2, (c + b) / 2],
  ] as const;
  const long = Math.hypot(...turned) + Math.hypot(...mirrored);
  const angle = (Math.atan2(turned[1], turned[0]) + Math.atan2(mirrored[1], mirrored[0])) / 2;
  return { long, short: long === 0 ? 0 : Math.abs((a / long) * d - (b / long) * c), angle };
}

/** The ellipse as a path, y upwards, its longer half axis `size` long; empty where the matrix is zero or not finite. */
export function ellipsePath({ long, short, angle }: Ellipse, size: number): string {
  if (!(long > 0 && Number.isFinite(long))) return "";
  const [x, y] = [round(size * Math.cos(angle)), round(-size * Math.sin(angle))];
  const arc = `A${size} ${round((size * short) / long)} ${round((-angle * 180) / Math.PI)} 0 1`;
  return `M${x} ${y}${arc} ${-x} ${-y}${arc} ${x} ${y}Z`;
}

/** Its axes as a path, drawn as `ellipsePath` is. */
export function axesPath({ long, short, angle }: Ellipse, size: number): string {
  if (!(long > 0 && Number.isFinite(long))) return "";
  const line = (length: number, x: number, y: number): string => {
    const [dx, dy] = [round(length * x), round(-length * y)];
    return `M${-dx} ${-dy}L${dx} ${dy}`;
  };
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return line(size, cos, sin) + line((size * short) / long, -sin, cos);
}
