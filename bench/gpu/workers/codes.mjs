/** Numbers as codes of bfloat16 and float16, and back. */

/** Each number as the nearest code below in size; of float16, for numbers from 2^-14 to 2. */
export function codesOf(numbers, dtype) {
  const bits = new Uint32Array(numbers.buffer, numbers.byteOffset, numbers.length);
  const code =
    dtype === "bfloat16"
      ? (word) => word >>> 16
      : (word) => ((word >>> 16) & 0x8000) | Math.max(0, ((word & 0x7fffffff) - 0x38000000) >> 13);
  const codes = new Uint16Array(numbers.length);
  for (let i = 0; i < codes.length; i++) codes[i] = code(bits[i]);
  return codes;
}

/** The numbers of codes, as float32. */
export function numbersOf(codes, dtype) {
  if (dtype === "bfloat16") return new Float32Array(Uint32Array.from(codes, (code) => code << 16).buffer);
  const words = new Uint32Array(1);
  const number = new Float32Array(words.buffer);
  return Float32Array.from(codes, (code) => {
    const size = code & 0x7fff;
    words[0] = (size << 13) + 0x38000000;
    const value = size < 0x400 ? size * 2 ** -24 : number[0];
    return code > 0x7fff ? -value : value;
  });
}
