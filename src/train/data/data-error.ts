/**
 * The one error of the data loaders. It carries what a program needs to react, and its message what a person
 * needs to do; it is never used for failures of training.
 */

/** `unavailable`: could not be found or downloaded. `checksum`: a file that is not the published one. `format`: unreadable content. */
export type DataErrorCode = "unavailable" | "checksum" | "format";

/** Data that could not be loaded. `path`, `expected` and `found` are set where they are known (always for a checksum). */
export class DataError extends Error {
  override readonly name = "DataError";
  readonly code: DataErrorCode;
  readonly path?: string;
  readonly expected?: string;
  readonly found?: string;

  constructor(
    code: DataErrorCode,
    message: string,
    { cause, ...details }: { path?: string; expected?: string; found?: string; cause?: unknown } = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    Object.assign(this, details);
  }
}
