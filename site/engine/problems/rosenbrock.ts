/** Rosenbrock's valley, in a file of its own: the first race loads it alone. */
import type { NamedSurface } from "./named-surface.ts";

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
