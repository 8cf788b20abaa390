/** What is known of a surface that has a name. */
import type { Point, Window } from "../experiment.ts";

/** A surface with a name. */
export interface NamedSurface {
  readonly title: string;
  /** What it shows of optimizers. */
  readonly sentence: string;
  readonly source: string;
  /** A function of x and y. */
  readonly text: string;
  readonly window: Window;
  readonly start: Point;
  /** Other places to start from that show something else. */
  readonly otherStarts: readonly Point[];
  /** Where it is lowest; empty where it has no lowest point. */
  readonly minima: readonly Point[];
  /** Its lowest value. */
  readonly least: number;
  /** Whether contours at equal distances would hide the valleys, so that a scale of logarithms suits it. */
  readonly suitsLog: boolean;
  /** The noise of the gradient that it is shown with, a standard deviation. */
  readonly noise: number;
}
