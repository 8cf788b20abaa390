/** The one error of this adapter: what jax-js cannot trace or compute, said in terms of what was given. */

/**
 * `copy`: a function or an array of another copy of jax-js. `backend`: a device that is not ready. `engine`: something that jax-js
 * uses and this engine lacks. `loss`: a function that fails while traced, or gives no scalar. `parameters`, `batch`: values that
 * cannot be passed on.
 */
export type JaxErrorCode = "copy" | "backend" | "engine" | "loss" | "parameters" | "batch";

/** A function of jax-js that cannot be traced or computed, or values that it cannot take. `cause` is the error of jax-js. */
export class JaxError extends Error {
  override readonly name = "JaxError";
  readonly code: JaxErrorCode;

  constructor(code: JaxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
