/** What is wrong with a typed rule: in words, with its place in the typed text and changes that would mend it. */
import type { Fix } from "./protocol.ts";

/** A place in a text; line and column count from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** A typed rule that cannot be raced. */
export class RuleTextError extends SyntaxError {
  override readonly name = "RuleTextError";
  readonly place: Place;
  readonly fixes: readonly Fix[];

  constructor(problem: string, place: Place, fixes: readonly Fix[] = []) {
    super(problem);
    this.place = place;
    this.fixes = fixes;
  }
}
