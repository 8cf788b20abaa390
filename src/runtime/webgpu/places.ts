/**
 * Where the tensors of a group lie in its buffers: side by side, each from a multiple of 256 bytes on, so that it can be bound by itself
 * and no vector of four holds elements of two. Groups are cut into chunks that can be bound, tensors into blocks, one a workgroup.
 */
import type { Tensor } from "../../plan/groups.ts";
import type { SliceScope } from "../../plan/scope.ts";
import { countOf, shapeOf, startsOf } from "../../plan/slices.ts";

/** Bytes from one place where a binding may begin to the next. */
export const bindingStep = 256;

/** A part of a tensor that one workgroup goes through: vectors from `first` to before `end`, counted in the group. */
export interface Block {
  readonly first: number;
  readonly end: number;
  readonly tensor: number;
}

/** Vectors that are bound together, and the blocks in them. */
export interface Chunk {
  readonly first: number;
  readonly vectors: number;
  readonly firstBlock: number;
  readonly blocks: number;
}

/** Where the tensors of a group lie. */
export interface Places {
  /** The first vector of each tensor. */
  readonly firsts: readonly number[];
  /** All vectors of the group; at least one. */
  readonly vectors: number;
  readonly blocks: readonly Block[];
  /** Invocations that go through a block: no more than have two vectors each, where tensors are small. */
  readonly workgroup: number;
  readonly chunks: readonly Chunk[];
}

/** Blocks that a group is cut into at most, beside those that end with a tensor: enough for every core of a large GPU. */
const mostBlocks = 1024;

/** Invocations that go through a block at least. */
const leastInvocations = 64;

/**
 * Lays the tensors of a group out.
 *
 * @param mostVectors - vectors that can be bound at once.
 * @param workgroup - invocations of a workgroup; a block has at least twice as many vectors.
 * @param bytes - of an element, where it has the fewest: tensors begin where a binding may, in all arrays.
 */
export function placesOf(
  tensors: readonly Tensor[],
  mostVectors: number,
  workgroup: number,
  bytes = 4,
): Places {
  const unit = bindingStep / bytes;
  const firsts: number[] = [];
  let vectors = 0;
  for (const { size } of tensors) {
    firsts.push(vectors);
    vectors += (Math.ceil(size / unit) * unit) / 4;
  }
  const length = Math.max(2, Math.ceil(vectors / mostBlocks / workgroup)) * workgroup;
  const chunkVectors = Math.min(Math.max(vectors, unit / 4), mostVectors - (mostVectors % (unit / 4)));
  const blocks: Block[] = [];
  for (const [tensor, { size }] of tensors.entries()) {
    const end = firsts[tensor]! + Math.ceil(size / 4);
    for (let first = firsts[tensor]!; first < end; ) {
      const chunkEnd = (Math.floor(first / chunkVectors) + 1) * chunkVectors;
      const next = Math.min(first + length, end, chunkEnd);
      blocks.push({ first, end: next, tensor });
      first = next;
    }
  }
  const chunks: Chunk[] = [];
  for (let first = 0; first < Math.max(vectors, 1); first += chunkVectors) {
    const own = blocks.filter((block) => block.first >= first && block.first < first + chunkVectors);
    const firstBlock = own.length > 0 ? blocks.indexOf(own[0]!) : 0;
    chunks.push({
      first,
      vectors: Math.min(chunkVectors, Math.max(vectors - first, unit / 4)),
      firstBlock,
      blocks: own.length,
    });
  }
  const longest = blocks.reduce((most, { first, end }) => Math.max(most, end - first), 0);
  const enough = 2 ** Math.ceil(Math.log2(Math.max(leastInvocations, longest / 2)));
  return {
    firsts,
    vectors: Math.max(vectors, unit / 4),
    blocks,
    workgroup: Math.min(workgroup, enough),
    chunks,
  };
}

/** The most blocks that a tensor has. */
export function mostBlocksOfTensor({ firsts, blocks }: Places): number {
  const counts = new Uint32Array(firsts.length);
  for (const { tensor } of blocks) counts[tensor]!++;
  return counts.reduce((most, count) => Math.max(most, count), 0);
}

/** Words that describe a tensor to kernels. */
export const tensorWords = 12;

/** What kernels read of a tensor, by its place among the words. */
export const word = {
  first: 0,
  size: 1,
  columns: 2,
  rows: 3,
  unitSize: 4,
  unit: 5,
  matrix: 6,
  row: 7,
  column: 8,
  firstBlock: 9,
  endBlock: 10,
} as const;

/** These words of all tensors of a group. */
export function wordsOf(tensors: readonly Tensor[], { firsts, blocks }: Places): Uint32Array {
  const words = new Uint32Array(tensors.length * tensorWords);
  const scopes = ["unit", "matrix", "row", "column"] as const;
  const starts = scopes.map((scope) => startsOf(tensors, scope));
  let block = 0;
  for (const [index, tensor] of tensors.entries()) {
    const { size } = tensor;
    const shape = shapeOf(tensor);
    const isVector = shape.length < 2;
    const at = index * tensorWords;
    words[at + word.first] = firsts[index]!;
    words[at + word.size] = size;
    words[at + word.columns] = isVector ? size : shape.at(-1)!;
    words[at + word.rows] = isVector ? 1 : shape.at(-2)!;
    words[at + word.unitSize] = isVector ? size : size / shape[0]!;
    for (const [place, scope] of scopes.entries()) words[at + word[scope]] = starts[place]![index]!;
    words[at + word.firstBlock] = block;
    while (blocks[block]?.tensor === index) block++;
    words[at + word.endBlock] = block;
  }
  return words;
}

/** The blocks as words: first and last vector, tensor. */
export const blockWords = (blocks: readonly Block[]): Uint32Array =>
  Uint32Array.from(blocks.flatMap(({ first, end, tensor }) => [first, end, tensor, 0]));

/** The tensor of each slice of a scope. */
export const tensorsOfSlices = (tensors: readonly Tensor[], scope: SliceScope): Uint32Array =>
  Uint32Array.from(
    tensors.flatMap((tensor, index) => Array.from({ length: countOf(scope, tensor) }, () => index)),
  );
