/** The error of optimizer states of other libraries: the state does not fit the descent, or the descent's optimizer is not one of theirs. */

/** A state that cannot be taken from or given to another library; nothing has changed. */
export class OptimizerStateError extends TypeError {
  override readonly name = "OptimizerStateError";
}
