/**
 * Divides rows into training, validation and test: seeded, and in each class alike. The rows of the test have a seed of their own, so that no
 * other seed trains on them. It never looks at features.
 */
import { random } from "../random.ts";

/** Rows of each part, in ascending order. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

/** Shares of the rows. */
export interface Shares {
  readonly validation: number;
  readonly test: number;
}

/** Seeds of the two divisions. */
export interface SplitSeeds {
  /** Decides which rows are for the test. */
  readonly test: number;
  /** Decides which of the others are for validation. */
  readonly validation: number;
}

/**
 * Divides the rows. Of every class each part gets its share, rounded; the training part at least one row.
 *
 * @param rows - the rows to divide.
 * @param classOf - the class of a row; the same for all where there are none.
 */
export function splitRows(
  rows: Uint32Array,
  classOf: (row: number) => number,
  { validation, test }: Shares,
  seeds: SplitSeeds,
): Split {
  const groups = new Map<number, number[]>();
  for (const row of rows) {
    const group = groups.get(classOf(row)) ?? [];
    group.push(row);
    groups.set(classOf(row), group);
  }
  const [ofTest, ofValidation] = [
    random(seeds.test).fork("test rows"),
    random(seeds.validation).fork("validation rows"),
  ];
  const parts: Record<keyof Split, number[]> = { train: [], validation: [], test: [] };
  for (const group of groups.values()) {
    const tested = Math.min(Math.round(group.length * test), group.length - 1);
    const held = Math.min(Math.round(group.length * validation), group.length - 1 - tested);
    const order = ofTest.permutation(group.length);
    for (const place of order.subarray(0, tested)) parts.test.push(group[place]!);
    // In the order of the file, so that the seed of the test decides nothing else.
    const rest = order.subarray(tested).sort();
    for (const [index, place] of ofValidation.permutation(rest.length).entries())
      (index < held ? parts.validation : parts.train).push(group[rest[place]!]!);
  }
  const sorted = (part: number[]) => Uint32Array.from(part).sort();
  return { train: sorted(parts.train), validation: sorted(parts.validation), test: sorted(parts.test) };
}
