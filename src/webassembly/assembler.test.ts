/** The assembler: modules that the engine accepts and instructions that do what they should. Knows no kernels. */
import { describe, expect, test } from "vitest";
import { operation, operationNames } from "../language/operations.ts";
import * as wasm from "./assembler.ts";
import { type Code, get, type Instruction, instruction, set, tee } from "./assembler.ts";
import type { FloatMnemonic } from "./instructions.ts";

/** Runs a function on a new memory that `fill` has written to; returns the memory. */
async function run(
  code: Code,
  args: readonly number[] = [],
  fill?: (memory: DataView<ArrayBuffer>) => void,
): Promise<DataView<ArrayBuffer>> {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const view = new DataView(memory.buffer);
  fill?.(view);
  const { instance } = await WebAssembly.instantiate(wasm.assemble(code), { env: { memory } });
  (instance.exports.run as (...args: readonly number[]) => void)(...args);
  return view;
}

/** Stores the vector that the instructions leave at address 0. */
const stored = (...value: readonly Instruction[]): Instruction[] => [
  wasm.i32Const(0),
  ...value,
  wasm.vStore(0),
];

/** The i32 that the instructions leave. */
async function i32(
  value: readonly Instruction[],
  args?: readonly number[],
  fill?: (memory: DataView<ArrayBuffer>) => void,
) {
  return (await run({ locals: [], body: stored(...value, wasm.i32x4Splat) }, args, fill)).getInt32(0, true);
}

describe("a module", () => {
  test("is valid, imports one memory and exports one function of three i32", async () => {
    const bytes = wasm.assemble({ locals: [], body: [] });
    expect(WebAssembly.validate(bytes)).toBe(true);
    const module = await WebAssembly.compile(bytes);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
    expect(WebAssembly.Module.exports(module)).toMatchObject([{ name: "run", kind: "function" }]);
    const memory = new WebAssembly.Memory({ initial: 1 });
    const { exports } = await WebAssembly.instantiate(module, { env: { memory } });
    expect((exports.run as () => void).length).toBe(3);
  });

  test("is rejected by the engine where its body does not type-check", () => {
    expect(WebAssembly.validate(wasm.assemble({ locals: [], body: [wasm.i32Add] }))).toBe(false);
    expect(WebAssembly.validate(wasm.assemble({ locals: [wasm.i32], body: [get(3), set(4)] }))).toBe(false);
    expect(WebAssembly.validate(wasm.assemble({ locals: [wasm.v128], body: [get(0), set(3)] }))).toBe(false);
  });

  test("has locals of both types after the three parameters", async () => {
    const body = [
      ...[wasm.i32Const(7), set(3), wasm.vConst(new Uint8Array(16).fill(1)), set(4)],
      ...stored(get(4)),
      ...[wasm.i32Const(16), get(3), wasm.i32x4Splat, wasm.vStore(0)],
    ];
    const view = await run({ locals: [wasm.i32, wasm.v128], body });
    expect([view.getUint32(0, true), view.getUint32(16, true)]).toEqual([0x01010101, 7]);
  });
});

describe("LEB128", () => {
  const edges = [
    0,
    1,
    63,
    64,
    127,
    128,
    8191,
    8192,
    16383,
    16384,
    2 ** 20,
    2 ** 27 - 1,
    2 ** 27,
    2 ** 31 - 1,
  ];

  // From the DWARF standard, version 4, figures 22 and 23, and from the engine.
  test.each([
    [2, [2]],
    [127, [127]],
    [128, [0x80, 1]],
    [129, [0x81, 1]],
    [12857, [0xb9, 0x64]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("encodes %d without sign as %j", (value, bytes) => {
    expect(wasm.leb(value)).toEqual(bytes);
  });

  test.each([
    [2, [2]],
    [-2, [0x7e]],
    [127, [0xff, 0]],
    [-127, [0x81, 0x7f]],
    [128, [0x80, 1]],
    [-128, [0x80, 0x7f]],
    [-129, [0xff, 0x7e]],
  ])("encodes %d with sign as %j", (value, bytes) => {
    expect(wasm.leb(value, true)).toEqual(bytes);
  });

  test.each([...edges, ...edges.map((value) => -value), -(2 ** 31)])(
    "is read as the constant %d",
    async (value) => {
      expect(await i32([wasm.i32Const(value)])).toBe(value | 0);
    },
  );

  test.each([0, 4, 124, 128, 16_380, 16_384, 196_608])("is read as the memory offset %d", async (offset) => {
    const load = [wasm.i32Const(0), wasm.i32Load(offset)];
    expect(await i32(load, [], (memory) => memory.setInt32(offset, 99, true))).toBe(99);
  });

  test.each([1, 124, 125, 126, 127, 128, 300, 20_000])(
    "is read as the index of one of %d locals",
    async (count) => {
      const last = count + 2;
      const body = [wasm.i32Const(5), set(last), ...stored(get(last), wasm.i32x4Splat)];
      const view = await run({ locals: Array(count).fill(wasm.i32), body });
      expect(view.getInt32(0, true)).toBe(5);
    },
  );
});

describe("instructions", () => {
  test("of i32 compute what their names say", async () => {
    expect(await i32([get(0), get(1), wasm.i32Add], [3, 4])).toBe(7);
    expect(await i32([get(0), get(1), wasm.i32Sub], [3, 4])).toBe(-1);
    expect(await i32([get(0), get(1), wasm.i32Mul], [3, 4])).toBe(12);
    expect(await i32([get(0), get(1), wasm.i32LessUnsigned], [3, -1])).toBe(1);
    expect(await i32([get(0), get(1), wasm.i32LessUnsigned], [3, 3])).toBe(0);
  });

  test("of control flow nest: a loop within a block, left by a branch", async () => {
    // Counts the first argument down and adds the second to local 3 each time.
    const body = [
      ...[wasm.block, wasm.loop, get(0), wasm.i32Const(1), wasm.i32LessUnsigned, wasm.branchIf(1)],
      ...[get(3), get(1), wasm.i32Add, set(3)],
      ...[get(0), wasm.i32Const(1), wasm.i32Sub, tee(0), wasm.branchIf(0), wasm.end, wasm.end],
      ...stored(get(3), wasm.i32x4Splat),
    ];
    const result = async (n: number) => (await run({ locals: [wasm.i32], body }, [n, 5])).getInt32(0, true);
    expect([await result(0), await result(1), await result(6)]).toEqual([0, 5, 30]);
  });

  test("of a condition run where it is not 0", async () => {
    const body = [get(0), wasm.ifNotZero, ...stored(wasm.i32Const(9), wasm.i32x4Splat), wasm.end];
    expect((await run({ locals: [], body }, [0])).getInt32(0, true)).toBe(0);
    expect((await run({ locals: [], body }, [4])).getInt32(0, true)).toBe(9);
  });

  const [x, y] = [64, 80];
  const load = (at: number): Instruction[] => [wasm.i32Const(at), wasm.vLoad(0)];

  const shapes = [
    ["f32x4", Float32Array],
    ["f64x2", Float64Array],
  ] as const;
  const numbers = [
    [9, 4],
    [-3, 4],
    [4, 4],
    [0.25, -2],
  ];
  /** Operations of one instruction. */
  const rows = operationNames
    .map((name) => ({ name, ...operation(name) }))
    .filter(({ wasm }) => typeof wasm === "string");

  test.each(shapes)("of %s compute what the table of operations says", async (shape, elements) => {
    const pairs = numbers.slice(0, elements === Float32Array ? 4 : 2);
    const fill = (memory: DataView<ArrayBuffer>) => {
      for (const [index, at] of [x, y].entries()) {
        new elements(memory.buffer, at).set(pairs.map((pair) => pair[index]!));
      }
    };
    expect(rows.length).toBeGreaterThan(10);
    for (const { name, wasm: mnemonic, evaluate, takes, gives } of rows) {
      const operands = takes.flatMap((_type, index) => load([x, y][index]!));
      const value = [...operands, instruction(`${shape}.${mnemonic as FloatMnemonic}`)];
      // A condition is a mask: it chooses between x and y.
      const chosen = gives === "boolean" ? [...load(x), ...load(y), ...value, wasm.vSelect] : value;
      const view = await run({ locals: [], body: stored(...chosen) }, [], fill);
      const expected = pairs.map(([a, b]) =>
        gives === "boolean" ? (evaluate!(a!, b!, 0) ? a! : b!) : evaluate!(a!, b!, 0),
      );
      expect([...new elements(view.buffer, 0, pairs.length)], name).toEqual([...elements.from(expected)]);
    }
  });

  test("of whole vectors move and mask bits", async () => {
    const fill = (memory: DataView<ArrayBuffer>) => {
      new Int32Array(memory.buffer, x).set([0b1100, 1, 2, 3]);
      new Int32Array(memory.buffer, y).set([0b1010, 5, 6, 7]);
    };
    const words = async (...value: Instruction[]) => {
      const { buffer } = await run({ locals: [], body: stored(...value) }, [], fill);
      return [...new Int32Array(buffer, 0, 4)];
    };
    const both = [...load(x), ...load(y)];
    expect(await words(...both, wasm.vAnd)).toEqual([0b1000, 1, 2, 3]);
    expect(await words(...both, instruction("v128.or"))).toEqual([0b1110, 5, 6, 7]);
    expect(await words(...load(x), instruction("v128.not"))).toEqual([~0b1100, ~1, ~2, ~3]);
    expect(await words(...both, wasm.i32x4Greater)).toEqual([-1, 0, 0, 0]);
    const lanes = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];
    expect(await words(...both, wasm.shuffle(lanes))).toEqual([2, 3, 0b1010, 5]);
    expect(await words(wasm.i32Const(x), wasm.vLoad32Splat(8))).toEqual([2, 2, 2, 2]);
    expect(await words(wasm.i32Const(x), wasm.vLoad64Splat(8))).toEqual([2, 3, 2, 3]);
    expect(await words(wasm.vConst(Int32Array.of(1, -2, 3, 4)))).toEqual([1, -2, 3, 4]);
    expect(await words(wasm.i32Const(x), wasm.vLoad(4))).toEqual([1, 2, 3, 0b1010]);
  });

  test("of float64 promote, extract, add and store", async () => {
    const lane = (index: number) => [...load(x), wasm.promoteLow, wasm.f64x2ExtractLane(index)];
    const body = [wasm.i32Const(0), ...lane(0), ...lane(1), wasm.f64Add, wasm.f64Store(8)];
    const fill = (memory: DataView<ArrayBuffer>) => new Float32Array(memory.buffer, x).set([0.1, 2]);
    const view = await run({ locals: [], body }, [], fill);
    expect(view.getFloat64(8, true)).toBe(Math.fround(0.1) + 2);
  });
});
