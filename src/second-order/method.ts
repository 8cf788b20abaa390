/** A method that evaluates the function itself, on one flat vector: what `lbfgs` and `newton` are beside their face. */
import type { Elements } from "../language/dtype.ts";

/** A point, with the function's value and gradient there once it was evaluated. */
export interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  value: number;
}

/** Evaluates the function at a point: rounds `x` to the parameters' type and fills in the rest. */
export type Evaluate = (point: Point) => void;

/** A point of so many elements, which nothing is known of. */
export const pointOf = (size: number): Point => ({
  x: new Float64Array(size),
  gradient: new Float64Array(size),
  value: Number.NaN,
});

/** Copies a point. */
export function copyPoint(from: Point, to: Point): void {
  to.x.set(from.x);
  to.gradient.set(from.gradient);
  to.value = from.value;
}

/** How a step went. */
export interface Taken {
  /** Whether it found a point to go to. */
  readonly isTaken: boolean;
  /** Whether value and gradient at the point where it ended are known. */
  readonly isKnown: boolean;
  /** What the direction was multiplied by, or the radius of the trust region. */
  readonly stepSize: number;
}

/** What a snapshot holds of a method: numbers, and rows of the parameters' length, the oldest first. */
export type MethodState = Readonly<Record<string, number | Elements>>;

/** Takes steps. */
export interface Method {
  /** Its form and options, a line each: a snapshot of another one does not fit. */
  readonly text: string;
  /**
   * Takes a step from a point that was evaluated; it becomes the point where the step ends. What the function throws passes through.
   *
   * @param rate - the learning rate of this step.
   */
  step(here: Point, evaluate: Evaluate, rate: number): Taken;
  /** Moves a point to where the method may begin: into bounds. */
  admit?(x: Float64Array): void;
  /** Forgets all steps. */
  restart(): void;
  /** Copies of all that the next step depends on. */
  save(): MethodState;
  /** Arrays and numbers as `save` gives them, to compare a snapshot with, whose numbers say how long they are. */
  expected(numbers: Readonly<Record<string, number>>): MethodState;
  /** What is wrong with the numbers of a snapshot. */
  problemOf(numbers: Readonly<Record<string, number>>): string | undefined;
  /** Whether a part of the state is a list of vectors, not one. */
  isRows(name: string): boolean;
  load(state: MethodState): void;
}
