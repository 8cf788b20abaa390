/** The assembler: modules that the engine accepts and that do what their mnemonics say. Knows no kernels. */
import { describe, expect, test } from "vitest";
import { assemble, type Code, type Instruction } from "./assembler.ts";
import { format } from "./wat.ts";

const get = (index: number): Instruction => ["local.get", index];

/** Runs a body that leaves an i32 on the stack, by storing it as the low half of the 8 bytes at `memory[a]`. */
async function run(code: Code, [a = 0, b = 0, c = 0]: readonly number[], fill?: (memory: DataView) => void) {
  const memory = new WebAssembly.Memory({ initial: 4 });
  const view = new DataView(memory.buffer);
  fill?.(view);
  const { instance } = await WebAssembly.instantiate(assemble(code), { env: { memory } });
  (instance.exports.run as (...args: number[]) => void)(a, b, c);
  return view;
}

/** The i32 that an instruction sequence leaves, seen through the lanes of a vector that is stored at address 0. */
async function i32(
  body: readonly Instruction[],
  args: readonly number[] = [],
  fill?: (memory: DataView) => void,
) {
  const store: Instruction[] = [["i32.const", 0], ...body, ["i32x4.splat"], ["v128.store", 0]];
  return (await run({ locals: [], body: store }, args, fill)).getInt32(0, true);
}

describe("a module", () => {
  test("is valid and imports one memory and exports one function of three i32", async () => {
    const bytes = assemble({ locals: [], body: [] });
    expect(WebAssembly.validate(bytes)).toBe(true);
    const module = await WebAssembly.compile(bytes);
    expect(WebAssembly.Module.imports(module)).toEqual([{ module: "env", name: "memory", kind: "memory" }]);
    expect(WebAssembly.Module.exports(module)).toMatchObject([{ name: "run", kind: "function" }]);
    const { exports } = await WebAssembly.instantiate(module, {
      env: { memory: new WebAssembly.Memory({ initial: 1 }) },
    });
    expect((exports.run as () => void).length).toBe(3);
  });

  test("is rejected by the engine where its body does not type-check", () => {
    expect(WebAssembly.validate(assemble({ locals: [], body: [["i32.add"]] }))).toBe(false);
    expect(WebAssembly.validate(assemble({ locals: ["i32"], body: [get(3), ["local.set", 4]] }))).toBe(false);
  });

  test("declares locals of both types after the three parameters", async () => {
    const body: Instruction[] = [
      ["i32.const", 7],
      ["local.set", 3],
      ["v128.const", ...Array<number>(16).fill(1)],
      ["local.set", 4],
      ["i32.const", 0],
      get(4),
      ["v128.store", 0],
      ["i32.const", 16],
      get(3),
      ["i32x4.splat"],
      ["v128.store", 0],
    ];
    const view = await run({ locals: ["i32", "v128"], body }, []);
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

  test.each([...edges, ...edges.map((value) => -value), -(2 ** 31), -65, -129])(
    "encodes the constant %d",
    async (value) => {
      expect(await i32([["i32.const", value]])).toBe(value | 0);
    },
  );

  test.each([0, 4, 124, 128, 16380, 16384, 3 * 65536])("encodes the memory offset %d", async (offset) => {
    expect(
      await i32(
        [
          ["i32.const", 0],
          ["i32.load", offset],
        ],
        [],
        (memory) => memory.setInt32(offset, 99, true),
      ),
    ).toBe(offset === 0 ? 99 : 99);
  });

  test.each([1, 124, 125, 126, 127, 128, 300, 20_000])(
    "encodes the index of one of %d locals",
    async (count) => {
      const last = count + 2;
      const body: Instruction[] = [["i32.const", 5], ["local.set", last], ["i32.const", 0], get(last)];
      const code: Code = {
        locals: Array<"i32">(count).fill("i32"),
        body: [...body, ["i32x4.splat"], ["v128.store", 0]],
      };
      expect((await run(code, [])).getInt32(0, true)).toBe(5);
    },
  );
});

describe("instructions", () => {
  test("of i32 compute what their names say", async () => {
    expect(await i32([get(0), get(1), ["i32.add"]], [3, 4])).toBe(7);
    expect(await i32([get(0), get(1), ["i32.sub"]], [3, 4])).toBe(-1);
    expect(await i32([get(0), get(1), ["i32.mul"]], [3, 4])).toBe(12);
    expect(await i32([get(0), get(1), ["i32.lt_u"]], [3, -1])).toBe(1);
    expect(await i32([get(0), get(1), ["i32.lt_u"]], [3, 3])).toBe(0);
  });

  test("of control flow nest: a loop within a block, left by a branch", async () => {
    // Counts the first argument down and adds the second to local 3 each time.
    const body: Instruction[] = [
      ["block"],
      ["loop"],
      get(0),
      ["i32.const", 1],
      ["i32.lt_u"],
      ["br_if", 1],
      get(3),
      get(1),
      ["i32.add"],
      ["local.set", 3],
      get(0),
      ["i32.const", 1],
      ["i32.sub"],
      ["local.tee", 0],
      ["br_if", 0],
      ["end"],
      ["end"],
      ["i32.const", 0],
      get(3),
      ["i32x4.splat"],
      ["v128.store", 0],
    ];
    const result = async (n: number) => (await run({ locals: ["i32"], body }, [n, 5])).getInt32(0, true);
    expect([await result(0), await result(1), await result(6)]).toEqual([0, 5, 30]);
  });

  const store = (value: readonly Instruction[]): Code => ({
    locals: [],
    body: [["i32.const", 0], ...value, ["v128.store", 0]],
  });
  const [x, y] = [64, 80];
  const load = (at: number): Instruction[] => [
    ["i32.const", at],
    ["v128.load", 0],
  ];

  test.each([
    ["f32x4", 4],
    ["f64x2", 2],
  ] as const)("of %s compute what their names say", async (shape, lanes) => {
    const pairs = [
      [9, 4],
      [-3, 4],
      [4, 4],
      [0.25, -2],
    ].slice(0, lanes);
    const read = (view: DataView, at: number, lane: number) =>
      lanes === 4 ? view.getFloat32(at + 4 * lane, true) : view.getFloat64(at + 8 * lane, true);
    const fill = (view: DataView) => {
      for (const [lane, [a, b]] of pairs.entries()) {
        if (lanes === 4) view.setFloat32(x + 4 * lane, a!, true);
        else view.setFloat64(x + 8 * lane, a!, true);
        if (lanes === 4) view.setFloat32(y + 4 * lane, b!, true);
        else view.setFloat64(y + 8 * lane, b!, true);
      }
    };
    const results = async (value: Instruction[]) => {
      const view = await run(store(value), [], fill);
      return pairs.map((_, lane) => read(view, 0, lane));
    };
    const round = (value: number) => (lanes === 4 ? Math.fround(value) : value);
    const binary = {
      add: (a: number, b: number) => a + b,
      sub: (a: number, b: number) => a - b,
      mul: (a: number, b: number) => a * b,
      div: (a: number, b: number) => a / b,
      min: Math.min,
      max: Math.max,
    };
    for (const [name, meaning] of Object.entries(binary)) {
      const found = await results([...load(x), ...load(y), [`${shape}.${name as keyof typeof binary}`]]);
      expect(found, name).toEqual(pairs.map(([a, b]) => round(meaning(a!, b!))));
    }
    const unary = { abs: Math.abs, neg: (a: number) => -a, sqrt: Math.sqrt, floor: Math.floor };
    for (const [name, meaning] of Object.entries(unary)) {
      const found = await results([...load(x), [`${shape}.${name as keyof typeof unary}`]]);
      expect(found, name).toEqual(pairs.map(([a]) => round(meaning(a!))));
    }
    const compare = {
      eq: (a: number, b: number) => a === b,
      ne: (a: number, b: number) => a !== b,
      lt: (a: number, b: number) => a < b,
      gt: (a: number, b: number) => a > b,
      le: (a: number, b: number) => a <= b,
      ge: (a: number, b: number) => a >= b,
    };
    for (const [name, meaning] of Object.entries(compare)) {
      // A mask chooses between x and y.
      const mask: Instruction[] = [...load(x), ...load(y), [`${shape}.${name as keyof typeof compare}`]];
      const found = await results([...load(x), ...load(y), ...mask, ["v128.bitselect"]]);
      expect(found, name).toEqual(pairs.map(([a, b]) => (meaning(a!, b!) ? a : b)));
    }
  });

  test("of whole vectors move and mask bits", async () => {
    const fill = (view: DataView) => {
      for (const [lane, value] of [0b1100, 1, 2, 3].entries()) view.setInt32(x + 4 * lane, value, true);
      for (const [lane, value] of [0b1010, 5, 6, 7].entries()) view.setInt32(y + 4 * lane, value, true);
    };
    const words = async (value: Instruction[]) => {
      const view = await run(store(value), [], fill);
      return [0, 4, 8, 12].map((at) => view.getInt32(at, true));
    };
    expect((await words([...load(x), ...load(y), ["v128.and"]]))[0]).toBe(0b1000);
    expect((await words([...load(x), ...load(y), ["v128.or"]]))[0]).toBe(0b1110);
    expect((await words([...load(x), ["v128.not"]]))[0]).toBe(~0b1100);
    expect((await words([...load(x), ...load(y), ["i32x4.gt_s"]]))[0]).toBe(-1);
    expect((await words([...load(x), ["i32.const", 2], ["i32x4.shl"]]))[0]).toBe(0b110000);
    expect((await words([...load(x), ["i32.const", 2], ["i32x4.shr_u"]]))[0]).toBe(0b11);
    expect(await words([...load(x), ["i32.const", 32], ["i64x2.shl"]])).toEqual([0, 0b1100, 0, 2]);
    expect(await words([...load(x), ["i32.const", 32], ["i64x2.shr_u"]])).toEqual([1, 0, 3, 0]);
    const swap = [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];
    expect(await words([...load(x), ...load(y), ["i8x16.shuffle", ...swap]])).toEqual([2, 3, 0b1010, 5]);
    const splat32 = await words([
      ["i32.const", x],
      ["v128.load32_splat", 8],
    ]);
    expect(splat32).toEqual([2, 2, 2, 2]);
    expect(
      await words([
        ["i32.const", x],
        ["v128.load64_splat", 8],
      ]),
    ).toEqual([2, 3, 2, 3]);
    expect(await words([["v128.const", 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0]])).toEqual([
      1, 2, 3, 4,
    ]);
  });

  test("of float64 promote, extract, add and store", async () => {
    const body: Instruction[] = [
      ["i32.const", 0],
      ...load(x),
      ["f64x2.promote_low_f32x4"],
      ["f64x2.extract_lane", 0],
      ...load(x),
      ["f64x2.promote_low_f32x4"],
      ["f64x2.extract_lane", 1],
      ["f64.add"],
      ["f64.store", 8],
    ];
    const view = await run({ locals: [], body }, [], (memory) => {
      memory.setFloat32(x, 0.1, true);
      memory.setFloat32(x + 4, 2, true);
    });
    expect(view.getFloat64(8, true)).toBe(Math.fround(0.1) + 2);
  });
});

describe("the text of a module", () => {
  test("shows names, offsets, bytes and the nesting of blocks", () => {
    const body: Instruction[] = [
      ["loop"],
      get(0),
      ["i32.load", 4],
      ["local.set", 3],
      get(0),
      ["i32.load", 0],
      ["if"],
      ["v128.const", ...Array.from({ length: 16 }, (_, index) => index)],
      ["local.tee", 4],
      ["f64x2.extract_lane", 1],
      ["f64.add"],
      ["end"],
      ["i32.const", -1],
      ["br_if", 0],
      ["end"],
    ];
    const names = ["block", "first", "last", "count", "x"];
    expect(format({ locals: ["i32", "v128"], body }, names)).toBe(`(module
  (import "env" "memory" (memory 1))
  (func (export "run") (param $block i32) (param $first i32) (param $last i32)
    (local $count i32) (local $x v128)
    loop
      local.get $block
      i32.load offset=4
      local.set $count
      local.get $block
      i32.load
      if
        v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15
        local.tee $x
        f64x2.extract_lane 1
        f64.add
      end
      i32.const -1
      br_if 0
    end))
`);
  });

  test("shows a function without locals", () => {
    expect(format({ locals: [], body: [] }, ["a", "b", "c"])).toBe(
      '(module\n  (import "env" "memory" (memory 1))\n  (func (export "run") (param $a i32) (param $b i32) (param $c i32)))\n',
    );
  });
});
