/**
 * Rosenbrock's valley, in a file of its own: the first race loads it alone, written out, without what reads and derives texts. A test
 * compares that with its text, bit by bit.
 */
import type { NamedSurface } from "./named-surface.ts";
import type { PlaneFunction } from "./plane.ts";

/** What its text says. */
export const valley: PlaneFunction = {
  at: (x, y) => (1 - x) * (1 - x) + 100 * ((y - x * x) * (y - x * x)),
  dx: (x, y) => -2 * (1 - x) - 400 * x * (y - x * x),
  dy: (x, y) => 200 * (y - x * x),
  tex: {
    f: "\\left(1 - x\\right)^{2} + 100 \\left(y - x^{2}\\right)^{2}",
    dx: "-2 \\left(1 - x\\right) - 400 x \\left(y - x^{2}\\right)",
    dy: "200 \\left(y - x^{2}\\right)",
  },
};

/** The surface of the first race, which is loaded without the others. */
export const rosenbrock: NamedSurface = {
  title: "Rosenbrock's valley",
  sentence: "A curved valley: it is easy to fall into it, and slow to follow it to the minimum.",
  source:
    "Rosenbrock: An Automatic Method for Finding the Greatest or Least Value of a Function, The Computer Journal 3 (1960)",
  text: "(1 - x)^2 + 100*(y - x^2)^2",
  window: { x: [-2, 2], y: [-1, 3] },
  start: [-1.2, 1],
  otherStarts: [
    [-1.5, 2],
    [0, 2.5],
  ],
  minima: [[1, 1]],
  least: 0,
  suitsLog: true,
  noise: 0,
};
