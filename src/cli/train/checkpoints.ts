/**
 * Checkpoints of `glissade train`: where a run begins or goes on, and what is saved with the descent. The folder itself is that of
 * `glissade/checkpoint`.
 */
import {
  CheckpointError,
  type CheckpointFolder,
  type FolderCheckpoint,
  type JsonRecord,
  openFolder,
} from "../../checkpoint/index.ts";
import type { FitState, Moment, Resume } from "../../train/index.ts";
import { UsageError } from "../usage-error.ts";

/** What the command's options say of checkpoints. */
export interface CheckpointChoice {
  readonly checkpoint?: string;
  readonly resume?: boolean;
  readonly overwrite?: boolean;
  readonly keep?: number;
  readonly every?: number;
  /** Parts of a batch, where it is divided. */
  readonly microBatches?: number;
}

/** What must be the same when a run goes on: JSON, each with its name on the command line. */
export type RunRecord = JsonRecord;

/** Checkpoints of one run. */
export interface RunCheckpoints {
  /** Where the run goes on; undefined for one that begins. */
  readonly resume?: Resume;
  /** Parts of a batch, as the run was begun with; undefined where batches are whole. */
  readonly microBatches?: number;
  /** Files that could not be read, with the reason. */
  readonly notes: readonly string[];
  /** Saves a moment; the first call removes what `--overwrite` gave up. */
  save(moment: Moment): Promise<void>;
}

/** @throws UsageError for options of checkpoints that contradict each other, or have no folder. */
export function checkCheckpointChoice({
  checkpoint,
  resume,
  overwrite,
  microBatches,
  ...rest
}: CheckpointChoice): void {
  const { keep, every } = rest;
  const given = { "--resume": resume, "--overwrite": overwrite, "--keep": keep, "--every": every };
  const alone = Object.entries(given).find(([, value]) => value)?.[0];
  if (checkpoint === undefined && alone) throw new UsageError(`${alone} needs --checkpoint FOLDER`);
  if (resume && overwrite)
    throw new UsageError("--resume goes on with a run and --overwrite begins anew; give one of them");
}

/**
 * Opens the folder of `--checkpoint`.
 *
 * @param described - what the run is: a checkpoint of another run is refused.
 * @param ranks - how many processes share it, and what differs between them.
 * @throws UsageError where there can be no folder, where it holds checkpoints and neither `--resume` nor `--overwrite` was given, or those of
 *   another run.
 */
export async function openCheckpoints(
  { checkpoint, resume = false, overwrite = false, keep = 2, microBatches }: CheckpointChoice,
  described: RunRecord,
  ranks: { readonly size: number; readonly differences: readonly string[] },
): Promise<RunCheckpoints | undefined> {
  if (checkpoint === undefined) return undefined;
  const folder = await openFolder(checkpoint, { keepLast: keep }).catch((error: Error) => {
    throw error instanceof CheckpointError ? new UsageError(error.message) : error;
  });
  const found = overwrite ? undefined : await folder.latest();
  if (found && !resume) {
    throw new UsageError(
      `${checkpoint} holds checkpoints up to step ${found.snapshot.count}; give --resume to go on, or --overwrite to remove them and begin anew`,
    );
  }
  const kept = (found?.extra?.run as JsonRecord | undefined)?.["micro-batches"] as number | undefined;
  const parts = microBatches ?? kept ?? (ranks.size > 1 ? ranks.size : undefined);
  const record = parts === undefined ? described : { ...described, "micro-batches": parts };
  if (found) checkRun(found, record, checkpoint);
  const differed = (found?.extra?.differences ?? []) as readonly string[];
  const differences = [...new Set([...differed, ...ranks.differences])];
  let isCleared = !overwrite;
  return {
    ...(found && { resume: resumeFrom(found) }),
    ...(parts !== undefined && { microBatches: parts }),
    notes: [
      ...(found?.unreadable.map(({ message }) => `passed over a checkpoint: ${message}`) ?? []),
      ...differed.map((difference) => `before this checkpoint, ${difference}`),
    ],
    async save(moment) {
      if (!isCleared) await folder.clear();
      isCleared = true;
      await write(folder, moment, { run: record, ...(differences.length > 0 && { differences }) });
    },
  };
}

function write(
  folder: CheckpointFolder,
  { state, descent, evaluation, best = {} }: Moment,
  extra: { readonly run: RunRecord; readonly differences?: readonly string[] },
): Promise<void> {
  const score = evaluation?.validation?.loss;
  return folder.save(descent, {
    extra: { fit: state as unknown as JsonRecord, ...extra },
    tensors: Object.fromEntries(Object.entries(best).map(([path, values]) => [`${ofBest}${path}`, values])),
    ...(score !== undefined && { score }),
  });
}

/** Before the paths of the best parameters, among the tensors beside the descent. */
const ofBest = "best/";

function resumeFrom({ snapshot, extra, tensors }: FolderCheckpoint): Resume {
  const state = extra!.fit as unknown as FitState;
  const best = Object.entries(tensors).flatMap(([name, { data }]) =>
    name.startsWith(ofBest) ? [[name.slice(ofBest.length), data as Float32Array] as const] : [],
  );
  return { snapshot, state, ...(best.length > 0 && { best: Object.fromEntries(best) }) };
}

function checkRun({ extra }: FolderCheckpoint, record: RunRecord, folder: string): void {
  const run = extra?.run as JsonRecord | undefined;
  if (!run || !extra?.fit)
    throw new UsageError(
      `${folder} holds checkpoints that glissade train did not write; name another folder`,
    );
  for (const [name, value] of Object.entries(record)) {
    const [saved, given] = [run[name], value].map((part) => JSON.stringify(part));
    if (saved === given) continue;
    const was = saved !== undefined && saved.length < 80 && given!.length < 80;
    throw new UsageError(
      was
        ? `the run in ${folder} was begun with ${name} ${saved}; got ${given}: give the same, or another folder`
        : `the run in ${folder} was begun with another ${name}; give what it was begun with, or another folder`,
    );
  }
}
