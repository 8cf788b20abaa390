/**
 * The header of a safetensors file: JSON of one form, read strictly. Names may be any; each is there once. What does not belong there is
 * refused where it begins, so that reading takes no more memory than a small multiple of the text.
 */
import { CheckpointError } from "./checkpoint-error.ts";

/** What a header says of a tensor, unchecked. */
export interface TensorInfo {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where its bytes begin and end, counted from the end of the header. */
  readonly offsets: readonly [begin: number, end: number];
}

/** What a header says. */
export interface Header {
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  readonly metadata: ReadonlyMap<string, string>;
}

/** More axes than any tensor has. */
const mostAxes = 64;
/** More texts than any file has; each takes ten times its space in memory. */
const mostTexts = 10_000;

const named = (name: string): string => JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}...` : name);

/** Reads the text of a header. @throws CheckpointError */
export function parseHeader(text: string): Header {
  const scanner = new Scanner(text);
  const tensors = new Map<string, TensorInfo>();
  let metadata: ReadonlyMap<string, string> | undefined;
  scanner.entries("the header", (name) => {
    if (name === "__metadata__") {
      if (metadata) scanner.fail("__metadata__ is there twice");
      metadata = readMetadata(scanner);
      return;
    }
    if (tensors.has(name)) scanner.fail(`the tensor ${named(name)} is there twice`);
    tensors.set(name, readInfo(scanner, name));
  });
  scanner.end();
  return { tensors, metadata: metadata ?? new Map() };
}

function readMetadata(scanner: Scanner): Map<string, string> {
  const metadata = new Map<string, string>();
  scanner.entries("__metadata__", (key) => {
    if (metadata.has(key)) scanner.fail(`the metadata ${named(key)} are there twice`);
    if (metadata.size === mostTexts) scanner.fail(`the metadata have more than ${mostTexts} texts`);
    metadata.set(key, scanner.string(`the text of the metadata ${named(key)}`));
  });
  return metadata;
}

function readInfo(scanner: Scanner, name: string): TensorInfo {
  const found: { dtype?: string; shape?: number[]; data_offsets?: number[] } = {};
  const what = `the tensor ${named(name)}`;
  scanner.entries(what, (key) => {
    if (Object.hasOwn(found, key)) scanner.fail(`${what} has ${key} twice`);
    if (key === "dtype") found.dtype = scanner.string(`the dtype of ${what}`);
    else if (key === "shape") found.shape = scanner.integers(`the shape of ${what}`, mostAxes);
    else if (key === "data_offsets") found.data_offsets = scanner.integers(`the offsets of ${what}`, 2);
    else scanner.fail(`${what} has ${named(key)}, which the format does not know`);
  });
  const { dtype, shape, data_offsets: offsets } = found;
  if (dtype === undefined || !shape || offsets?.length !== 2)
    return scanner.fail(`${what} must have a dtype, a shape and two data_offsets`);
  return { dtype, shape, offsets: offsets as [number, number] };
}

/** A text, read from its beginning to its end. */
class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** @throws CheckpointError */
  fail(problem: string): never {
    throw new CheckpointError(
      "format",
      `no safetensors file, or a damaged one: ${problem} (character ${this.#at} of the header)`,
    );
  }

  /** The next character after white space; empty at the end. */
  #next(): string {
    while (" \n\r\t".includes(this.#text[this.#at] ?? "x")) this.#at++;
    return this.#text[this.#at] ?? "";
  }

  #isAt(character: string): boolean {
    if (this.#next() !== character) return false;
    this.#at++;
    return true;
  }

  #expect(character: string, what: string): void {
    if (!this.#isAt(character)) this.fail(`expected ${character} in ${what}`);
  }

  /** An object: `read` reads the value of a key. */
  entries(what: string, read: (key: string) => void): void {
    this.#expect("{", what);
    if (this.#isAt("}")) return;
    do {
      const key = this.string(`a name in ${what}`);
      this.#expect(":", what);
      read(key);
    } while (this.#isAt(","));
    this.#expect("}", what);
  }

  /** A list of whole numbers. */
  integers(what: string, most: number): number[] {
    this.#expect("[", what);
    const found: number[] = [];
    if (this.#isAt("]")) return found;
    do {
      if (found.length === most) this.fail(`${what} has more than ${most} numbers`);
      found.push(this.#integer(what));
    } while (this.#isAt(","));
    this.#expect("]", what);
    // A copy has no place for more, and there may be many.
    return found.slice();
  }

  #integer(what: string): number {
    this.#next();
    const digits = /(?:0|[1-9]\d{0,15})(?![\d.eE])/y;
    digits.lastIndex = this.#at;
    const number = Number(digits.exec(this.#text)?.[0] ?? Number.NaN);
    if (!Number.isSafeInteger(number)) this.fail(`${what} must have whole numbers from 0 to 2^53 - 1`);
    this.#at = digits.lastIndex;
    return number;
  }

  /** A text. */
  string(what: string): string {
    if (this.#next() !== '"') this.fail(`${what} must be a text`);
    const start = this.#at;
    let end = start;
    do {
      end = this.#text.indexOf('"', end + 1);
      if (end < 0) this.fail(`${what} does not end`);
    } while (this.#isEscaped(end));
    try {
      const found = JSON.parse(this.#text.slice(start, end + 1)) as string;
      this.#at = end + 1;
      return found;
    } catch {
      return this.fail(`${what} is not a text of JSON`);
    }
  }

  /** Whether an odd number of backslashes stands before a place. */
  #isEscaped(place: number): boolean {
    let first = place;
    while (this.#text[first - 1] === "\\") first--;
    return (place - first) % 2 === 1;
  }

  /** @throws CheckpointError unless only white space is left. */
  end(): void {
    if (this.#next() !== "") this.fail("there is more behind its end");
  }
}
