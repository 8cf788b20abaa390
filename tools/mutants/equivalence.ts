/** How a mutant that no test can tell from its rule is written down. Which there are: equivalent.ts, equivalent-estimates.ts. */
/** Mutants that are equivalent for one reason. */
export interface Equivalence {
  readonly reason: string;
  /** What they write instead, by rule: the gate names both. */
  readonly mutants: Readonly<Record<string, readonly string[]>>;
}
