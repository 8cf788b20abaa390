/** Divides rows into training, validation and test: seeded, and in each class alike. It never looks at features. */
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
  seed: number,
): Split {
  const groups = new Map<number, number[]>();
  for (const place of random(seed).fork("split").permutation(rows.length)) {
    const row = rows[place]!;
    const group = groups.get(classOf(row)) ?? [];
    group.push(row);
    groups.set(classOf(row), group);
  }
  const parts: { train: number[]; validation: number[]; test: number[] } = {
    train: [],
    validation: [],
    test: [],
  };
  for (const group of groups.values()) {
    const tested = Math.min(Math.round(group.length * test), group.length - 1);
    const held = Math.min(tested + Math.round(group.length * validation), group.length - 1);
    for (const [place, row] of group.entries()) {
      (place < tested ? parts.test : place < held ? parts.validation : parts.train).push(row);
    }
  }
  const sorted = (part: number[]) => Uint32Array.from(part).sort();
  return { train: sorted(parts.train), validation: sorted(parts.validation), test: sorted(parts.test) };
}
