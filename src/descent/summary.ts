/** What a descent shows in a console, in texts and in JSON: device, steps, parameters, hyperparameters. */

import type { HalfGradient } from "./half.ts";
import { dtypeOf } from "./leaf.ts";
import type { Target } from "./targets.ts";

/** A descent in short. */
export interface DescentSummary {
  readonly device: string;
  /** Number of steps taken. */
  readonly count: number;
  /** Whether it was disposed of; the key exists only then. */
  readonly isDisposed?: true;
  /** Types and shapes of the parameters by path: `float32 [2, 3]`. */
  readonly params: Readonly<Record<string, string>>;
  /** Hyperparameters at the last step. */
  readonly hyper: Readonly<Record<string, number>>;
}

/** More are counted, not listed. */
const shown = 12;

/** Types and shapes of the first parameters, and how many more there are. */
export function shapesOf(targets: ReadonlyMap<string, Target>): Record<string, string> {
  const listed = [...targets]
    .slice(0, shown)
    .map(([path, { view, shape }]): [string, string] => [
      path,
      [
        dtypeOf(view) ?? (view as HalfGradient).type,
        ...(shape.length > 0 ? [`[${shape.join(", ")}]`] : []),
      ].join(" "),
    ]);
  const more = targets.size - listed.length;
  return Object.fromEntries(more > 0 ? [...listed, [`and ${more} more`, ""]] : listed);
}

/** The summary in one line. */
function lineOf({ device, count, isDisposed, params, hyper }: DescentSummary): string {
  const steps = `${count} ${count === 1 ? "step" : "steps"}`;
  const of = Object.entries(params).map(([path, shape]) => [path, shape].filter(Boolean).join(" "));
  const values = Object.entries(hyper).map(([name, value]) => `${name} ${value}`);
  const parts = [
    `Descent on ${device}${isDisposed ? ", disposed of" : ""}: ${steps}`,
    of.join(", "),
    values.join(", "),
  ];
  return parts.filter(Boolean).join("; ");
}

/** Node, Deno and Bun ask for this method when they print a value; it is the key in their global registry. */
const inspected: unique symbol = Symbol.for("nodejs.util.inspect.custom") as never;

/** Texts of what has a summary. */
export abstract class Shown {
  /** A short description, for `JSON.stringify`. */
  abstract toJSON(): DescentSummary;

  /** The same in one line. */
  toString(): string {
    return lineOf(this.toJSON());
  }

  /** The same for `console.log` in Node, Deno and Bun, by the printer that they pass. */
  [inspected](
    _depth?: unknown,
    options?: object,
    inspect?: (value: unknown, options?: object) => string,
  ): string {
    const summary = this.toJSON();
    return inspect ? `Descent ${inspect(summary, options)}` : lineOf(summary);
  }
}
