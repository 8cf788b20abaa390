import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test, vi } from "vitest";
import { allCodes, numberOf } from "../../test/oracle/halves.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { halfTensorOf, storedTensor, valuesOf } from "./dtypes.ts";
import { readSafetensors, writeSafetensors } from "./safetensors.ts";

const golden = new Uint8Array(
  readFileSync(fileURLToPath(new URL("../../test/golden/python.safetensors", import.meta.url))),
);

/** A file from the text of its header. */
function fileOf(header: string, data: number | Uint8Array = 0): Uint8Array {
  const text = new TextEncoder().encode(header);
  const bytes = typeof data === "number" ? new Uint8Array(data) : data;
  const file = new Uint8Array(8 + text.length + bytes.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(bytes, 8 + text.length);
  return file;
}

/** What refuses a file. */
function refusal(bytes: Uint8Array): CheckpointError {
  try {
    readSafetensors(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return error as CheckpointError;
  }
  throw new Error("the file was read");
}

describe("a file written by Python's safetensors", () => {
  const { tensors, metadata } = readSafetensors(golden);
  const found = (name: string) => valuesOf(tensors.get(name)!);

  test("has the values that Python wrote", () => {
    expect(metadata).toEqual(new Map([["written by", 'Python\'s "safetensors" é']]));
    expect(found("matrix")).toEqual(Float64Array.of(1.5, -2.25, 1 / 3, 0, -0, 5e-324));
    expect(tensors.get("matrix")!.shape).toEqual([2, 3]);
    expect(found("vector")).toEqual(Float32Array.of(Math.PI, -Infinity, Number.NaN, 1e-45));
    expect(found("scalar")).toEqual(Float64Array.of(0.1));
    expect(tensors.get("scalar")!.shape).toEqual([]);
    expect(found("empty")).toEqual(new Float32Array(0));
    expect(tensors.get("empty")!.shape).toEqual([0, 3]);
    expect(found("cube")).toEqual(Int32Array.of(-4, -3, -2, -1, 0, 1, 2, 3));
    expect(found("int64")).toEqual(BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n));
    expect(found("uint64")).toEqual(BigUint64Array.of(0n, 2n ** 64n - 1n));
    expect(found("int8")).toEqual(Int8Array.of(-128, 127));
    expect(found("uint8")).toEqual(Uint8Array.of(0, 255, 7));
    expect(found("int16")).toEqual(Int16Array.of(-32768, 32767));
    expect(found("uint16")).toEqual(Uint16Array.of(65535));
    expect(found("uint32")).toEqual(Uint32Array.of(2 ** 32 - 1));
    expect(found('layer "1"/\\weight\n')).toEqual(Float32Array.of(1));
    expect(found("größe")).toEqual(Float32Array.of(2));
    expect(found("__proto__")).toEqual(Float32Array.of(3));
  });

  test("has types that JavaScript has no array for: their bytes are there", () => {
    expect(tensors.get("bool")!.bytes).toEqual(Uint8Array.of(1, 0, 1));
    expect(tensors.get("half")!.bytes).toEqual(Uint8Array.of(0x00, 0x3c, 0xff, 0x7b));
    expect(() => found("bool")).toThrow(
      "elements of type BOOL have no typed array; convert them to F32 where the file is written, or read the tensor's bytes",
    );
  });

  test("has numbers in 16 bits: they are exact in float32, and their codes are there", () => {
    expect(found("half")).toEqual(Float32Array.of(1, 65504));
    const half = halfTensorOf(tensors.get("half")!)!;
    expect([half.dtype, half.shape, [...half.data]]).toEqual(["float16", [2], [0x3c00, 0x7bff]]);
    expect(halfTensorOf(tensors.get("matrix")!)).toBeUndefined();
    for (const dtype of ["float16", "bfloat16"] as const) {
      const stored = storedTensor(Uint16Array.of(0x3c00, 1, 0x8000), [3], dtype);
      const [again] = readSafetensors(
        writeSafetensors({ tensors: new Map([["x", stored]]) }),
      ).tensors.values();
      expect([again!.dtype, [...halfTensorOf(again!)!.data]]).toEqual([
        dtype === "float16" ? "F16" : "BF16",
        [0x3c00, 1, 0x8000],
      ]);
      const every = storedTensor(allCodes, undefined, dtype);
      const numbers = valuesOf(every) as Float32Array;
      for (const [code, number] of numbers.entries())
        if (!Object.is(number, numberOf(code, dtype))) expect.fail(`${dtype} ${code} is ${number}`);
    }
  });

  test("is written again to the same bytes, whatever the order of its tensors", () => {
    const turned = new Map([...tensors].reverse());
    expect(Buffer.from(writeSafetensors({ tensors: turned, metadata })).equals(golden)).toBe(true);
  });

  test("is read from any place in memory", () => {
    for (const offset of [1, 2, 3, 4]) {
      const moved = new Uint8Array(golden.length + offset).subarray(offset);
      moved.set(golden);
      expect(valuesOf(readSafetensors(moved).tensors.get("matrix")!)).toEqual(found("matrix"));
    }
  });

  test("cut anywhere, it is refused", () => {
    for (let length = 0; length < golden.length; length++)
      expect(refusal(golden.subarray(0, length)).code).toBe("format");
  });
});

test("values are copies; a written tensor is a view", () => {
  const values = Float32Array.of(1, 2);
  const stored = storedTensor(values.subarray(1));
  values[1] = 3;
  const copy = valuesOf(stored);
  expect(copy).toEqual(Float32Array.of(3));
  values[1] = 4;
  expect(copy).toEqual(Float32Array.of(3));
});

const one = '{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
const texts = Array.from({ length: 10_001 }, (_, at) => `"${at}":""`).join();
const deep = "[".repeat(100_000);

test.each<[what: string, file: Uint8Array, message: string]>([
  ["an empty file", new Uint8Array(), "it has 0 bytes"],
  ["a header longer than the file", fileOf("{}").with(0, 3), "its header has 3 bytes; the file ends after 2"],
  ["a header above the limit", fileOf("{}").with(4, 1), "has 4294967298 bytes; the format allows 100000000"],
  ["a length of 2^64 - 1", fileOf("{}").fill(255, 0, 8), "its header has 18446744073709552000 bytes"],
  ["no header", fileOf(""), "its header does not begin with {"],
  ["white space first", fileOf(" {}"), "its header does not begin with {"],
  ["a list", fileOf("[]"), "its header does not begin with {"],
  ["no UTF-8", fileOf("{}\xff").with(10, 0xff).subarray(0, 11), "the file ends after"],
  ["bytes that are no UTF-8", fileOf('{"aa":1}').with(10, 0xff), "its header is not UTF-8"],
  ["an end missing", fileOf("{"), "a name in the header must be a text"],
  ["more behind it", fileOf("{}{}"), "there is more behind its end"],
  ["a zero behind it", fileOf("{}\0"), "there is more behind its end"],
  ["a comma too many", fileOf(`{"a":${one},}`, 4), "a name in the header must be a text"],
  ["a tensor twice", fileOf(`{"a":${one},"a":${one}}`, 4), 'the tensor "a" is there twice'],
  ["a tensor twice, written differently", fileOf(`{"a":${one},"\\u0061":${one}}`, 4), "is there twice"],
  ["__proto__ twice", fileOf(`{"__proto__":${one},"__proto__":${one}}`, 4), "is there twice"],
  ["metadata twice", fileOf('{"__metadata__":{},"__metadata__":{}}'), "__metadata__ is there twice"],
  ["a text twice", fileOf('{"__metadata__":{"a":"","a":""}}'), 'the metadata "a" are there twice'],
  ["metadata that are no texts", fileOf('{"__metadata__":{"a":1}}'), 'the metadata "a" must be a text'],
  ["metadata that are null", fileOf('{"__metadata__":null}'), "expected { in __metadata__"],
  ["ten thousand texts and one", fileOf(`{"__metadata__":{${texts}`), "more than 10000 texts"],
  ["nested metadata", fileOf(`{"__metadata__":{"a":${deep}`), 'the metadata "a" must be a text'],
  ["depth", fileOf(`{"a":${deep}`), 'expected { in the tensor "a"'],
  ["a deep shape", fileOf(`{"a":{"shape":${deep}`), "whole numbers"],
  ["many axes", fileOf(`{"a":{"shape":[${"1,".repeat(64)}1]`), "has more than 64 numbers"],
  ["a name without end", fileOf('{"a'), "does not end"],
  ["a name whose end is escaped", fileOf('{"a\\"'), "does not end"],
  ["a control character in a name", fileOf('{"a\n":1}'), "is not a text of JSON"],
  ["a wrong escape", fileOf('{"\\x":1}'), "is not a text of JSON"],
  ["a tensor without dtype", fileOf('{"a":{"shape":[],"data_offsets":[0,0]}}'), "must have a dtype"],
  ["three offsets", fileOf('{"a":{"data_offsets":[0,0,0]}}'), "more than 2 numbers"],
  ["one offset", fileOf('{"a":{"dtype":"F32","shape":[],"data_offsets":[0]}}', 4), "two data_offsets"],
  ["a shape twice", fileOf('{"a":{"shape":[],"shape":[]}}'), "has shape twice"],
  ["an unknown key", fileOf('{"a":{"__proto__":{}}}'), '"__proto__", which the format does not know'],
  ["an unknown dtype", fileOf(`{"a":${one.replace("F32", "F33")}}`, 4), 'has the dtype "F33"'],
  ["a dtype of Object", fileOf(`{"a":${one.replace("F32", "toString")}}`, 4), 'has the dtype "toString"'],
  ["a negative extent", fileOf('{"a":{"shape":[-1]}}'), "whole numbers from 0 to 2^53 - 1"],
  ["a fraction", fileOf('{"a":{"shape":[1.0]}}'), "whole numbers"],
  ["an exponent", fileOf('{"a":{"shape":[1e3]}}'), "whole numbers"],
  ["a leading zero", fileOf('{"a":{"shape":[01]}}'), "whole numbers"],
  ["2^53", fileOf('{"a":{"shape":[9007199254740992]}}'), "whole numbers from 0 to 2^53 - 1"],
  ["many digits", fileOf(`{"a":{"shape":[${"9".repeat(1000)}]}}`), "whole numbers"],
  [
    "a product above 2^53",
    fileOf('{"a":{"dtype":"U8","shape":[4294967296,4294967296],"data_offsets":[0,0]}}'),
    "is U8 of shape [4294967296, 4294967296], which is not what bytes 0 to 0 hold",
  ],
  ["half a byte", fileOf('{"a":{"dtype":"F4","shape":[1],"data_offsets":[0,1]}}', 1), "is F4 of shape [1]"],
  ["another size", fileOf(`{"a":${one.replace("[1]", "[2]")}}`, 4), "not what bytes 0 to 4 hold"],
  ["offsets turned round", fileOf(`{"a":${one.replace("[0,4]", "[4,0]")}}`, 4), "bytes 4 to 0"],
  ["a gap", fileOf(`{"a":${one.replace("[0,4]", "[4,8]")}}`, 8), 'of "a" begin at 4; expected 0'],
  ["an overlap", fileOf(`{"a":${one},"b":${one}}`, 4), 'of "b" begin at 0; expected 4'],
  ["bytes behind the last", fileOf(`{"a":${one}}`, 5), "its tensors end at byte"],
  ["bytes missing", fileOf(`{"a":${one}}`, 3), "its tensors end at byte"],
])("%s is refused", (_, file, message) => {
  const { code, message: found } = refusal(file);
  expect(found).toMatch(/^no safetensors file, or a damaged one: /);
  expect(found).toContain(message);
  expect(code).toBe("format");
  expect(found.length).toBeLessThan(700);
});

test("what the format allows is read", () => {
  const empty = readSafetensors(fileOf("{}  "));
  expect([empty.tensors.size, empty.metadata.size]).toEqual([0, 0]);
  const spaced = ' { "dtype" :\n"F4", "shape"\t: [ 2 ,1],\r"data_offsets" : [0 , 1 ] } ';
  const { tensors } = readSafetensors(fileOf(`{"a":${spaced}, "":${one.replace("[0,4]", "[1,5]")}}`, 5));
  expect(tensors.get("a")).toEqual({ dtype: "F4", shape: [2, 1], bytes: new Uint8Array(1) });
  expect(tensors.get("")!.bytes).toEqual(new Uint8Array(4));
  const wide = "[0,9007199254740991,9007199254740991]";
  expect(
    readSafetensors(fileOf(`{"a":{"dtype":"F64","shape":${wide},"data_offsets":[0,0]}}`)).tensors.size,
  ).toBe(1);
});

test("what the format does not allow is not written", () => {
  const tensor = storedTensor(Float32Array.of(1));
  const written = (name: string) => () => writeSafetensors({ tensors: new Map([[name, tensor]]) });
  expect(written("__metadata__")).toThrow("no tensor can have the name __metadata__");
  expect(written("a\ud800")).toThrow('"a\\ud800" has half a character of UTF-16');
  expect(() => storedTensor(new Float32Array(6), [2, 2])).toThrow(
    "shape [2, 2] does not have the 6 elements",
  );
  expect(() => storedTensor(new Uint8ClampedArray(1) as unknown as Uint8Array)).toThrow(
    "got Uint8ClampedArray",
  );
  expect(() => storedTensor([1, 2] as unknown as Float32Array)).toThrow("is one of Float32Array");
  const metadata = new Map([["a", "x".repeat(100_000_000)]]);
  expect(() => writeSafetensors({ tensors: new Map(), metadata })).toThrow("the format allows 100000000");
});

test("what is longer than an array of bytes can be is refused, with its size", () => {
  const own = Uint8Array;
  const longest = 1000;
  class Limited {
    constructor(...given: ConstructorParameters<typeof Uint8Array>) {
      const [first, , length] = given as unknown as [number | ArrayBuffer, number?, number?];
      if ((typeof first === "number" ? first : length!) > longest)
        throw new RangeError("Invalid typed array length");
      // biome-ignore lint/correctness/noConstructorReturn: an array of the engine is what is asked for.
      return new own(...given);
    }
  }
  const tensors = new Map(["a", "b"].map((name) => [name, storedTensor(new Float32Array(200))]));
  vi.stubGlobal("Uint8Array", Limited);
  try {
    expect(() => storedTensor(new Float32Array(251))).toThrow(CheckpointError);
    expect(() => storedTensor(new Float32Array(251))).toThrow("a tensor of 1004 bytes is longer than");
    expect(() => writeSafetensors({ tensors })).toThrow(CheckpointError);
    expect(() => writeSafetensors({ tensors })).toThrow(
      /a file of \d+ bytes does not fit into one array here/,
    );
  } finally {
    vi.unstubAllGlobals();
  }
});
