/** The errors of MPI: one class, with a code for what happened. */

/**
 * What happened. `missing`: a library or a package that is not installed. `launcher`: a launcher that does not fit the library. `value`: an
 * argument that a collective cannot take. `busy`: a call while another one is under way. `closed`: a call after `close()`. `heartbeat`: a rank
 * that cannot reach rank 0 by TCP. `failed`: MPI itself says so.
 */
export type MpiCode = "missing" | "launcher" | "value" | "busy" | "closed" | "heartbeat" | "failed";

/** What MPI cannot do: `code` says what happened, the message what to do. */
export class MpiError extends Error {
  override readonly name = "MpiError";
  /** What happened. */
  readonly code: MpiCode;

  /** Made by this library. */
  constructor(code: MpiCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
