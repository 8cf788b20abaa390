/**
 * Products of matrices in plain TypeScript: the definition of their bits, which compiled code repeats. An element is a sum over the inner
 * dimension in blocks of 256: within a block one sum from +0 on, in order, rounded to the elements' type after each multiplication and
 * each addition; then the sums of blocks in order. So neither the division into tiles nor that among threads changes a bit.
 * Tiles and packing as in Goto, van de Geijn, Anatomy of high-performance matrix multiplication, ACM TOMS 34 (2008).
 */
import type { Elements } from "../language/dtype.ts";
import {
  checkProduct,
  checkSquare,
  columnStride,
  columnsOf,
  type Matrix,
  rowStride,
  rowsOf,
  transpose,
} from "./matrix.ts";
import { type Sums, sums32, sums64 } from "./sums.ts";

/** Length of the blocks of the inner dimension over which sums are taken: part of what a product means. */
export const blockDepth = 256;

/** Rows and columns of factors that are packed at a time: they lie in caches then. */
const packedRows = 64;
const packedColumns = 256;

/** Rows and columns of a tile. */
const tile = 4;

/** What becomes of the sums: the result, or what is taken from it; of all elements, or only of those up to the diagonal. */
export interface Manner {
  readonly isHalf?: boolean;
  readonly isSubtracted?: boolean;
}

/** Packed rows, packed columns and the sums of a tile, for each type of elements. */
interface Scratch<T> {
  readonly rows: T;
  readonly columns: T;
  readonly sums: T;
  readonly sumsOf: Sums<T>;
}

const scratchOf = <T extends Elements>(make: (length: number) => T, sumsOf: Sums<T>): Scratch<T> => ({
  rows: make(packedRows * blockDepth),
  columns: make(packedColumns * blockDepth),
  sums: make(tile * tile),
  sumsOf,
});

/** Made when they are first needed. */
let scratch32: Scratch<Float32Array> | undefined;
let scratch64: Scratch<Float64Array> | undefined;

/**
 * out = a @ b. `out` must not overlap the others.
 *
 * @throws LinearAlgebraError for shapes that do not fit.
 * @example
 * const out = matrix(new Float32Array(4), 2, 2);
 * product(out, matrix(Float32Array.of(1, 2, 3, 4), 2, 2), matrix(Float32Array.of(0, 1, 1, 0), 2, 2));
 * [...out.values] // [2, 1, 4, 3]
 */
export const product = (out: Matrix, a: Matrix, b: Matrix): void => multiply(out, a, b, {});

/** out = out - a @ b, the sums of blocks taken away in order. */
export const subtractProduct = (out: Matrix, a: Matrix, b: Matrix): void =>
  multiply(out, a, b, { isSubtracted: true });

/**
 * out = a @ b where that is symmetric but for rounding: the elements up to the diagonal have the bits of `product`, those beyond it are
 * their mirror images. About half of the work.
 */
export const symmetricProduct = (out: Matrix, a: Matrix, b: Matrix): void =>
  multiply(out, a, b, { isHalf: true });

/** out = a @ a', by half and mirrored: the bits of `product(out, a, transpose(a))`. */
export const ownProduct = (out: Matrix, a: Matrix): void => symmetricProduct(out, a, transpose(a));

/** What a call multiplies, where the result is stored by rows: (a b)' is b' a'. */
export function upright(out: Matrix, a: Matrix, b: Matrix, { isHalf }: Manner): [Matrix, Matrix, Matrix] {
  checkProduct(out, a, b);
  if (isHalf) checkSquare("a product that is taken by half", out);
  if (!out.transposed) return [out, a, b];
  // Half of it is what lies up to the diagonal: the same elements are computed, and the mirror image is stored.
  return isHalf ? [transpose(out), a, b] : [transpose(out), transpose(b), transpose(a)];
}

/** Makes the memory in which products of a matrix's type work, once for all: the first product needs it, and a step takes none. */
export function prepareProducts({ values }: Matrix): void {
  if (values instanceof Float32Array)
    scratch32 ??= scratchOf<Float32Array>((length) => new Float32Array(length), sums32);
  else scratch64 ??= scratchOf<Float64Array>((length) => new Float64Array(length), sums64);
}

function multiply(given: Matrix, left: Matrix, right: Matrix, manner: Manner): void {
  const [out, a, b] = upright(given, left, right, manner);
  prepareProducts(out);
  if (out.values instanceof Float32Array) inTiles(out, a, b, manner, scratch32!);
  else inTiles(out, a, b, manner, scratch64!);
  if (manner.isHalf) mirror(out);
}

function inTiles<T extends Elements>(
  out: Matrix,
  a: Matrix,
  b: Matrix,
  { isHalf = false, isSubtracted = false }: Manner,
  { rows, columns, sums, sumsOf }: Scratch<T>,
): void {
  const [height, width, inner] = [rowsOf(out), columnsOf(out), columnsOf(a)];
  const to = out.values;
  const stride = rowStride(out);
  for (let j0 = 0; j0 < width; j0 += packedColumns) {
    const wide = Math.min(packedColumns, width - j0);
    // An empty sum is zero: one block of no depth.
    for (let k0 = 0; k0 === 0 || k0 < inner; k0 += blockDepth) {
      const depth = Math.min(blockDepth, inner - k0);
      const isFirst = k0 === 0;
      const right = { across: columnStride(b), along: rowStride(b), count: wide, depth };
      pack(columns, b.values, b.offset + k0 * right.along + j0 * right.across, right);
      for (let i0 = isHalf ? j0 - (j0 % packedRows) : 0; i0 < height; i0 += packedRows) {
        const high = Math.min(packedRows, height - i0);
        const left = { across: rowStride(a), along: columnStride(a), count: high, depth };
        pack(rows, a.values, a.offset + i0 * left.across + k0 * left.along, left);
        for (let j = 0; j < wide; j += tile) {
          for (let i = 0; i < high; i += tile) {
            // How many columns of the tile's first row are wanted: those up to the diagonal where it is half.
            const wanted = isHalf ? i0 + i + 1 - j0 - j : tile;
            if (wanted + tile <= 1) continue;
            sumsOf(rows, i * depth, columns, j * depth, depth, sums);
            for (let r = 0; r < tile && i + r < high; r++) {
              const most = Math.min(tile, wide - j, isHalf ? wanted + r : tile);
              const at = out.offset + (i0 + i + r) * stride + j0 + j;
              for (let c = 0; c < most; c++) {
                const sum = sums[tile * r + c]!;
                if (isSubtracted) to[at + c] = to[at + c]! - sum;
                else to[at + c] = isFirst ? sum : to[at + c]! + sum;
              }
            }
          }
        }
      }
    }
  }
}

/** Rows or columns of a factor: elements from one to the next and along each, how many, and of what length. */
interface Packed {
  readonly across: number;
  readonly along: number;
  readonly count: number;
  readonly depth: number;
}

/** Packs rows or columns in fours, elements of four side by side; zeros where there are fewer. */
function pack(to: Elements, from: Elements, first: number, { across, along, count, depth }: Packed): void {
  let at = 0;
  for (let p = 0; p < count; p += tile) {
    for (let k = 0; k < depth; k++) {
      for (let r = p; r < p + tile; r++) to[at++] = r < count ? from[first + r * across + k * along]! : 0;
    }
  }
}

/** What lies below the diagonal is written above it. */
function mirror(out: Matrix): void {
  const { values, offset, rows } = out;
  const stride = rowStride(out);
  for (let i = 1; i < rows; i++)
    for (let j = 0; j < i; j++) values[offset + j * stride + i] = values[offset + i * stride + j]!;
}
