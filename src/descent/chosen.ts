/** Some of a descent's parameters, by their numbers. Changing which allocates nothing. */
export class Chosen {
  /** 1 for each of those, 0 for all others. */
  readonly flags: Uint8Array;
  /** How many. */
  count = 0;

  constructor(count: number) {
    this.flags = new Uint8Array(count);
  }

  /** Whether there are any. */
  get isAny(): boolean {
    return this.count > 0;
  }

  has(index: number): boolean {
    return this.flags[index] === 1;
  }

  set(index: number, isChosen: boolean): void {
    if (this.has(index) === isChosen) return;
    this.flags[index] = isChosen ? 1 : 0;
    this.count += isChosen ? 1 : -1;
  }

  clear(): void {
    if (this.count === 0) return;
    this.flags.fill(0);
    this.count = 0;
  }

  /** The members of a list at the chosen numbers. */
  of<T>(all: readonly T[]): T[] {
    return all.filter((_, index) => this.has(index));
  }
}
