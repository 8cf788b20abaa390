/** Threads of the process for the passes of descents: which of them are divided, and the calls of the team's C. */

import { align } from "../alignment.ts";
import type { Allocation, Run, Threads } from "../backend.ts";
import type { PlacedPass } from "../placed-pass.ts";
import { mostParts } from "../segments.ts";
import { type Crew, divided, inPieces, type Manner, type Parts, threadsOf } from "../threads/divided.ts";
import type { Pace } from "../threads/pace.ts";
import { koffi, type Library } from "./koffi.ts";

/** The functions of the team's library, as this thread calls them. */
export class Team implements Crew {
  readonly #begin: (threads: number) => number;
  readonly #awake: () => number;
  /** Runs a pass in parts: the address of a `pass`. */
  readonly divide: (pass: bigint) => void;
  last = 0;
  pauses = 0;
  sleeps = false;

  constructor(library: Library) {
    this.#begin = library.func("uint32_t begin(uint32_t threads)") as Team["begin"];
    this.#awake = library.func("uint32_t awake()") as () => number;
    this.divide = library.func("void divide(void *pass)") as unknown as Team["divide"];
  }

  /** Starts the workers for so many threads; how many there are. */
  begin(threads: number): number {
    return this.#begin(threads);
  }

  isAwake(threads: number): boolean {
    return this.#awake() >= threads - 1;
  }
}

/** A `pass` of the team's C: addresses of a kernel and a memory, then numbers. */
const passBytes = align(2 * 8 + (4 + mostParts + 1) * 4, 8);
const firstNumber = 4;

/** The passes of a memory that a team divides. */
export class DividedMemory implements Threads {
  readonly broken = undefined;
  readonly #team: Team;
  readonly #manner: Manner;
  readonly #memory: Allocation["buffer"];
  /** Addresses of the kernels. */
  readonly #addresses = new Map<Run, bigint>();
  readonly #paces: Pace[] = [];

  constructor(memory: Allocation["buffer"], team: Team, manner: Manner) {
    this.#memory = memory;
    this.#team = team;
    this.#manner = manner;
  }

  get most(): number {
    return this.#manner.threads;
  }

  get count(): number {
    return threadsOf(this.#paces, this.#manner.threads);
  }

  /** Takes a kernel on this memory, and its address. */
  add(run: Run, address: bigint): void {
    this.#addresses.set(run, address);
  }

  divide(run: Run, placed: PlacedPass): Run {
    const found = divided(run, placed, this.#manner, this.#team, this.#parts(this.#addresses.get(run)!));
    if (!found) return run;
    this.#paces.push(found.pace);
    return found.run;
  }

  inPieces(run: Run): (block: number, pieces: number) => void {
    return inPieces(run, this.#manner, this.#team, this.#parts(this.#addresses.get(run)!));
  }

  #parts(kernel: bigint): Parts {
    const firstByte = new Uint8Array(this.#memory, 0, 1);
    const pass = new ArrayBuffer(passBytes);
    const numbers = new Uint32Array(pass);
    new BigUint64Array(pass, 0, 2).set([kernel, koffi().address(this.#memory)]);
    numbers[firstNumber + 3] = this.#manner.leavesAll ? 0 : 1;
    const address = koffi().address(pass);
    const { divide } = this.#team;
    return {
      // The call on one thread says what is wrong with a memory that is gone.
      isReady: () => firstByte.length > 0,
      run(block, bounds, parts, threads) {
        numbers[firstNumber] = block;
        numbers[firstNumber + 1] = parts;
        numbers[firstNumber + 2] = threads;
        for (let b = 0; b <= parts; b++) numbers[firstNumber + 4 + b] = bounds[b]!;
        divide(address);
      },
    };
  }
}
