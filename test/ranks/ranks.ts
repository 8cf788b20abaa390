/** Starts the ranks of a test: threads that run a program of this folder, bundled from its sources. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { bundle } from "../../tools/mpi/bundle.mjs";
import { memoryFor } from "./shared-memory.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bytes that a rank sends at once, at most. */
const room = 1 << 20;

/** A program that ranks run, by its name in this folder. */
export class Ranks {
  readonly #name: string;
  readonly #folder: string;

  constructor(name: string) {
    this.#name = name;
    mkdirSync(join(root, "dist"), { recursive: true });
    this.#folder = mkdtempSync(join(root, "dist/ranks-"));
  }

  /** Before the first run. */
  async build(): Promise<void> {
    await bundle(root, this.#folder, [`test/ranks/${this.#name}.ts`]);
  }

  /** What each rank posts, in their order. */
  run<W extends object, R>(size: number, work: W): Promise<R[]> {
    const memory = memoryFor(size, room);
    const program = pathToFileURL(join(this.#folder, `${this.#name}.mjs`));
    const ranks = Array.from(
      { length: size },
      (_, rank) => new Worker(program, { workerData: { ...work, memory, rank, size } }),
    );
    const posted = ranks.map(
      (worker) =>
        new Promise<R>((resolve, reject) => {
          worker.on("message", resolve);
          worker.on("error", reject);
          worker.on("exit", (code) => reject(new Error(`a rank has ended with ${code} and posted nothing`)));
        }),
    );
    return Promise.all(posted).finally(() => Promise.all(ranks.map((worker) => worker.terminate())));
  }

  /** After the last run. */
  remove(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
