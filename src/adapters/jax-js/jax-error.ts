/** The one error of this adapter: what jax-js cannot trace or compute, said in terms of what was given. */

/**
 * `copy`: a function or an array of another copy of jax-js. `backend`: a device that is not ready. `engine`: something that jax-js
 * uses and this engine lacks. `function`: one that fails while traced, or gives no scalar where one is needed. `values`: what cannot be
 * passed on to jax-js, or does not fit the parameters. `state`: of an optimizer, used after it was consumed.
 */
export type JaxErrorCode = "copy" | "backend" | "engine" | "function" | "values" | "state";

/** A function of jax-js that cannot be traced or computed, or values that it cannot take. `cause` is the error of jax-js. */
export class JaxError extends Error {
  override readonly name = "JaxError";
  readonly code: JaxErrorCode;

  constructor(code: JaxErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
