/**
 * What a compiled product takes: words of a block in memory, and the room in which it packs factors. The work is divided into pieces,
 * strips of the result's rows or columns. Of every 16 pieces each has a room of its own, so as many can be taken by any threads at once.
 */
import { bytesOf, type DType } from "../language/dtype.ts";
import { columnStride, columnsOf, type Matrix, rowStride, rowsOf } from "./matrix.ts";
import { blockDepth } from "./product.ts";

/** Where the words lie. Addresses are of bytes, and two words long. */
export const words = {
  out: 0,
  a: 2,
  b: 4,
  room: 6,
  rows: 8,
  columns: 9,
  inner: 10,
  outStride: 11,
  aRow: 12,
  aColumn: 13,
  bRow: 14,
  bColumn: 15,
  isHalf: 16,
  isSubtracted: 17,
  isByColumns: 18,
  /** Bytes of a piece's room, and those of its packed rows. */
  roomBytes: 19,
  packedBytes: 20,
  /** First row or column of each piece, and the end. */
  bounds: 21,
} as const;

/** Pieces at most, and rooms: so many pieces may be at work at once. */
const mostPieces = 256;
export const rooms = 16;

/** Bytes of a block. */
export const productBlockBytes = 4 * (words.bounds + mostPieces + 1);

/** The largest tile of any target: 12 x 32 float32, 12 x 16 float64. A room begins with one. */
export const edgeBytes = 1536;
const tileRows = 12;
const tileColumns = 32;

/** Rows and columns that are packed at a time, at most. Whole tiles of rows are packed, which may be some more. */
export const packedRows = 256;
export const packedColumns = 512;

const align = (count: number, to: number): number => Math.ceil(count / to) * to;

/** Bytes that packed rows take in a piece's room. */
const packedBytesOf = (dtype: DType, rows: number, inner: number): number =>
  align(align(Math.min(rows, packedRows), tileRows) * Math.min(inner, blockDepth) * bytesOf[dtype], 64);

/** Bytes of the room of a piece. */
export function roomOf(dtype: DType, rows: number, inner: number, columns: number): number {
  const depth = Math.min(inner, blockDepth);
  const packedColumnsBytes = align(Math.min(columns, packedColumns), tileColumns) * depth * bytesOf[dtype];
  return edgeBytes + packedBytesOf(dtype, rows, inner) + align(packedColumnsBytes, 64);
}

/** Multiplications of a piece: with fewer, waking a thread does not pay; with more, others would wait for its end. */
const leastWork = 2 ** 19;
const mostWork = 2 ** 32;

/** In so many pieces a product is divided for some threads: one of them may begin late. One where there is little to do. */
export function piecesOf(threads: number, rows: number, inner: number, columns: number): number {
  if (threads === 1) return 1;
  const work = rows * inner * columns;
  const wanted = Math.max(Math.min(4 * threads, work / leastWork), work / mostWork);
  const most = Math.min(mostPieces, Math.max(rows, columns) / tileColumns);
  return Math.max(1, Math.floor(Math.min(wanted, most)));
}

/** What else a call says. */
export interface Call {
  readonly isHalf: boolean;
  readonly isSubtracted: boolean;
  readonly pieces: number;
  /** Address of the rooms, a multiple of 64. */
  readonly room: number;
}

const bytesBefore = ({ values, offset }: Matrix): number =>
  values.byteOffset + offset * values.BYTES_PER_ELEMENT;

/** Writes the words of a product of matrices that lie in one memory. The result is not transposed. */
export function writeProduct(
  block: Uint32Array,
  dtype: DType,
  out: Matrix,
  a: Matrix,
  b: Matrix,
  { isHalf, isSubtracted, pieces, room }: Call,
): void {
  const [rows, columns, inner] = [rowsOf(out), columnsOf(out), columnsOf(a)];
  const isByColumns = !isHalf && columns > rows;
  writeAddress(block, words.out, bytesBefore(out));
  writeAddress(block, words.a, bytesBefore(a));
  writeAddress(block, words.b, bytesBefore(b));
  writeAddress(block, words.room, room);
  block[words.rows] = rows;
  block[words.columns] = columns;
  block[words.inner] = inner;
  block[words.outStride] = rowStride(out);
  block[words.aRow] = rowStride(a);
  block[words.aColumn] = columnStride(a);
  block[words.bRow] = rowStride(b);
  block[words.bColumn] = columnStride(b);
  block[words.isHalf] = +isHalf;
  block[words.isSubtracted] = +isSubtracted;
  block[words.isByColumns] = +isByColumns;
  block[words.roomBytes] = roomOf(dtype, rows, inner, columns);
  block[words.packedBytes] = packedBytesOf(dtype, rows, inner);
  const length = isByColumns ? columns : rows;
  for (let piece = 0; piece <= pieces; piece++) {
    // Strips of a triangle have equal areas where their ends grow as square roots.
    const share = isHalf ? Math.sqrt(piece / pieces) : piece / pieces;
    block[words.bounds + piece] =
      piece === pieces ? length : Math.min(length, align(Math.floor(share * length), tileColumns));
  }
}

/** Writes an address of two words. */
export function writeAddress(block: Uint32Array, at: number, bytes: number): void {
  block[at] = bytes;
  block[at + 1] = Math.floor(bytes / 2 ** 32);
}
