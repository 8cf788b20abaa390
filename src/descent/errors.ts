/** Errors of calls that a descent cannot carry out as it is now. */

/** A descent was used after `dispose`. */
export class DisposedError extends Error {
  override readonly name = "DisposedError";
}

/** So many steps in a row were declined that the optimizer takes it for an error: `skipNonFinite({ maxConsecutive })`. */
export class DeclinedError extends Error {
  override readonly name = "DeclinedError";
}

/** `step` and `perturb` were not called in turn, for an optimizer that takes two gradients a step. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}
