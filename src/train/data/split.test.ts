/** Division of rows: which seed decides what. That classes have their shares is tested with `prepare`. */
import { describe, expect, it } from "vitest";
import { type Split, splitRows } from "./split.ts";

const rows = Uint32Array.from({ length: 100 }, (_, row) => 2 * row);
const divide = (test: number, validation: number): Split =>
  splitRows(rows, (row) => row % 3, { validation: 0.15, test: 0.2 }, { test, validation });

describe("splitRows", () => {
  it("takes the rows of the test by a seed of their own: no other seed trains on them", () => {
    const first = divide(0, 0);
    expect([...first.train, ...first.validation, ...first.test].sort((a, b) => a - b)).toEqual([...rows]);
    for (const seed of [1, 2, 3]) {
      const other = divide(0, seed);
      expect(other.test).toEqual(first.test);
      expect(other.validation).not.toEqual(first.validation);
    }
    expect(divide(0, 0)).toEqual(first);
    expect(divide(1, 0).test).not.toEqual(first.test);
  });
});
