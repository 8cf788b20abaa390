/**
 * WGSL of arrays that are stored in codes. The codes of four elements are one word or two, which an invocation reads and writes as a whole; a code
 * becomes a number, and a number that has one becomes its code, as on every device (`language/storage.ts`).
 */
import { type CodingName, codingOf, type StorageName } from "../../language/storage.ts";

/** Of each coding: `load` of a word `x` that holds a code, `store` of a number `x` that has one. */
const codings = {
  bf16: { load: "bitcast<F>(x << U(16u))", store: "bitcast<U>(x) >> U(16u)" },
  f16: { load: "fromFloat16(x)", store: "toFloat16(x)" },
  signed8: {
    load: "bitcast<F>(bitcast<U>(bitcast<I>(x << U(24u)) >> U(4u)) | U(0x78000000u))",
    store: "((bitcast<U>(x) >> U(20u)) & U(0x7fu)) | ((bitcast<U>(x) >> U(24u)) & U(0x80u))",
  },
  unsigned8: {
    load: "bitcast<F>((x << U(21u)) | U(0x60000000u))",
    store: "(bitcast<U>(x) >> U(21u)) & U(0xffu)",
  },
} as const;

/** How four codes lie in words, and one of them, by the bytes of one. */
const packings = {
  1: {
    type: "u32",
    codes: "(vec4u(w) >> vec4u(0u, 8u, 16u, 24u)) & vec4u(0xffu)",
    words: "code.x | (code.y << 8u) | (code.z << 16u) | (code.w << 24u)",
    perWord: 4,
    one: "(w >> (8u * (i % 4u))) & 0xffu",
  },
  2: {
    type: "vec2u",
    codes: "vec4u(w.x & 0xffffu, w.x >> 16u, w.y & 0xffffu, w.y >> 16u)",
    words: "vec2u(code.x | (code.y << 16u), code.z | (code.w << 16u))",
    perWord: 2,
    one: "(w >> (16u * (i % 2u))) & 0xffffu",
  },
} as const;

const packingOf = (storage: CodingName) => packings[codingOf(storage)!.bytes];

/** Whether an array is stored in codes. */
export const isCoded = (storage: StorageName): storage is CodingName => codingOf(storage) !== undefined;

/** How an array in codes is read and written. */
export interface CodedArray {
  readonly name: string;
  readonly storage: CodingName;
  readonly lanes: 1 | 4;
  readonly isStored: boolean;
  /** WGSL of the words before it in what is bound, where it may lie in a buffer of the user's own. */
  readonly shift: string | undefined;
  /** WGSL of its elements, behind which nothing is written, where it may lie there. */
  readonly elements: string;
  /** Whether it may begin or end within a vector: its words are read and written one by one. */
  readonly isUneven: boolean;
}

/** The type of what is bound. */
export const codedType = ({ storage, lanes, isUneven }: CodedArray): string =>
  lanes === 1 || isUneven ? "array<u32>" : `array<${packingOf(storage).type}>`;

/** Functions `get_NAME` and, where it is stored, `put_NAME` of vector `i`; of element `i` where there is one lane. */
export function codedLines(array: CodedArray): string[] {
  const { name, storage, lanes, isStored, shift, elements, isUneven } = array;
  const { codes, words, perWord, one } = packingOf(storage);
  const { load, store } = codings[storage];
  const of = (text: string, x: string) => text.replace(/\bx\b/g, x);
  const from = (words: number) =>
    shift === undefined ? "" : `${shift}${words > 1 ? ` / ${words}u` : ""} + `;
  const vector = `${name}[${from(4 / perWord)}i]`;
  const at = `  let at = ${from(1)}i * 2u;`;
  const read = isUneven
    ? [at, `  let w = vec2u(${name}[at], ${name}[at + 1u]);`]
    : [`  let w = ${lanes === 1 ? `${name}[${from(1)}i / ${perWord}u]` : vector};`];
  const get = [
    `fn get_${name}(i: u32) -> F {`,
    ...read,
    `  let code = ${lanes === 1 ? one : codes};`,
    `  return ${of(load, "code")};`,
    "}",
  ];
  const write = isUneven
    ? [
        at,
        `  let w = ${words};`,
        `  if (i * 4u < ${elements}) { ${name}[at] = w.x; }`,
        `  if (i * 4u + 2u < ${elements}) { ${name}[at + 1u] = w.y; }`,
      ]
    : [
        `  ${shift === undefined ? "" : `if (i * 4u < ${elements}) { `}${vector} = ${words};${shift === undefined ? "" : " }"}`,
      ];
  const put = [`fn put_${name}(i: u32, value: F) {`, `  let code = ${of(store, "value")};`, ...write, "}"];
  return isStored ? [...get, ...put] : get;
}
