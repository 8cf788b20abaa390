/**
 * Frees what jax-js keeps of a trace. Up to 0.1.25 a trace in which a gradient is taken stays on its stack for good, with all that it has
 * recorded: some 70 kB for a linear model. Its record is reachable from every array of the trace, under names that are not public.
 */
import type { Traced } from "./jax.ts";

/** An array while functions are traced, with what it knows of its trace. */
type Tracer = Traced & { readonly _trace?: { readonly main?: { globalData?: unknown } } };

/** Traces that have been begun. */
export class Traces {
  readonly #begun = new Set<{ globalData?: unknown }>();

  /** Notes the trace of some arrays, while it goes on. */
  add([array]: readonly Traced[]): void {
    const main = (array as Tracer | undefined)?._trace?.main;
    if (main) this.#begun.add(main);
  }

  /** Frees the records of all of them, once they have ended. */
  free(): void {
    for (const main of this.#begun) main.globalData = undefined;
    this.#begun.clear();
  }
}
