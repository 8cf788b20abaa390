/** The text of modules: names, operands and nesting. That instructions do what they should, the assembler's test says. */
import { describe, expect, test } from "vitest";
import * as wasm from "../../../webassembly/assembler.ts";
import { get, type Instruction, instruction, set, tee } from "../../../webassembly/assembler.ts";
import { instructions, type Mnemonic } from "../../../webassembly/instructions.ts";
import { format } from "./wat.ts";

/** The line of one instruction; locals are called l0, l1 and so on. */
const lineOf = (instruction: Instruction): string => {
  const names = Array.from({ length: 400 }, (_, index) => `l${index}`);
  const [, , , line] = format({ locals: [], body: [instruction] }, names).split("\n");
  return line!.trim().replace(/\)\)$/, "");
};

test("a module is shown with its parameters, locals and nested blocks", () => {
  const body = [
    ...[wasm.loop, get(0), wasm.i32Load(4), set(3), get(0), wasm.i32Load(0), wasm.ifNotZero],
    ...[wasm.vConst(Uint8Array.from({ length: 16 }, (_, index) => index)), tee(4), wasm.f64x2ExtractLane(1)],
    ...[wasm.block, wasm.f64Add, wasm.end, wasm.end, wasm.i32Const(-1), wasm.branchIf(0), wasm.end],
  ];
  const names = ["block", "first", "last", "count", "x"];
  expect(format({ locals: [wasm.i32, wasm.v128], body }, names)).toBe(`(module
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
        block
          f64.add
        end
      end
      i32.const -1
      br_if 0
    end))
`);
});

test("a function without locals and body is shown as one", () => {
  expect(format({ locals: [], body: [] }, ["a", "b", "c"])).toBe(
    '(module\n  (import "env" "memory" (memory 1))\n  (func (export "run") (param $a i32) (param $b i32) (param $c i32)))\n',
  );
});

describe("an instruction is shown by its mnemonic", () => {
  test.each<[Instruction, string]>([
    [wasm.i32Add, "i32.add"],
    [wasm.i32Sub, "i32.sub"],
    [wasm.i32Mul, "i32.mul"],
    [wasm.i32LessUnsigned, "i32.lt_u"],
    [wasm.f64Store(8), "f64.store offset=8"],
    [wasm.f64Store(0), "f64.store"],
    [wasm.vLoad(16), "v128.load offset=16"],
    [wasm.vLoad32Splat(300), "v128.load32_splat offset=300"],
    [wasm.vLoad64Splat(70_000), "v128.load64_splat offset=70000"],
    [wasm.vStore(128), "v128.store offset=128"],
    [
      wasm.shuffle([8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7]),
      "i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7",
    ],
    [wasm.i32x4Splat, "i32x4.splat"],
    [wasm.i32x4Greater, "i32x4.gt_s"],
    [wasm.vAnd, "v128.and"],
    [wasm.promoteLow, "f64x2.promote_low_f32x4"],
    [get(0), "local.get $l0"],
    [set(127), "local.set $l127"],
    [tee(300), "local.tee $l300"],
    [wasm.branchIf(1), "br_if 1"],
  ])("%j as %s", (instruction, line) => {
    expect(lineOf(instruction)).toBe(line);
  });

  test.each([0, 1, 63, 64, 127, 128, 16_384, 2 ** 31 - 1, -1, -64, -65, -128, -129, -(2 ** 31)])(
    "and its constant %d",
    (value) => {
      expect(lineOf(wasm.i32Const(value))).toBe(`i32.const ${value}`);
    },
  );

  const bare = [...instructions].filter(([, [, operand]]) => operand === "none").map(([name]) => name);
  test.each(bare as Mnemonic[])("%s, without operands", (name) => {
    expect(lineOf(instruction(name))).toBe(name);
  });

  test("no two have the same bytes", () => {
    const opcodes = [...instructions.values()].map(([opcode]) => opcode);
    expect(new Set(opcodes).size).toBe(opcodes.length);
  });
});

test("unknown bytes are an error, not a guess", () => {
  expect(() => lineOf([0x99])).toThrow(new TypeError("no instruction of a kernel has the bytes 153"));
  expect(() => lineOf([0xfd, 0x30])).toThrow(TypeError);
});
