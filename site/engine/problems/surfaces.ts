/** Surfaces with a name, each as text of the language: value, derivative and TeX come from that text. */
import type { Window } from "../experiment.ts";

/** A surface with a name. */
export interface NamedSurface {
  readonly title: string;
  /** A function of x and y. */
  readonly text: string;
  readonly window: Window;
  readonly start: readonly [x: number, y: number];
  readonly minima: readonly (readonly [x: number, y: number])[];
}

/** All surfaces by the name that links hold: names are never reused for another surface. */
export const surfaces: Readonly<Record<string, NamedSurface>> = {
  rosenbrock: {
    title: "Rosenbrock's valley",
    text: "(1 - x)^2 + 100*(y - x^2)^2",
    window: { x: [-2, 2], y: [-1, 3] },
    start: [-1.5, 2],
    minima: [[1, 1]],
  },
};
