/** Errors of calls that a descent cannot carry out in its present state. */

/** A descent was used after `dispose`. */
export class DisposedError extends Error {
  override readonly name = "DisposedError";
}

/** Too many steps in a row were declined: `skipNonFinite({ maxConsecutive })`. */
export class DeclinedError extends Error {
  override readonly name = "DeclinedError";
}

/** A call out of turn: of `step` and `perturb`, for an optimizer that takes two gradients a step, or from within a step. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}
