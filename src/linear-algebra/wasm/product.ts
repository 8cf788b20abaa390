/**
 * A product as WebAssembly: tiles of 4 rows and two vectors, sums of a block of the inner dimension in locals, factors packed. The bits of
 * `../product.ts`. Pure: to instructions. The function takes the address of a block of words in units, the first piece and that after the
 * last.
 */
import { bytesOf, type DType } from "../../language/dtype.ts";
import {
  type Code,
  type Instruction,
  instruction,
  unit,
  vLoad32Splat,
  vLoad64Splat,
} from "../../webassembly/assembler.ts";
import {
  add,
  advance,
  and,
  assign,
  counted,
  FunctionWriter,
  isLess,
  isLessSigned,
  type Local,
  least,
  multiply,
  push,
  repeated,
  shiftLeft,
  subtract,
  type Value,
  vectors,
  when,
  word,
  zeros,
} from "../../webassembly/writer.ts";
import { blockDepth } from "../product.ts";
import { edgeBytes, packedColumns, packedRows, rooms, words } from "../product-block.ts";
import { loadElement, loadVector, packer, storeElement, storeVector } from "./pack.ts";

/** Rows of a tile, and the vectors of a row. */
const rows = 4;
const row = 2;

/** Rows of a triangle that are mirrored together: some lines of the caches. */
const mirrored = 16;

type Named<T extends readonly string[]> = { readonly [Name in T[number]]: Local };

const named = <const T extends readonly string[]>(f: FunctionWriter, names: T): Named<T> =>
  Object.fromEntries(names.map((name) => [name, f.integer(name)])) as Named<T>;

/** The function, and the names of its parameters and locals. */
export function productCode(dtype: DType): { readonly code: Code; readonly names: readonly string[] } {
  const width = bytesOf[dtype];
  const shift = Math.log2(width);
  const tile = (row * 16) / width;
  const shape = dtype === "float32" ? "f32x4" : "f64x2";
  const splat = dtype === "float32" ? vLoad32Splat : vLoad64Splat;

  const f = new FunctionWriter(["block", "first", "last"]);
  const [block, first, last] = [f.parameter(0), f.parameter(1), f.parameter(2)];
  const at = named(f, ["out", "a", "b", "edge", "left", "right"]);
  const of = named(f, ["inner", "outStride", "aRow", "aColumn", "bRow", "bColumn", "isHalf", "isSubtracted"]);
  const range = named(f, ["top", "bottom", "begin", "end"]);
  const now = named(f, ["j0", "wide", "k0", "depth", "i0", "high", "j", "i", "from"]);
  const inTile = named(f, ["p", "q", "pEnd", "to", "line", "isEdge", "r", "c", "most", "target"]);
  const { top, bottom, begin, end } = range;
  const { j0, wide, k0, depth, i0, high, j, i, from } = now;
  const { p, q, pEnd, to, line, isEdge, r, c, most, target } = inTile;
  const sums = Array.from({ length: rows }, (_, s) => f.vectors(`s${s}`, row));
  const right = f.vectors("right", row);
  const factor = f.vector("factor");
  const pack = packer(f, dtype);

  const read = (local: Local, index: number) => assign(local, word(block, 4 * index));
  const bytes = (elements: Value) => shiftLeft(elements, shift);

  const head = [
    ...assign(block, multiply(block, unit)),
    ...[...read(at.out, words.out), ...read(at.a, words.a), ...read(at.b, words.b)],
    ...(Object.keys(of) as (keyof typeof of)[]).flatMap((name) => read(of[name], words[name])),
    ...assign(
      at.edge,
      add(word(block, 4 * words.room), multiply(and(first, rooms - 1), word(block, 4 * words.roomBytes))),
    ),
    ...assign(at.left, add(at.edge, edgeBytes)),
    ...assign(at.right, add(at.left, word(block, 4 * words.packedBytes))),
    ...assign(from, word(add(block, shiftLeft(first, 2)), 4 * words.bounds)),
    ...assign(to, word(add(block, shiftLeft(last, 2)), 4 * words.bounds)),
    ...when(
      word(block, 4 * words.isByColumns),
      [...[...assign(top, 0), ...read(bottom, words.rows)], ...[...assign(begin, from), ...assign(end, to)]],
      [
        ...[...assign(top, from), ...assign(bottom, to), ...assign(begin, 0)],
        // No column beyond the last row is wanted.
        ...when(of.isHalf, assign(end, bottom), read(end, words.columns)),
      ],
    ),
  ];

  const sumUp = [
    ...sums.flat().flatMap((sum) => assign(sum, zeros)),
    ...assign(p, add(at.left, bytes(multiply(i, depth)))),
    ...assign(q, add(at.right, bytes(multiply(j, depth)))),
    ...assign(pEnd, add(p, bytes(multiply(depth, rows)))),
    ...when(
      depth,
      repeated(
        [
          ...right.flatMap((vector, v) => assign(vector, loadVector(q, 16 * v))),
          ...sums.flatMap((sum, s) => [
            ...assign(factor, [...push(p), splat(s * width)]),
            ...sum.flatMap((one, v) =>
              assign(one, vectors(`${shape}.add`, one, vectors(`${shape}.mul`, factor, right[v]!))),
            ),
          ]),
          ...[...advance(p, rows * width), ...advance(q, 16 * row)],
        ],
        isLess(p, pEnd),
      ),
    ),
  ];

  /** All rows of a tile, each vector of sums stored as `combined` says. */
  const allRows = (combined: (sum: Local, offset: number) => readonly Instruction[]): Instruction[] => [
    ...assign(line, to),
    ...sums.flatMap((sum) => [
      ...sum.flatMap((one, v) => storeVector(line, 16 * v, combined(one, 16 * v))),
      ...advance(line, bytes(of.outStride)),
    ]),
  ];
  const whole = when(
    of.isSubtracted,
    allRows((sum, offset) => vectors(`${shape}.sub`, loadVector(line, offset), sum)),
    when(
      k0,
      allRows((sum, offset) => vectors(`${shape}.add`, loadVector(line, offset), sum)),
      allRows((sum) => push(sum)),
    ),
  );

  /** Element by element, those of the result, and up to the diagonal where it is half. */
  const edge = [
    ...sums.flatMap((sum, s) => sum.flatMap((one, v) => storeVector(at.edge, (s * row + v) * 16, push(one)))),
    ...assign(line, to),
    ...counted(r, 0, rows, 1, [
      ...least(most, subtract(wide, j), tile),
      ...when(isLessSigned(high, add(add(i, r), 1)), assign(most, 0)),
      ...when(of.isHalf, [
        ...assign(target, subtract(add(add(i0, i), add(r, 1)), add(j0, j))),
        ...when(isLessSigned(target, most), assign(most, target)),
        ...when(isLessSigned(most, 0), assign(most, 0)),
      ]),
      ...assign(target, line),
      ...assign(p, add(at.edge, multiply(r, 16 * row))),
      ...counted(c, 0, most, 1, [
        ...assign(factor, loadElement(dtype, p)),
        ...when(
          of.isSubtracted,
          assign(factor, vectors(`${shape}.sub`, loadElement(dtype, target), factor)),
          when(k0, assign(factor, vectors(`${shape}.add`, loadElement(dtype, target), factor))),
        ),
        ...storeElement(dtype, target, push(factor)),
        ...[...advance(p, width), ...advance(target, width)],
      ]),
      ...advance(line, bytes(of.outStride)),
    ]),
  ];

  const oneTile = [
    ...sumUp,
    ...assign(to, add(at.out, bytes(add(multiply(add(i0, i), of.outStride), add(j0, j))))),
    ...assign(isEdge, add(isLess(high, add(i, rows)), isLess(wide, add(j, tile)))),
    ...when(of.isHalf, advance(isEdge, isLess(add(add(i0, i), 1), add(add(j0, j), tile)))),
    ...when(isEdge, edge, whole),
  ];
  /** Whether something up to the diagonal lies in so many rows. */
  const isWanted = (lastRow: Instruction[], firstColumn: Value): Instruction[] => [
    ...push(isLess(lastRow, firstColumn)),
    ...push(of.isHalf),
    ...[instruction("i32.and"), instruction("i32.eqz")],
  ];
  const tiles = counted(j, 0, wide, tile, [
    ...counted(i, 0, high, rows, when(isWanted(add(add(i0, i), rows - 1), add(j0, j)), oneTile)),
  ]);

  const strips = counted(i0, top, bottom, packedRows, [
    ...least(high, subtract(bottom, i0), packedRows),
    ...when(isWanted(add(i0, subtract(high, 1)), j0), [
      ...assign(from, add(at.a, bytes(add(multiply(i0, of.aRow), multiply(k0, of.aColumn))))),
      ...pack({ from, to: at.left, across: of.aRow, along: of.aColumn, count: high, depth }, rows),
      ...tiles,
    ]),
  ]);
  const blocks = [
    ...assign(k0, 0),
    // An empty sum is zero: one block of no depth.
    ...repeated(
      [
        ...least(depth, subtract(of.inner, k0), blockDepth),
        ...assign(from, add(at.b, bytes(add(multiply(k0, of.bRow), multiply(j0, of.bColumn))))),
        ...pack(
          { from, to: at.right, across: of.bColumn, along: of.bRow, count: wide, depth },
          tile as 4 | 8,
        ),
        ...[...strips, ...advance(k0, blockDepth)],
      ],
      isLess(k0, of.inner),
    ),
  ];
  const multiplied = counted(j0, begin, end, packedColumns, [
    ...least(wide, subtract(end, j0), packedColumns),
    ...blocks,
  ]);

  /** What lies below the diagonal, in the rows of these pieces, is written above it. */
  const mirror = counted(i0, top, bottom, mirrored, [
    ...least(high, bottom, add(i0, mirrored)),
    ...counted(j, 0, high, 1, [
      ...when(isLess(j, i0), assign(from, i0), assign(from, add(j, 1))),
      ...assign(p, add(at.out, bytes(add(multiply(from, of.outStride), j)))),
      ...assign(target, add(at.out, bytes(add(multiply(j, of.outStride), from)))),
      ...counted(i, from, high, 1, [
        ...storeElement(dtype, target, loadElement(dtype, p)),
        ...[...advance(p, bytes(of.outStride)), ...advance(target, width)],
      ]),
    ]),
  ]);
  const body = [...head, ...multiplied, ...when(of.isHalf, mirror)];
  return { code: f.code(body), names: f.names };
}
