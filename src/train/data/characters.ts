/**
 * A text as a data set for models of characters: windows of it, each with the characters that follow. It knows no words and no bytes. The split
 * is nanoGPT's: the first 90 % of the characters to train on, the rest to validate.
 */
import { numberIn } from "../../options/interval.ts";
import { text as textKind, whole } from "../../options/kinds.ts";
import { argumentOf, OptionError, readerOf, required } from "../../options/option.ts";
import { shown } from "../../options/shown.ts";
import { DataError } from "./data-error.ts";
import { checkIndex, type Dataset, type LabelledExamples } from "./examples.ts";

/** How a text is cut. */
export interface CharactersOptions {
  /** Characters in a window. */
  readonly context: number;
  /** The characters that may occur, each once: those of the text by default, sorted by code point. */
  readonly alphabet?: string;
  /** Share of the text, at its end, for validation, in [0, 1); 0.1 by default. */
  readonly validation?: number;
}

/** Windows of a text. */
export interface Characters {
  /** The characters that may occur; a character's number is its place. */
  readonly alphabet: readonly string[];
  /** A window begins at every character: `x`, int32 [n, context], and `y`, the same moved on by one character. */
  readonly train: Dataset<LabelledExamples>;
  /** As `train`. */
  readonly validation: Dataset<LabelledExamples>;
  /** The validation part in windows that do not overlap, each character once: to evaluate on. */
  readonly validationOnce: Dataset<LabelledExamples>;
  /** Numbers of the characters of a text. @throws DataError (`format`) for a character that is not in the alphabet. */
  encode(text: string): Int32Array;
  /** The text of some numbers. @throws OptionError for a number that is no character's. */
  decode(numbers: Iterable<number>): string;
}

const checkText = argumentOf<string>("characters", "text", textKind);
const readOptions = readerOf<CharactersOptions>("characters", {
  context: required(whole(1)),
  alphabet: textKind,
  validation: numberIn("[0, 1)"),
});

/**
 * Windows of a text. A character is a code point.
 * @throws OptionError for wrong options and an alphabet that holds a character twice; DataError (`format`) for a text with characters outside the
 *   alphabet, or too short for one window in each part.
 * @example `characters("to be or not to be", { context: 4, validation: 0.4 }).train.batch(Uint32Array.of(0)).y.data[0]`
 */
export function characters(text: string, options: CharactersOptions): Characters {
  checkText(text);
  const { context, alphabet: given, validation = 0.1 } = readOptions(options);
  const alphabet = given === undefined ? [...new Set(text)].sort(byCodePoint) : [...given];
  const numbers = new Map(alphabet.map((character, number) => [character, number]));
  if (numbers.size < alphabet.length)
    throw new OptionError("characters: alphabet must hold every character once");

  const encode = (given: string): Int32Array => {
    const all = [...given];
    return Int32Array.from(all, (character, place) => {
      const number = numbers.get(character);
      if (number !== undefined) return number;
      throw new DataError(
        "format",
        `character ${shown(character)} at place ${place + 1} of the text is not among the ${alphabet.length} of the alphabet; take it out, or train with it`,
      );
    });
  };
  const codes = encode(text);
  const cut = Math.trunc((1 - validation) * codes.length);
  const [train, rest] = [codes.subarray(0, cut), codes.subarray(cut)];
  for (const [part, what] of [
    [train, "training"],
    [rest, "validation"],
  ] as const) {
    if (part.length <= context && (part === train || validation > 0))
      throw new DataError(
        "format",
        `the ${what} part of the text has ${part.length} characters; a window of ${context} needs ${context + 1}`,
      );
  }
  return {
    alphabet,
    train: windows(train, context, 1),
    validation: windows(rest, context, 1),
    validationOnce: windows(rest, context, context),
    encode,
    decode: (given) =>
      Array.from(given, (number) => {
        const character = alphabet[number];
        if (character !== undefined) return character;
        throw new OptionError(
          `decode: every number must be a whole one in [0, ${alphabet.length}); got ${shown(number)}`,
        );
      }).join(""),
  };
}

const byCodePoint = (a: string, b: string): number => a.codePointAt(0)! - b.codePointAt(0)!;

/** Windows that begin `stride` characters apart. */
function windows(codes: Int32Array, context: number, stride: number): Dataset<LabelledExamples> {
  const count = Math.max(0, Math.floor((codes.length - 1 - context) / stride) + 1);
  return {
    count,
    batch(indices) {
      const shape = [indices.length, context];
      const [x, y] = [new Int32Array(indices.length * context), new Int32Array(indices.length * context)];
      for (const [place, index] of indices.entries()) {
        checkIndex(index, count);
        const start = index * stride;
        x.set(codes.subarray(start, start + context), place * context);
        y.set(codes.subarray(start + 1, start + 1 + context), place * context);
      }
      return { x: { data: x, shape }, y: { data: y, shape } };
    },
  };
}
