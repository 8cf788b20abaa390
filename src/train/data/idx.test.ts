/** IDX bytes written by hand, and bytes that are none. */
import fc from "fast-check";
import { expect, it } from "vitest";
import { DataError } from "./data-error.ts";
import { parseIdx } from "./idx.ts";

const written = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6];

it("reads a box of bytes", () => {
  expect(parseIdx(Uint8Array.from(written))).toEqual({
    shape: [2, 3],
    values: Uint8Array.of(1, 2, 3, 4, 5, 6),
  });
  expect(parseIdx(Uint8Array.from([9, ...written]).subarray(1)).shape).toEqual([2, 3]);
});

it.each<[string, number[], RegExp]>([
  ["gzip", [0x1f, 0x8b, 8, 0], /compressed by gzip; unzip it first/],
  ["nothing", [], /not an IDX file/],
  ["a text", [...Buffer.from("a,b\n1,2")], /not an IDX file/],
  ["floats", [0, 0, 13, 1, 0, 0, 0, 0], /values of type 13; only unsigned bytes/],
  ["half of the shape", written.slice(0, 9), /ends after 9 bytes, within the sizes of its 2 axes/],
  ["too few values", written.slice(0, -1), /shape \[2, 3\] needs 6 values; it has 5/],
  ["too many values", [...written, 7], /needs 6 values; it has 7/],
  ["a shape beyond all memory", [0, 0, 8, 3, ...Array(12).fill(255)], /needs \d/],
])("refuses %s", (_, bytes, message) => {
  expect(() => parseIdx(Uint8Array.from(bytes), "images")).toThrow(DataError);
  expect(() => parseIdx(Uint8Array.from(bytes), "images")).toThrow(message);
});

it("refuses whatever is changed in its head with a DataError", () => {
  fc.assert(
    fc.property(fc.nat(11), fc.nat(255), (at, value) => {
      const bytes = Uint8Array.from(written);
      bytes[at] = value;
      try {
        const { shape, values } = parseIdx(bytes);
        expect(shape.reduce((a, b) => a * b)).toBe(values.length);
      } catch (error) {
        expect(error).toBeInstanceOf(DataError);
      }
    }),
  );
});
