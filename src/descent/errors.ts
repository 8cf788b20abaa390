/** Errors of calls that a descent cannot carry out as it is now. */

/** A descent was used after `dispose`. */
export class DisposedError extends Error {
  override readonly name = "DisposedError";
}

/** `step` and `perturb` were not called in turn, for an optimizer that takes two gradients a step. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}
