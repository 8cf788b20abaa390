/** `save` and `load`: a descent in one file. Node's file system is loaded when they are called, so that pages can use the rest. */
import type { Descent, Ranks, Snapshot } from "../index.ts";
import { record, text } from "../options/kinds.ts";
import { argumentOf, readerOf } from "../options/option.ts";
import { besideOf, type Checkpoint, checkpointFrom, type SaveOptions, tensorFileOf } from "./checkpoint.ts";
import { naming } from "./checkpoint-error.ts";
import { valuesIn } from "./dtypes.ts";
import { piecesOf, type TensorFile, type TensorFileInput } from "./safetensors.ts";
import { readWhole, writeSet } from "./sets.ts";

/** What can be saved: a descent, as it is at the call, or a snapshot of one. */
export type Saveable =
  | (Pick<Descent, "snapshot"> & Partial<Pick<Descent, "shard" | "snapshotPart">>)
  | Snapshot;

/** A descent whose states processes share, and what they are. */
export function sharedIn(
  source: Saveable,
): (Pick<Descent, "snapshotPart"> & { readonly ranks: Ranks }) | undefined {
  const { shard, snapshotPart } = source as Partial<Descent>;
  return shard && { ranks: shard.ranks, snapshotPart: snapshotPart!.bind(source) };
}

/** The snapshot of what is saved, taken at the call. */
export const snapshotFrom = (source: Saveable): Promise<Snapshot> | Snapshot =>
  typeof (source as Pick<Descent, "snapshot">)?.snapshot === "function"
    ? (source as Pick<Descent, "snapshot">).snapshot()
    : (source as Snapshot);

const readSave = readerOf<SaveOptions>("save", { extra: record, tensors: record });
const pathFor = (name: string) => argumentOf<string>(name, "path", text);
const pathOf = {
  save: pathFor("save"),
  load: pathFor("load"),
  saveSafetensors: pathFor("saveSafetensors"),
  loadSafetensors: pathFor("loadSafetensors"),
};

/**
 * Saves a descent to a safetensors file: parameters, states, counts, hyperparameters, the rules' texts. The file is written whole or not at
 * all, also if the process is killed: what was there before stays until then. Training may go on meanwhile: what is saved is what there is at the call.
 *
 * Processes that share the states of the descent call it together, with a path in a folder of all of them, and wait for it before they take
 * a step: each writes its part beside the file, which the first writes last. `load` reads them as one, in any number of processes.
 *
 * @param source - a descent, or what `descent.snapshot()` returned.
 * @param path - the file; its folder must be there.
 * @throws CheckpointError, whose `code` says what happened: `disk-full`, `missing-folder`, `permission`, `value` for what `extra` cannot hold.
 * @example
 * await save(descent, "run.safetensors", { extra: { epoch: 3 } });
 */
export async function save(source: Saveable, path: string, options: SaveOptions = {}): Promise<void> {
  const target = pathOf.save(path);
  const beside = besideOf(readSave(options));
  const shared = sharedIn(source);
  if (shared) {
    const part = await shared.snapshotPart();
    await writeSet(target, shared.ranks, part, beside, await import("./files.ts"));
    return;
  }
  const pieces = piecesOf(tensorFileOf(await snapshotFrom(source), beside));
  const { writeWhole } = await import("./files.ts");
  await writeWhole(target, pieces);
}

/**
 * Reads a file that `save` has written.
 *
 * @throws CheckpointError with the path, and what is wrong.
 * @example
 * const { snapshot, extra } = await load("run.safetensors");
 * await descent.restore(snapshot);
 */
export async function load(path: string): Promise<Checkpoint> {
  const source = pathOf.load(path);
  const file = await readWhole(source, await import("./files.ts"));
  return naming(source, () => checkpointFrom(file, valuesIn));
}

/**
 * Writes any tensors and texts to a safetensors file, whole or not at all.
 *
 * @throws CheckpointError as `save` does.
 */
export async function saveSafetensors(path: string, file: TensorFileInput): Promise<void> {
  const pieces = piecesOf(file);
  const { writeWhole } = await import("./files.ts");
  await writeWhole(pathOf.saveSafetensors(path), pieces);
}

/** Reads any safetensors file. @throws CheckpointError as `load` does. */
export async function loadSafetensors(path: string): Promise<TensorFile> {
  const { readTensorFile } = await import("./files.ts");
  return readTensorFile(pathOf.loadSafetensors(path));
}
