/**
 * A folder of checkpoints of one run, named by step: keeps the last ones and the best, and finds them again after a crash. It has one writer;
 * a second one is noticed.
 */

import type { Ranks, SnapshotPart } from "../index.ts";
import { number, record, text, whole } from "../options/kinds.ts";
import { argumentOf, readerOf } from "../options/option.ts";
import { type Beside, besideOf, type SaveOptions, tensorFileOf } from "./checkpoint.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import type { Identity } from "./files.ts";
import {
  byScore,
  type Files,
  type FolderCheckpoint,
  type Listed,
  Listing,
  nameOf,
  stepIn,
} from "./listing.ts";
import { piecesOf } from "./safetensors.ts";
import { type Saveable, sharedIn, snapshotFrom } from "./save.ts";
import { checkpointOf, removeParts, together, writeSet } from "./sets.ts";

/** Options of `openFolder`. */
export interface FolderOptions {
  /** How many checkpoints of the last steps are kept. Default 2, in case one is damaged. */
  readonly keepLast?: number | undefined;
  /** How many of the lowest scores are kept besides. Default 1. */
  readonly keepBest?: number | undefined;
}

/** Options of a folder's `save`. */
export interface FolderSaveOptions extends SaveOptions {
  /**
   * What it is judged by, such as the validation loss: lower is better. Without one, or with NaN, a checkpoint is never the best.
   */
  readonly score?: number | undefined;
}

const readFolder = readerOf<FolderOptions>("openFolder", { keepLast: whole(1), keepBest: whole(0) });
const readSave = readerOf<FolderSaveOptions>("save", { extra: record, tensors: record, score: number });
const pathOf = argumentOf<string>("openFolder", "path", text);

/**
 * Opens a folder of checkpoints, and makes it where there is none.
 *
 * @throws CheckpointError if the folder cannot be made or read.
 * @example
 * const folder = await openFolder("runs/a", { keepLast: 3 });
 * const found = await folder.latest();
 * if (found) await descent.restore(found.snapshot);
 * await folder.save(descent, { score: 0.25, extra: { epoch: 1 } });
 */
export async function openFolder(path: string, options: FolderOptions = {}): Promise<CheckpointFolder> {
  const { keepLast = 2, keepBest = 1 } = readFolder(options);
  const folder = pathOf(path);
  const files = await import("./files.ts");
  await files.makeFolder(folder);
  const known = await new Listing(folder, files).identities();
  return new CheckpointFolder(folder, { keepLast, keepBest }, files, known);
}

/** A folder of checkpoints. Made by `openFolder`. */
export class CheckpointFolder {
  /** The folder, as it was named. */
  readonly path: string;
  readonly #keep: { readonly keepLast: number; readonly keepBest: number };
  readonly #files: Files;
  readonly #listing: Listing;
  /** Files that were there when the folder was opened, or that this object has written: others are another writer's. */
  readonly #known: Map<string, Identity>;
  /** Calls take place one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #hasSaved = false;

  /** Made by `openFolder`. */
  constructor(
    path: string,
    keep: { readonly keepLast: number; readonly keepBest: number },
    files: Files,
    known: Map<string, Identity>,
  ) {
    this.path = path;
    this.#keep = keep;
    this.#files = files;
    this.#known = known;
    this.#listing = new Listing(path, files);
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(act);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** All checkpoints of the folder, the last step first. @throws CheckpointError if the folder cannot be read. */
  list(): Promise<readonly Listed[]> {
    return this.#inTurn(() => this.#listing.all());
  }

  /**
   * Saves a descent as it is at the call, under its number of steps; then removes checkpoints that are neither among the last nor among
   * the best. Whenever the process is killed, the checkpoints before are there, and whole. One of the same step is replaced.
   *
   * @throws CheckpointError with code `conflict` if another writer has changed the folder since, `later` if it has checkpoints of later
   *   steps, as where a run begins in the folder of another; and what `save` throws.
   */
  async save(source: Saveable, options: FolderSaveOptions = {}): Promise<void> {
    const beside = besideOf(readSave(options));
    const shared = sharedIn(source);
    if (shared) return this.#saveShared(shared.ranks, await shared.snapshotPart(), beside);
    const snapshot = await snapshotFrom(source);
    const pieces = piecesOf(tensorFileOf(snapshot, beside));
    await this.#inTurn(async () => {
      const others = await this.#before(snapshot.count);
      const path = this.#pathOf(snapshot.count);
      await this.#written(snapshot.count, beside.score, await this.#files.writeWhole(path, pieces), others);
    });
  }

  /** The first process does what there is to do with the folder; all write. */
  async #saveShared(ranks: Ranks, part: SnapshotPart, beside: Beside): Promise<void> {
    const { count } = part.common;
    const path = this.#pathOf(count);
    const inFirst = <T>(act: () => Promise<T>) =>
      together(ranks, path, async () => (ranks.rank === 0 ? act() : undefined));
    await this.#inTurn(async () => {
      const others = await inFirst(() => this.#before(count));
      const identity = await writeSet(path, ranks, part, beside, this.#files);
      await inFirst(() => this.#written(count, beside.score, identity!, others!));
    });
  }

  #pathOf(step: number): string {
    return `${this.path}/${nameOf(step)}`;
  }

  /** What comes before a file is written: the checkpoints of other steps. */
  async #before(step: number): Promise<readonly Listed[]> {
    await this.#checkWriter();
    const others = (await this.#listing.all()).filter((one) => one.step !== step && !one.error);
    this.#checkOrder(step, others);
    if (this.#hasSaved) return others;
    const isMeant = (name: string) =>
      stepIn(`${checkpointOf(name) ?? name.replace(/\.safetensors$/, "")}.safetensors`) !== undefined;
    await this.#files.removeLeftovers(this.path, isMeant);
    await this.#removeOrphans();
    this.#hasSaved = true;
    return others;
  }

  /** What comes after it. */
  async #written(
    step: number,
    score: number | undefined,
    identity: Identity,
    others: readonly Listed[],
  ): Promise<void> {
    this.#known.set(nameOf(step), identity);
    await this.#prune([{ step, path: this.#pathOf(step), score, error: undefined }, ...others]);
  }

  /** Removes parts of checkpoints that are not there. */
  async #removeOrphans(): Promise<void> {
    const names = await this.#files.filesIn(this.path);
    for (const name of names.keys()) {
      const of = checkpointOf(name);
      if (of === undefined || names.has(`${of}.safetensors`)) continue;
      if (stepIn(`${of}.safetensors`) !== undefined) await this.#files.remove(`${this.path}/${name}`);
    }
  }

  /** The checkpoint first, so that none lacks a part. */
  async #remove(path: string): Promise<void> {
    await this.#files.remove(path);
    await removeParts(path, this.#files);
  }

  /** @throws CheckpointError if there is a file that this writer does not know. */
  async #checkWriter(): Promise<void> {
    const found = [...(await this.#listing.identities())];
    const foreign = found.find(([name, identity]) => this.#known.get(name) !== identity);
    if (!foreign) return;
    throw new CheckpointError(
      "conflict",
      `${this.path}/${foreign[0]} was written by another run since this one opened the folder; give each run a folder of its own`,
    );
  }

  /** @throws CheckpointError if there are later steps: this one would be removed as an old one. */
  #checkOrder(step: number, [last]: readonly Listed[]): void {
    if (!last || last.step < step) return;
    throw new CheckpointError(
      "later",
      `${this.path} has a checkpoint of step ${last.step}, and this is step ${step}; continue from latest(), clear() the folder, or use another`,
    );
  }

  async #prune(all: readonly Listed[]): Promise<void> {
    const { keepLast, keepBest } = this.#keep;
    const kept = new Set([...all.slice(0, keepLast), ...byScore(all).slice(0, keepBest)]);
    for (const { path } of all.filter((one) => !kept.has(one))) await this.#remove(path);
  }

  /**
   * Reads the checkpoint of the last step; one that cannot be read is passed over, and `unreadable` says why.
   *
   * @returns nothing if the folder has none.
   * @throws CheckpointError with code `unreadable` if it has some, and none can be read.
   */
  latest(): Promise<FolderCheckpoint | undefined> {
    return this.#inTurn(async () => this.#listing.first(await this.#listing.all()));
  }

  /** Reads the checkpoint of the lowest score; of equal ones the earliest. Returns and throws what `latest` does. */
  best(): Promise<FolderCheckpoint | undefined> {
    return this.#inTurn(async () => this.#listing.first(byScore(await this.#listing.all())));
  }

  /** Removes all checkpoints of the folder, and no other file. */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      for (const name of (await this.#listing.identities()).keys()) {
        await this.#remove(`${this.path}/${name}`);
        this.#known.delete(name);
      }
    });
  }
}
