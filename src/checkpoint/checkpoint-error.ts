/** The errors of checkpoints: one class, with a code for what happened. */

/**
 * What happened. Contents: `format`, no safetensors file or a damaged one; `dtype`, a type of elements that has no typed array; `content`, no
 * checkpoint of this library, or one that was changed; `version`, one of a later release; `value`, something that cannot be written.
 * Files: `missing-file`, `missing-folder`, `not-a-file`, `disk-full`, `read-only`, `permission`, `failed` (any other error of the system).
 * Folders: `conflict`, another writer; `later`, checkpoints of later steps; `unreadable`, no checkpoint can be read.
 */
export type CheckpointCode =
  | "format"
  | "dtype"
  | "content"
  | "version"
  | "value"
  | "missing-file"
  | "missing-folder"
  | "not-a-file"
  | "disk-full"
  | "read-only"
  | "permission"
  | "failed"
  | "conflict"
  | "later"
  | "unreadable";

/** A checkpoint that cannot be read or written: `code` says what happened, the message what to do. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
  /** What happened. */
  readonly code: CheckpointCode;

  /** Made by this library. */
  constructor(code: CheckpointCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Runs a function; its errors of checkpoints begin with the name of the file. */
export function naming<T>(path: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    throw new CheckpointError(error.code, `${path}: ${error.message}`, { cause: error });
  }
}
