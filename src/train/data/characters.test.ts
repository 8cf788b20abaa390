/** Windows of a text against slices of it. */
import { expect, it } from "vitest";
import { OptionError } from "../../options/option.ts";
import { characters } from "./characters.ts";
import { DataError } from "./data-error.ts";

const text = "the quick brown fox jumps over the lazy dog, 123 times ☃ 😀!";
const all = [...text];

it("cuts windows whose targets are moved on by one character", () => {
  const { train, validation, alphabet, decode } = characters(text, { context: 5, validation: 0.3 });
  const cut = Math.trunc(0.7 * all.length);
  expect(alphabet).toEqual([...new Set(all)].sort((a, b) => a.codePointAt(0)! - b.codePointAt(0)!));
  expect([train.count, validation.count]).toEqual([cut - 5, all.length - cut - 5]);
  const { x, y } = train.batch(Uint32Array.of(7, train.count - 1));
  expect([x.shape, y.shape]).toEqual([
    [2, 5],
    [2, 5],
  ]);
  expect(decode(x.data.subarray(0, 5))).toBe(all.slice(7, 12).join(""));
  expect(decode(y.data)).toBe(all.slice(8, 13).join("") + all.slice(cut - 5, cut).join(""));
  expect(decode(validation.batch(Uint32Array.of(0)).x.data)).toBe(all.slice(cut, cut + 5).join(""));
});

it("has each validation character once in windows to evaluate on", () => {
  const { validationOnce, decode } = characters(text, { context: 5, validation: 0.5 });
  const rest = all.slice(Math.trunc(0.5 * all.length));
  const { x, y } = validationOnce.batch(
    Uint32Array.from({ length: validationOnce.count }, (_, index) => index),
  );
  const length = 5 * validationOnce.count;
  expect([length > rest.length - 6, length < rest.length]).toEqual([true, true]);
  expect([decode(x.data), decode(y.data)]).toEqual([
    rest.slice(0, length).join(""),
    rest.slice(1, length + 1).join(""),
  ]);
});

it("refuses characters that it does not know, and texts that are too short", () => {
  const { encode, decode, train } = characters(text, { context: 5, validation: 0.3 });
  expect(() => encode("the Fox")).toThrow(DataError);
  expect(() => encode("the Fox")).toThrow(
    /character "F" at place 5 of the text is not among the \d+ of the alphabet/,
  );
  expect(() => decode([1, 99])).toThrow(/every number must be a whole one in \[0, \d+\); got 99/);
  expect(() => train.batch(Uint32Array.of(train.count))).toThrow(OptionError);
  expect(() => characters("abc", { context: 5 })).toThrow(
    /the training part of the text has 2 characters; a window of 5 needs 6/,
  );
  expect(() => characters(text, { context: 5, alphabet: "aab" })).toThrow(/every character once/);
  expect(() => characters(text, { context: 5, alphabet: "ab" })).toThrow(DataError);
});
