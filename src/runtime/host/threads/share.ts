/** A memory that threads share, with the kernels on it: passes that are divided among a team. */
import { DeviceError } from "../../device.ts";
import type { PlacedPass } from "../arena.ts";
import type { Allocation, Run, Threads } from "../backend.ts";
import { Pace } from "./pace.ts";
import { partsOf } from "./parts.ts";
import type { Shared, Team } from "./team.ts";
import { mostParts } from "./words.ts";

/** How a team works. */
export interface Manner {
  /** Threads, at most. */
  readonly threads: number;
  /** Whether only as many as pay. */
  readonly isAuto: boolean;
  /** Elements of a part, at least. */
  readonly leastPart: number;
  /** Whether the caller takes no part, for tests: then workers do all that is divided. */
  readonly leavesAll?: boolean;
}

/** Steps that come within so many milliseconds wake the workers: more will come. */
const soon = 0.1;

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
    if (!this.#isHeld || this.#paces.length === 0) return 1;
    const most = Math.min(this.#manner.threads, 1 + this.#team.workers);
    return Math.min(most, Math.max(...this.#paces.map(({ best = most }) => best)));
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
    const { threads, isAuto, leastPart, leavesAll = false } = this.#manner;
    const starts = partsOf(placed, leastPart);
    if (starts.length < (leavesAll ? 2 : 3)) return run;
    const team = this.#team;
    const kernel = this.#numbers.get(run)!;
    const pace = new Pace(threads, isAuto);
    this.#paces.push(pace);
    const bounds = new Int32Array(mostParts + 1);
    return (block, first, last) => {
      let parts = 0;
      bounds[0] = first;
      for (let s = 0; s < starts.length; s++)
        if (starts[s]! > first && starts[s]! < last) bounds[++parts] = starts[s]!;
      bounds[++parts] = last;
      if ((parts < 2 && !leavesAll) || !team.holds(this)) {
        run(block, first, last);
        return;
      }
      const begun = performance.now();
      const isAwake = team.isAwake(threads) || begun - team.last < soon;
      const number = leavesAll ? threads : pace.next(isAwake);
      if (number === 1) run(block, first, last);
      else if (!team.run(this, kernel, run, block, bounds, parts, number, !leavesAll)) this.#break();
      team.last = performance.now();
      pace.took(team.last - begun);
    };
  }

  #break(): void {
    this.#team.end();
    this.broken =
      "a worker thread died in the middle of a step, and its values are half updated; call init again, from a snapshot of before";
    throw new DeviceError(`this descent cannot go on: ${this.broken}`);
  }
}
