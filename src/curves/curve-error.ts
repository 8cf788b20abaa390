/** A fit that cannot be: says what was given, what was expected and what to do. */
export class CurveError extends Error {
  override readonly name: string = "CurveError";
}
