/**
 * Checkpoints of several files, where processes share the states of a descent: each writes what lies in it, and the checkpoint itself, which
 * names these parts, comes last. It and its parts are whole or not there: parts are written beside those of the checkpoint that is replaced.
 */
import type { Ranks, SnapshotPart } from "../index.ts";
import { type Beside, stateName, tensorFileOf } from "./checkpoint.ts";
import { CheckpointError, naming } from "./checkpoint-error.ts";
import { bytesOf, type StoredTensor, storedTensor } from "./dtypes.ts";
import type { Identity } from "./files.ts";
import { jsonFrom } from "./json.ts";
import { partsFrom, partsName, refuse } from "./metadata.ts";
import { piecesOf, type TensorFile } from "./safetensors.ts";

/** Node's file system, as sets use it. */
type Files = Pick<
  typeof import("./files.ts"),
  "writeWhole" | "readTensorFile" | "readMetadata" | "filesIn" | "remove"
>;

const format = "glissade checkpoint part";

const folderOf = (path: string): string => path.replace(/[^/\\]*$/, "");
const nameIn = (path: string): string => path.slice(folderOf(path).length);

/** The name of a part. Of the two sets that a path can have, one is written while the other is the checkpoint. */
const partName = (path: string, set: number, rank: number, size: number): string =>
  `${nameIn(path).replace(/\.safetensors$/, "")}.set${set}.${rank + 1}-of-${size}.safetensors`;

/** The name of the checkpoint that a file is a part of; undefined for other files. */
export const checkpointOf = (file: string): string | undefined =>
  /^(.*)\.set[01]\.\d+-of-\d+\.safetensors$/.exec(file)?.[1];

/** Does something in every process; what fails in one fails in all. */
export async function together<T>(ranks: Ranks, path: string, act: () => Promise<T>): Promise<T> {
  const failed = new Float64Array(ranks.size);
  let done: { readonly value: T } | undefined;
  let error: unknown;
  try {
    done = { value: await act() };
  } catch (cause) {
    error = cause;
    failed[ranks.rank] = 1;
  }
  ranks.allGather(failed, Array(ranks.size).fill(1));
  if (!done) throw error;
  const other = failed.indexOf(1);
  if (other < 0) return done.value;
  throw new CheckpointError(
    "failed",
    `${path} was not written, since rank ${other} of ${ranks.size} could not do its part: it says why; what was there before is whole`,
  );
}

/** A number of the first process, in all of them. */
function fromFirst(ranks: Ranks, value: number): number {
  const values = Float64Array.of(value);
  ranks.allGather(
    values,
    Array.from({ length: ranks.size }, (_, rank) => (rank === 0 ? 1 : 0)),
  );
  return values[0]!;
}

/**
 * Writes what lies in this process; the first one writes the checkpoint too, once all parts are there. All processes call it together.
 *
 * @returns what the checkpoint is known by; undefined in other processes than the first.
 * @throws CheckpointError in all processes where one of them fails. What was there before is whole then.
 */
export async function writeSet(
  path: string,
  ranks: Ranks,
  { common, own, from, whole }: SnapshotPart,
  beside: Beside,
  files: Files,
): Promise<Identity | undefined> {
  const { rank, size } = ranks;
  const isFirst = rank === 0;
  const set = fromFirst(ranks, isFirst ? 1 - (await setAt(path, files)) : 0);
  const tensors = new Map<string, StoredTensor>();
  /** Those that have another size than their parameters, and no part elsewhere. */
  const wholes: string[] = [];
  for (const [name, byPath] of Object.entries(own))
    for (const [of, values] of Object.entries(byPath)) {
      if (values.length === 0) continue;
      tensors.set(stateName(name, of), storedTensor(values));
      if (whole.includes(name)) wholes.push(stateName(name, of));
    }
  const metadata = new Map([
    ["format", format],
    ["part", `${rank + 1} of ${size}`],
    ["count", String(common.count)],
    ["from", JSON.stringify(from)],
    ...(wholes.length > 0 ? [["whole", JSON.stringify(wholes)] as const] : []),
  ]);
  const pieces = piecesOf({ tensors, metadata });
  const names = Array.from({ length: size }, (_, of) => partName(path, set, of, size));
  await together(ranks, path, () => files.writeWhole(folderOf(path) + names[rank], pieces));
  return together(ranks, path, async () => {
    if (!isFirst) return undefined;
    const file = tensorFileOf(common, beside);
    const all = { ...file, metadata: new Map([...file.metadata, [partsName, JSON.stringify(names)]]) };
    const identity = await files.writeWhole(path, piecesOf(all));
    await removeParts(path, files, names);
    return identity;
  });
}

/** Which set of parts the checkpoint at a path has: 0 or 1; 1 where there is none. */
async function setAt(path: string, files: Files): Promise<0 | 1> {
  const names = await files.readMetadata(path).then(
    (metadata) => metadata.get(partsName) ?? "",
    () => "",
  );
  return names.includes(".set0.") ? 0 : 1;
}

/** Removes the parts of a checkpoint but for some. */
export async function removeParts(path: string, files: Files, kept: readonly string[] = []): Promise<void> {
  const stem = nameIn(path).replace(/\.safetensors$/, "");
  for (const name of (await files.filesIn(folderOf(path) || ".")).keys())
    if (checkpointOf(name) === stem && !kept.includes(name)) await files.remove(folderOf(path) + name);
}

/** Reads a checkpoint's file, and its parts if it has some: as if it were one file. @throws CheckpointError */
export async function readWhole(path: string, files: Pick<Files, "readTensorFile">): Promise<TensorFile> {
  const main = await files.readTensorFile(path);
  const parts = naming(path, () => partsFrom(main.metadata));
  if (!parts) return main;
  const tensors = new Map(main.tensors);
  /** How many bytes of each tensor there are. */
  const filled = new Map<string, number>();
  for (const [index, name] of parts.entries()) {
    const at = folderOf(path) + name;
    const part = await files.readTensorFile(at);
    naming(at, () => {
      checkPart(part, main, `${index + 1} of ${parts.length}`);
      fill(tensors, filled, part);
    });
  }
  for (const [name, bytes] of filled)
    if (bytes !== tensors.get(name)!.bytes.length)
      naming(path, () => refuse(`its parts have ${bytes} bytes of ${JSON.stringify(name)}`));
  const metadata = new Map(main.metadata);
  metadata.delete(partsName);
  return { tensors, metadata };
}

function checkPart({ metadata }: TensorFile, main: TensorFile, part: string): void {
  if (metadata.get("format") !== format) refuse("it is no part of one");
  const [found, count] = [metadata.get("part"), metadata.get("count")];
  if (found !== part || count !== main.metadata.get("count"))
    refuse(`it is part ${found} of step ${count}; expected ${part} of step ${main.metadata.get("count")}`);
}

/** Puts the tensors of a part into whole ones. */
function fill(tensors: Map<string, StoredTensor>, filled: Map<string, number>, part: TensorFile): void {
  const from = Object(jsonFrom(part.metadata.get("from") ?? "{}", "from")) as Readonly<
    Record<string, unknown>
  >;
  const wholes: unknown = jsonFrom(part.metadata.get("whole") ?? "[]", "whole");
  for (const [name, stored] of part.tensors) {
    const { dtype, bytes } = stored;
    if (Array.isArray(wholes) && wholes.includes(name)) {
      if (tensors.has(name)) refuse(`${JSON.stringify(name.slice(0, 200))} is in another part too`);
      tensors.set(name, stored);
      continue;
    }
    const path = /^state\/[^/]*\/(.*)$/s.exec(name)?.[1] ?? "";
    const shape = tensors.get(`params/${path}`)?.shape;
    const length = shape && bytesOf(dtype, shape);
    const width = bytesOf(dtype, [1]);
    if (!shape || length === undefined || width === undefined)
      throw refuse(`it has ${JSON.stringify(name.slice(0, 200))}, of which there is no parameter`);
    const end = filled.get(name) ?? 0;
    const whole = end === 0 ? { dtype, shape, bytes: new Uint8Array(length) } : tensors.get(name)!;
    if (whole.dtype !== dtype || from[path] !== end / width || end + bytes.length > whole.bytes.length)
      refuse(`${JSON.stringify(name.slice(0, 200))} does not go on where the part before it ends`);
    whole.bytes.set(bytes, end);
    tensors.set(name, whole);
    filled.set(name, end + bytes.length);
  }
}
