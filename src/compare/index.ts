/** Comparisons of optimizers: trials over rates and seeds, and what they show; named re-exports only. */
export {};
