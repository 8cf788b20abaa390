/** Errors of calls that a descent cannot carry out in its present state. */

/** A descent was used after `dispose`. */
export class DisposedError extends Error {
  override readonly name = "DisposedError";
}

/** Too many steps in a row were declined: `skipNonFinite({ maxConsecutive })`. */
export class DeclinedError extends Error {
  override readonly name = "DeclinedError";
}

/** `step` and `perturb` were not called in turn, for an optimizer that takes two gradients a step. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}
