/** Batches of examples, and what is said of tensors that do not fit together. */
import { expect, it } from "vitest";
import { OptionError } from "../../options/option.ts";
import { countOf, datasetOf } from "./examples.ts";

const examples = {
  x: { data: Float32Array.from({ length: 12 }, (_, at) => at), shape: [3, 2, 2] },
  y: { data: Int32Array.of(7, 8, 9), shape: [3] },
};

it("takes rows of every tensor in the order asked for", () => {
  const { count, batch } = datasetOf(examples);
  expect(count).toBe(3);
  expect(batch(Uint32Array.of(2, 0, 2))).toEqual({
    x: { data: Float32Array.of(8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11), shape: [3, 2, 2] },
    y: { data: Int32Array.of(9, 7, 9), shape: [3] },
  });
  expect(() => batch(Uint32Array.of(3))).toThrow(/every index must be below 3; got 3/);
});

it.each<[object, RegExp]>([
  [{}, /expected at least one tensor/],
  [{ x: { data: new Float32Array(3), shape: [2] } }, /"x" must have a shape .* got shape \[2\] and 3 values/],
  [{ x: { data: new Float32Array(1), shape: [] } }, /got shape \[\] and 1 values/],
  [{ ...examples, y: { data: new Int32Array(2), shape: [2] } }, /got 3 in "x" and 2 in "y"/],
])("refuses %j", (wrong, message) => {
  expect(() => countOf(wrong as never)).toThrow(OptionError);
  expect(() => countOf(wrong as never)).toThrow(message);
});
