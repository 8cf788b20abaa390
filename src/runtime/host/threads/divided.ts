/** A pass that runs on as many threads of a team as pay: what teams of every kind have in common. */
import { rooms } from "../../../linear-algebra/product-block.ts";
import type { Run } from "../backend.ts";
import type { PlacedPass } from "../placed-pass.ts";
import { mostParts } from "../segments.ts";
import { Pace } from "./pace.ts";
import { partsOf } from "./parts.ts";

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

/** What runs the parts of passes. */
export interface Crew {
  /** When its last pass ended. */
  last: number;
  /** How often workers had gone to sleep when a pass came, and whether they sleep since: passes were on one thread. */
  pauses: number;
  sleeps: boolean;
  /** Whether the workers that `threads` threads need look for work. */
  isAwake(threads: number): boolean;
}

/** A kernel on a memory, as a crew runs it. */
export interface Parts {
  /** Whether the workers can run it now. */
  isReady(): boolean;
  /** Runs all parts; `bounds` are the first segment of each and the end. */
  run(block: number, bounds: Int32Array, parts: number, threads: number): void;
}

/** Steps that come within so many milliseconds wake the workers: more will come. */
const soon = 0.1;

/** After so many milliseconds workers have gone to sleep. What a step reads by then has to come from memory, so it asks little. */
const asleep = 0.5;

/** How many threads passes of these paces come to, of so many. */
export const threadsOf = (paces: readonly Pace[], most: number): number =>
  paces.length === 0 ? 1 : Math.min(most, Math.max(...paces.map(({ best = most }) => best)));

/** The same pass on threads, and its pace; undefined for one that is too small to be divided. */
export function divided(
  run: Run,
  placed: PlacedPass,
  { threads, isAuto, leastPart, leavesAll = false }: Manner,
  crew: Crew,
  onThreads: Parts,
): { readonly run: Run; readonly pace: Pace } | undefined {
  const starts = partsOf(placed, leastPart);
  if (starts.length < (leavesAll ? 2 : 3)) return undefined;
  const pace = new Pace(threads, isAuto);
  const bounds = new Int32Array(mostParts + 1);
  /** Calls that come to one thread where workers are asleep, and are not timed. */
  let alone = 0;
  /** The pause after which it was called last. */
  let pause = 0;
  return {
    pace,
    run(block, first, last) {
      const begun = performance.now();
      const since = begun - crew.last;
      if (since > asleep) {
        crew.pauses++;
        crew.sleeps = true;
      }
      // The first call after a pause, of which many may be a step's: if those before were on one thread, nobody was woken.
      const isFirst = crew.sleeps && pause !== crew.pauses;
      pause = crew.pauses;
      if (isFirst && alone > 0) {
        alone--;
        pace.rest();
        run(block, first, last);
        crew.last = performance.now();
        return;
      }
      let parts = 0;
      bounds[0] = first;
      for (let s = 0; s < starts.length; s++)
        if (starts[s]! > first && starts[s]! < last) bounds[++parts] = starts[s]!;
      bounds[++parts] = last;
      if ((parts < 2 && !leavesAll) || !onThreads.isReady()) {
        run(block, first, last);
        return;
      }
      const isAwake = !isFirst && (crew.isAwake(threads) || since < soon);
      const isTimed = isAwake || alone === 0;
      const number = leavesAll ? threads : isTimed ? pace.next(isAwake) : 1;
      if (number === 1) run(block, first, last);
      else {
        crew.sleeps = false;
        onThreads.run(block, bounds, parts, number);
      }
      crew.last = performance.now();
      if (isTimed) pace.took(crew.last - begun);
      else alone--;
      if (!isAwake && !leavesAll && alone === 0) alone = pace.alone();
    },
  };
}

/** A call in pieces of equal work on all threads, at a time as many as have rooms of their own. */
export function inPieces(
  run: Run,
  { threads, leavesAll = false }: Manner,
  crew: Crew,
  onThreads: Parts,
): (block: number, pieces: number) => void {
  const bounds = new Int32Array(rooms + 1);
  return (block, pieces) => {
    if ((pieces < 2 && !leavesAll) || !onThreads.isReady()) {
      run(block, 0, pieces);
      return;
    }
    for (let first = 0; first < pieces; first += rooms) {
      const parts = Math.min(rooms, pieces - first);
      for (let part = 0; part <= parts; part++) bounds[part] = first + part;
      onThreads.run(block, bounds, parts, threads);
    }
    crew.sleeps = false;
    crew.last = performance.now();
  };
}
