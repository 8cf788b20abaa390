/** A link, or an experiment from outside, that cannot be opened. */

/** What is wrong with it, for the one who opens it. */
export class LinkError extends Error {
  override readonly name = "LinkError";
}
