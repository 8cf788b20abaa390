/** A memory that threads share, with the kernels on it: passes that are divided among a team. */

import { DeviceError } from "../../device.ts";
import type { Allocation, Run, Threads } from "../backend.ts";
import type { PlacedPass } from "../placed-pass.ts";
import { divided, inPieces, type Manner, type Parts, threadsOf } from "./divided.ts";
import type { Pace } from "./pace.ts";
import type { Shared, Team } from "./team.ts";

/** Pages, 64 MiB: two of them make an engine collect. */
const mostWeight = 2 ** 10;

let made = 0;

/** A shared memory. */
export class Share implements Threads, Shared, Allocation {
  readonly id = ++made;
  slot = 0;
  readonly base = 0;
  readonly memory: WebAssembly.Memory;
  readonly modules: WebAssembly.Module[] = [];
  readonly weight: Shared["weight"];
  broken: string | undefined;
  /** As `weight` of `attend.ts`, for this thread. */
  protected readonly counted: WebAssembly.Memory;
  readonly #team: Team;
  readonly #manner: Manner;
  /** The number of each kernel among the modules. */
  readonly #numbers = new Map<Run, number>();
  readonly #paces: Pace[] = [];
  #isHeld = false;

  constructor(memory: WebAssembly.Memory, team: Team, manner: Manner) {
    this.memory = memory;
    const pages = Math.min(memory.buffer.byteLength / 2 ** 16, mostWeight);
    this.weight = { initial: pages, maximum: pages };
    this.counted = new WebAssembly.Memory(this.weight);
    this.#team = team;
    this.#manner = manner;
    team.watch(this);
  }

  get most(): number {
    return this.#manner.threads;
  }

  get buffer(): ArrayBufferLike {
    return this.memory.buffer;
  }

  get threads(): Threads {
    return this;
  }

  free(): void {
    this.#team.drop(this.id);
  }

  get count(): number {
    return this.#isHeld ? threadsOf(this.#paces, Math.min(this.#manner.threads, 1 + this.#team.workers)) : 1;
  }

  /** Takes the module of a kernel, and makes it ready for this thread. */
  add(module: WebAssembly.Module): Run {
    const run = new WebAssembly.Instance(module, { env: { memory: this.memory } }).exports.run as Run;
    this.#numbers.set(run, this.modules.push(module) - 1);
    return run;
  }

  /** Gives it to the workers, once all kernels are there. */
  async give(): Promise<void> {
    this.#isHeld = await this.#team.give(this);
  }

  /** The same without waiting: steps have one thread until they have it. */
  giveNow(): void {
    this.#team.holds(this);
    this.#isHeld = this.#team.workers > 0;
  }

  divide(run: Run, placed: PlacedPass): Run {
    const found = divided(run, placed, this.#manner, this.#team, this.#parts(run));
    if (!found) return run;
    this.#paces.push(found.pace);
    return found.run;
  }

  inPieces(run: Run): (block: number, pieces: number) => void {
    return inPieces(run, this.#manner, this.#team, this.#parts(run));
  }

  #parts(run: Run): Parts {
    const team = this.#team;
    const kernel = this.#numbers.get(run)!;
    const takes = !this.#manner.leavesAll;
    return {
      isReady: () => team.holds(this),
      run: (block, bounds, parts, threads) => {
        if (!team.run(this, kernel, run, block, bounds, parts, threads, takes)) this.#break();
      },
    };
  }

  #break(): void {
    this.#team.end();
    this.broken =
      "a worker thread died in the middle of a step, and its values are half updated; call init again, from a snapshot of before";
    throw new DeviceError(`this descent cannot go on: ${this.broken}`);
  }
}
