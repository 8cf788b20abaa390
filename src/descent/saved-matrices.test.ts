/** Snapshots of states that lie matrix by matrix: taken by an optimizer that has the same matrices alone. */
import { describe, expect, test } from "vitest";
import { decode, encode } from "../checkpoint/index.ts";
import {
  chain,
  dion,
  type MuonOptions,
  matrixRule,
  muon,
  normuon,
  type Optimizer,
  type Snapshot,
  SnapshotError,
  scaleByLearningRate,
  shampoo,
  soap,
  tensor,
} from "../index.ts";

const values = (seed: number) =>
  Float32Array.from({ length: 64 }, (_, i) => Math.sin(1 + i * i + 7 * seed) / (1 + (i % 5)));
const begin = async (optimizer: Optimizer, from?: Snapshot, shape = [8, 8]) =>
  optimizer.init({ w: tensor(values(1), shape) }, { device: "js", ...(from && { from }) });
async function snapshotOf(optimizer: Optimizer, shape?: number[]): Promise<Snapshot> {
  const descent = await begin(optimizer, undefined, shape);
  descent.step({ w: values(2) } as never);
  return descent.snapshot();
}

const ofBlocks = (blockSize: number) => shampoo({ blockSize, start: 1, every: 1000 });
const ofRank = (rankFraction: number, like?: "paper") =>
  dion({ like, matrices: "w", scale: "none", rankFraction });
const ofViews = (blocks: number) =>
  normuon({ matrices: "w", layout: "out,in", shapes: [["w", { blocks, of: "columns" }]] });

const refusals: [string, Optimizer, Optimizer, theirs: string, ours: string][] = [
  ["shampoo's in none", ofBlocks(4), ofBlocks(8), "in blocks of 4 x 4", "as they are"],
  ["shampoo's of none", ofBlocks(8), ofBlocks(4), "as they are", "in blocks of 4 x 4"],
  ["shampoo's in larger ones", ofBlocks(2), ofBlocks(4), "in blocks of 2 x 2", "in blocks of 4 x 4"],
  ["dion's of another rank", ofRank(0.25), ofRank(1), "with rank 2 in dion", "with rank 8 in dion"],
  ["normuon's in more columns", ofViews(4), ofViews(2), "in blocks of 8 x 2", "in blocks of 8 x 4"],
];

describe("of other matrices", () => {
  test.each(refusals)("%s is refused, with both named", async (_, one, other, theirs, ours) => {
    const snapshot = await snapshotOf(one);
    const message = `parameters at "w": the snapshot's optimizer takes them ${theirs}, this descent's ${ours}; give it the options that the snapshot was taken with`;
    const ways = [snapshot, decode(encode(snapshot)).snapshot, JSON.parse(JSON.stringify(snapshot))];
    for (const from of ways) {
      const descent = await begin(other);
      const before = await descent.snapshot();
      let error: unknown;
      try {
        await descent.restore(from);
      } catch (caught) {
        error = caught;
      }
      expect(error).toBeInstanceOf(SnapshotError);
      expect((error as Error).message).toBe(message);
      const { taken, kept } = await descent.restore(from, { partial: true });
      expect({ taken, kept }).toEqual({ taken: [], kept: { w: message } });
      expect((await descent.snapshot()).state).toEqual(before.state);
      descent.dispose();
    }
    await expect(begin(other, snapshot)).rejects.toThrow(message);
  });
});

describe("of heads, whose momentum lies as the parameters", () => {
  const ofHeads = (shapes?: MuonOptions["shapes"]) => muon({ matrices: "w", layout: "out,in", shapes });
  test.each([
    ["blocks of rows", [["w", { blocks: 2 }]], "as 2 x 4 x 8"],
    ["blocks of columns", [["w", { blocks: 2, of: "columns" }]], "in blocks of 8 x 4"],
    ["matrices of a size", [["w", { rows: 16, columns: 2 }]], "as 2 x 16 x 2"],
  ] as const)("%s are kept, and others refused", async (_, shapes, how) => {
    const snapshot = await snapshotOf(ofHeads(shapes));
    expect(decode(encode(snapshot)).snapshot.matrices).toEqual({ w: how });
    const read = decode(encode(snapshot)).snapshot;
    const [one, again] = [await begin(ofHeads(shapes), snapshot), await begin(ofHeads(shapes), read)];
    for (const descent of [one, again]) descent.step({ w: values(3) } as never);
    expect((await again.snapshot()).params).toEqual((await one.snapshot()).params);
    await expect(begin(ofHeads(), snapshot)).rejects.toThrow(
      `parameters at "w": the snapshot's optimizer takes them ${how}, this descent's as they are; give it the options that the snapshot was taken with`,
    );
    await expect(begin(ofHeads(shapes), await snapshotOf(ofHeads()))).rejects.toThrow(
      `takes them as they are, this descent's ${how}`,
    );
    // Its elements fit, where that is asked for.
    const other = await begin(ofHeads());
    expect((await other.restore(snapshot, { partial: true })).taken).toEqual(["w"]);
  });
});

describe("of other blocks of lines", () => {
  test("another number of iterations is another form", async () => {
    const ofSteps = (steps: number) => muon({ matrices: "w", layout: "out,in", steps });
    const snapshot = await snapshotOf(ofSteps(5));
    const found = decode(encode(snapshot)).snapshot.optimizer[1]!;
    expect(found.text).toBe(
      "X = g / (norm(g) + eps)\nrepeat 5 {\n  A = X @ X'\n  X = a*X + (b*A + c*A @ A) @ X\n}\nu = X",
    );
    await expect(begin(ofSteps(6), snapshot)).rejects.toThrow(
      'the snapshot is of another form of orthogonalize: it has "repeat 5 {", this descent\'s has "repeat 6 {"',
    );
  });

  test("the text of a saved rule is that of a rule: defined again, it takes the same steps", async () => {
    const optimizer = dion({ matrices: "w", scale: "none", weightDecay: 0, learningRate: 1 });
    const { text } = (await snapshotOf(optimizer)).optimizer[0]!;
    const again = matrixRule<string, string, string>({
      name: "dion",
      tall: true,
      hyper: { momentum: 0.95, eps: 1e-8, seed: 0 },
      bounds: { momentum: "[0, 1]", seed: "whole [0, inf)" },
      state: { M: 0, Q: 0 },
      thin: { Q: "columns" },
      text,
    });
    const read = chain(again(), scaleByLearningRate(1));
    const [one, other] = [await begin(optimizer), await begin(read)];
    for (const seed of [2, 3]) for (const descent of [one, other]) descent.step({ w: values(seed) } as never);
    expect((await other.snapshot()).params).toEqual((await one.snapshot()).params);
  });
});

describe("of the same ones", () => {
  test.each([
    ["blocks", ofBlocks(4)],
    ["no blocks", ofBlocks(8)],
    ["soap", soap()],
    ["a rank", ofRank(0.25)],
    ["blocks of columns", ofViews(4)],
  ] as const)("%s: it goes on to the same bits, also from a checkpoint", async (_, optimizer) => {
    const snapshot = await snapshotOf(optimizer);
    const bytes = encode(snapshot);
    expect(encode(decode(bytes).snapshot)).toEqual(bytes);
    const [one, other] = [await begin(optimizer, snapshot), await begin(optimizer, decode(bytes).snapshot)];
    for (const descent of [one, other]) descent.step({ w: values(3) } as never);
    expect(await other.snapshot()).toEqual(await one.snapshot());
    expect((await one.snapshot()).matrices).toEqual(snapshot.matrices);
  });

  test("the ranks of a tensor are those of the form", async () => {
    const ranks = async (optimizer: Optimizer, shape: number[]) =>
      (await snapshotOf(optimizer, shape)).matrices;
    expect(await ranks(ofRank(0.3), [4, 16])).toEqual({ w: "with rank 2 in dion" });
    expect(await ranks(ofRank(0.3, "paper"), [4, 16])).toEqual({ w: "with rank 2 in dion" });
    expect(await ranks(soap(), [4, 16])).toBeUndefined();
    const lengthOfQ = async (like?: "paper") => {
      const { state } = await snapshotOf(ofRank(0.3, like), [4, 16]);
      return (state.Q as Record<string, Float32Array>).w!.length;
    };
    // Twice the shorter side; of the paper's form twice the columns.
    expect([await lengthOfQ(), await lengthOfQ("paper")]).toEqual([8, 32]);
  });
});

describe("that do not say so, as those of earlier releases", () => {
  const without = async (optimizer: Optimizer): Promise<Snapshot> => {
    const { matrices, ...rest } = await snapshotOf(optimizer);
    return rest;
  };

  test.each([
    ["whole", ofBlocks(8)],
    ["of a rank", ofRank(0.25)],
  ] as const)("are taken where the tensor is %s", async (_, optimizer) => {
    const descent = await begin(optimizer, decode(encode(await without(optimizer))).snapshot);
    expect((await descent.snapshot()).state).toEqual((await snapshotOf(optimizer)).state);
  });

  test("are refused where it is in blocks", async () => {
    await expect(begin(ofBlocks(4), await without(ofBlocks(4)))).rejects.toThrow(SnapshotError);
  });

  test("are refused where a rank has states of another length", async () => {
    await expect(begin(ofRank(1), await without(ofRank(0.25)))).rejects.toThrow(SnapshotError);
  });
});

test("what is no such text is refused", async () => {
  const snapshot = await snapshotOf(ofBlocks(4));
  await expect(begin(ofBlocks(4), { ...snapshot, matrices: { w: 4 } } as never)).rejects.toThrow(
    "the snapshot's optimizer takes them number, this descent's in blocks of 4 x 4",
  );
  await expect(begin(ofBlocks(4), { ...snapshot, matrices: 4 } as never)).rejects.toThrow(
    "the snapshot has no matrices",
  );
  expect(() => encode({ ...snapshot, matrices: { w: 4 } } as never)).toThrow("matrices of w is no text");
});
