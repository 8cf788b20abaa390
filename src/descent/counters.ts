/**
 * The counters of a descent: one state machine that its calls move. A call gathers a gradient, takes a step or is declined.
 */

/** What a snapshot has of them. */
export interface Counts {
  /** Number of steps taken. */
  readonly count: number;
  /** Number of declined steps. */
  readonly skipped: number;
  /** Number of gradients since the last step, where a step takes several. */
  readonly pending: number;
}

/** Counts the calls of a descent. */
export class Counters implements Counts {
  count = 0;
  skipped = 0;
  pending = 0;
  /** Number of calls that were declined since the last one that was not. */
  declinedInARow = 0;
  /** Whether the last step was taken; a gradient that was gathered is no step. */
  isTaken = true;

  /** A gradient before the step's own was taken in. */
  gathered(): void {
    this.pending++;
    this.declinedInARow = 0;
  }

  /** A step was taken. */
  took(): void {
    this.count++;
    this.pending = 0;
    this.declinedInARow = 0;
    this.isTaken = true;
  }

  /** A call was declined. */
  declined(): void {
    this.skipped++;
    this.declinedInARow++;
    this.isTaken = false;
  }

  /** Continues from a snapshot. */
  resume({ count, skipped, pending }: Counts): void {
    this.count = count;
    this.skipped = skipped;
    this.pending = pending;
    this.declinedInARow = 0;
  }

  /** Goes on in the place of another, with what snapshots do not have. */
  follow({ declinedInARow, isTaken }: Counters): void {
    this.declinedInARow = declinedInARow;
    this.isTaken = isTaken;
  }

  /** Counts from the beginning. */
  restart(): void {
    this.resume({ count: 0, skipped: 0, pending: 0 });
    this.isTaken = true;
  }
}
