/** The checkpoints of a folder: their names, what their headers say, and in which order they count. Writes nothing. */
import { type Checkpoint, checkpointFrom } from "./checkpoint.ts";
import { CheckpointError, naming } from "./checkpoint-error.ts";
import { valuesIn } from "./dtypes.ts";
import type { Identity } from "./files.ts";
import { factsFrom } from "./metadata.ts";
import { readWhole } from "./sets.ts";

/** Node's file system, as this folder uses it; loaded when a folder is opened. */
export type Files = typeof import("./files.ts");

/** A checkpoint of a folder, of which the header has been read. */
export interface Listed {
  /** Number of steps taken. */
  readonly step: number;
  readonly path: string;
  /** What it was saved with: lower is better. */
  readonly score: number | undefined;
  /** Why it cannot be read, if so. */
  readonly error: CheckpointError | undefined;
}

/** A checkpoint of a folder. */
export interface FolderCheckpoint extends Checkpoint {
  readonly step: number;
  readonly path: string;
  /** Why others, which would have come first, could not be read. */
  readonly unreadable: readonly CheckpointError[];
}

/** The name of a file. */
export const nameOf = (step: number): string => `step-${String(step).padStart(10, "0")}.safetensors`;

/** The step in a name; undefined for other files. */
export function stepIn(name: string): number | undefined {
  const step = Number(/^step-(\d{10,16})\.safetensors$/.exec(name)?.[1] ?? Number.NaN);
  return nameOf(step) === name ? step : undefined;
}

/** Those with a score, the lowest first; of equal ones the earliest. */
export const byScore = (all: readonly Listed[]): readonly Listed[] =>
  all
    .filter(({ score = Number.NaN, error }) => !Number.isNaN(score) && !error)
    .sort((one, other) => one.score! - other.score! || one.step - other.step);

/** Reads a folder again and again; a header that has been read is not read again. */
export class Listing {
  readonly #path: string;
  readonly #files: Files;
  readonly #read = new Map<string, Listed & { readonly identity: Identity }>();

  constructor(path: string, files: Files) {
    this.#path = path;
    this.#files = files;
  }

  /** The files of checkpoints, by name. @throws CheckpointError */
  async identities(): Promise<Map<string, Identity>> {
    const found = await this.#files.filesIn(this.#path);
    return new Map([...found].filter(([name]) => stepIn(name) !== undefined));
  }

  /** All checkpoints, the last step first. @throws CheckpointError if the folder cannot be read. */
  async all(): Promise<readonly Listed[]> {
    const found = await this.identities();
    for (const name of this.#read.keys()) if (!found.has(name)) this.#read.delete(name);
    for (const [name, identity] of found) {
      if (this.#read.get(name)?.identity === identity) continue;
      this.#read.set(name, { ...(await this.#listed(name)), identity });
    }
    return [...this.#read.values()].sort((one, other) => other.step - one.step);
  }

  async #listed(name: string): Promise<Listed> {
    const step = stepIn(name)!;
    const path = `${this.#path}/${name}`;
    try {
      const metadata = await this.#files.readMetadata(path);
      const { score, count } = naming(path, () => factsFrom(metadata));
      if (count === step) return { step, path, score, error: undefined };
      throw new CheckpointError(
        "content",
        `${path} is of step ${count}; give it back its name, ${nameOf(count)}`,
      );
    } catch (error) {
      return { step, path, score: undefined, error: expected(error) };
    }
  }

  /**
   * Reads the first that can be read.
   *
   * @throws CheckpointError with code `unreadable` if there are some, and none can be read.
   */
  async first(all: readonly Listed[]): Promise<FolderCheckpoint | undefined> {
    const unreadable: CheckpointError[] = [];
    for (const listed of all) {
      const { step, path } = listed;
      try {
        if (listed.error) throw listed.error;
        const file = await readWhole(path, this.#files);
        return { ...naming(path, () => checkpointFrom(file, valuesIn)), step, path, unreadable };
      } catch (cause) {
        const error = expected(cause);
        unreadable.push(error);
        const read = this.#read.get(nameOf(step));
        if (read) this.#read.set(nameOf(step), { ...read, error });
      }
    }
    if (unreadable.length === 0) return undefined;
    throw new CheckpointError(
      "unreadable",
      `none of the ${unreadable.length} checkpoints in ${this.#path} can be read; the first: ${unreadable[0]!.message}`,
      { cause: unreadable[0] },
    );
  }
}

/** An error of a checkpoint; others are mistakes of this library. */
function expected(error: unknown): CheckpointError {
  if (error instanceof CheckpointError) return error;
  throw error;
}
