/**
 * Folders of finished trials: a header, and one small file a trial, written whole or not at all. Several processes, also on several machines,
 * may share one. It runs nothing.
 */
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeWhole } from "../checkpoint/files.ts";
import { CompareError } from "./compare-error.ts";
import { describeTrial, type Finished, keyOf } from "./problem.ts";
import { decodeHeader, decodeTrial, differenceOf, encodeTrial, fileOf, type Header } from "./record.ts";

/** Where finished trials are kept. */
export interface Store {
  /** All of them, those of other processes included. */
  load(): Promise<readonly Finished[]>;
  save(finished: Finished): Promise<void>;
}

/** Keeps trials for as long as the process lives. */
export function memoryStore(): Store {
  const all: Finished[] = [];
  return { load: async () => [...all], save: async (finished) => void all.push(finished) };
}

const headerIn = (folder: string) => join(folder, "comparison.json");
const trialsIn = (folder: string) => join(folder, "trials");

/**
 * A folder as a store; it is made if there is none.
 * @param onDamaged - told of a file that holds no whole trial, once; that trial is run again.
 * @throws CompareError if the folder holds trials of other settings, other data or another version; it says what differs. CheckpointError
 *   if it cannot be written to.
 */
export async function openFolder(
  folder: string,
  header: Header,
  onDamaged: (message: string) => void = () => {},
): Promise<Store> {
  await mkdir(trialsIn(folder), { recursive: true });
  const plain = JSON.parse(JSON.stringify(header)) as Header;
  const found = await readHeader(folder);
  if (found) checkSame(found, plain, `"${folder}"`, "this comparison");
  else await write(headerIn(folder), `${JSON.stringify(plain, null, 2)}\n`);
  const read = new Map<string, Finished>();
  const damaged = new Set<string>();
  return {
    async load() {
      for (const name of await trialFiles(folder)) {
        if (read.has(name)) continue;
        try {
          read.set(name, await readTrial(folder, name));
        } catch (error) {
          if (!(error instanceof CompareError)) throw error;
          if (!damaged.has(name)) onDamaged(`${error.message}; that trial is run again`);
          damaged.add(name);
        }
      }
      return [...read.values()];
    },
    save: (finished) => write(join(trialsIn(folder), fileOf(finished.trial)), encodeTrial(finished)),
  };
}

const write = async (path: string, text: string): Promise<void> => {
  await writeWhole(path, [new TextEncoder().encode(text)]);
};

/** Folders of one comparison, together. */
export interface Merged {
  readonly header: Header;
  readonly finished: readonly Finished[];
}

/**
 * Reads the trials of one comparison from the folders of several machines, without writing anything.
 * @throws CompareError if a folder has no comparison or a damaged trial, if the comparisons differ, or if two folders have the same trial with
 *   different outcomes.
 */
export async function mergeFolders(folders: readonly string[]): Promise<Merged> {
  let header: Header | undefined;
  const all = new Map<string, { readonly finished: Finished; readonly folder: string }>();
  for (const folder of folders) {
    const found = await readHeader(folder);
    if (!found)
      throw new CompareError(
        `"${folder}" holds no comparison: it has no comparison.json; glissade compare --folder writes one`,
      );
    if (header) checkSame(header, found, `"${folders[0]}"`, `"${folder}"`);
    header ??= found;
    for (const name of await trialFiles(folder)) {
      const finished = await readTrial(folder, name);
      const key = keyOf(finished.trial);
      const other = all.get(key);
      if (other) checkEqual(other.finished, finished, other.folder, folder);
      else all.set(key, { finished, folder });
    }
  }
  if (!header) throw new CompareError("no folder was given; name at least one");
  return { header, finished: [...all.values()].map(({ finished }) => finished) };
}

async function readHeader(folder: string): Promise<Header | undefined> {
  const text = await readIfThere(headerIn(folder));
  return text === undefined ? undefined : decodeHeader(text, headerIn(folder));
}

async function trialFiles(folder: string): Promise<string[]> {
  const names = await readdir(trialsIn(folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  return names.filter((name) => name.endsWith(".json")).sort();
}

async function readTrial(folder: string, name: string): Promise<Finished> {
  const file = join(trialsIn(folder), name);
  const finished = decodeTrial(await readFile(file, "utf8"), file);
  if (fileOf(finished.trial) !== name) {
    throw new CompareError(
      `${file} holds another trial than its name says: ${describeTrial(finished.trial)}`,
    );
  }
  return finished;
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}

/** What must be equal; commands may differ, and the words in which a protocol is told. */
const identityOf = ({ command: _, training: __, problems, ...rest }: Header) => ({
  ...rest,
  problems: problems.map(({ name, metric, fingerprint }) => ({ name, metric, fingerprint })),
});

function checkSame(there: Header, here: Header, nameOfThere: string, nameOfHere: string): void {
  const difference = differenceOf(identityOf(there), identityOf(here));
  if (!difference) return;
  throw new CompareError(
    `${nameOfThere} and ${nameOfHere} are not the same comparison: ${difference}. Use the same settings, data and version, or another folder`,
  );
}

/** Times may differ; what was learned may not. */
function checkEqual(one: Finished, other: Finished, folder: string, folderOfOther: string): void {
  const { curve, ...rest } = one;
  const { curve: curveOfOther, ...restOfOther } = other;
  const difference = differenceOf(
    { ...rest, loss: curve.validation },
    { ...restOfOther, loss: curveOfOther.validation },
  );
  if (!difference) return;
  throw new CompareError(
    `"${folder}" and "${folderOfOther}" have different outcomes of ${describeTrial(one.trial)}: ${difference}. Delete trials/${fileOf(one.trial)} in one of them`,
  );
}
