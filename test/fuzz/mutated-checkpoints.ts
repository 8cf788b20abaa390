/**
 * Changed checkpoints: flipped bits, cuts, edits of the header with and without its length, tensors and texts that change places. Reading one is an
 * error with a code, or gives what can be restored and written; restoring is typed too.
 */
import fc from "fast-check";
import {
  CheckpointError,
  decode,
  encode,
  readSafetensors,
  writeSafetensors,
} from "../../src/checkpoint/index.ts";
import {
  adamw,
  chain,
  clipByGlobalNorm,
  HyperparameterError,
  type Snapshot,
  SnapshotError,
} from "../../src/index.ts";

const optimizer = chain(clipByGlobalNorm(1), adamw());
const params = { layer: { weight: new Float32Array(12), bias: [1, 2] }, scale: 3 };
const descent = await optimizer.init(params);
descent.step({ layer: { weight: new Float32Array(12).fill(0.5), bias: [1, -1] }, scale: 0.25 });
descent.set({ b1: 0.8 });
descent.step({ layer: { weight: new Float32Array(12).fill(-2), bias: null }, scale: null });
descent.freeze("scale");
const whole = encode(await descent.snapshot(), {
  extra: { generator: [1, 2, 3, 4], names: ["a", "b"], at: { epoch: 1 } },
  tensors: { "best/scale": Float32Array.of(1) },
});
const headerEnd = 8 + Number(new DataView(whole.buffer).getBigUint64(0, true));

/** Texts that headers may be changed by. */
const pieces = [
  ...[
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\",
    " ",
    "-",
    "0",
    "9",
    "e9",
    "null",
    "{}",
    "[]",
    '"__proto__":',
    '"a":1,',
  ],
  ...[
    "9007199254740993",
    "4294967296",
    "-1",
    "1.5",
    "1e309",
    "NaN",
    "[".repeat(200),
    "\u0000",
    "\ud800",
    "é",
    "",
  ],
  ...[
    '"dtype":"I64"',
    '"shape":[0]',
    '"data_offsets":[0,8]',
    '"__metadata__":{},',
    "F16",
    "BOOL",
    "F64",
    "F32",
    "U8",
  ],
];

type Mutation = (bytes: Uint8Array) => Uint8Array;

/** A file from the text of a header and the bytes behind it. */
function joined(header: string, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(header);
  const file = new Uint8Array(8 + text.length + data.length);
  new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
  file.set(text, 8);
  file.set(data, 8 + text.length);
  return file;
}

const place = (end: number) => fc.nat({ max: end - 1 });

const flips: fc.Arbitrary<Mutation> = fc
  .array(fc.tuple(fc.oneof(place(8), place(headerEnd), place(whole.length)), place(8)), {
    minLength: 1,
    maxLength: 6,
  })
  .map((bits) => (bytes) => {
    const copy = bytes.slice();
    for (const [at, bit] of bits) copy[at]! ^= 1 << bit;
    return copy;
  });

const cuts: fc.Arbitrary<Mutation> = fc.tuple(place(whole.length), fc.uint8Array({ maxLength: 20 })).map(
  ([length, more]) =>
    (bytes) =>
      Uint8Array.of(...bytes.subarray(0, length), ...more),
);

const edits: fc.Arbitrary<Mutation> = fc
  .tuple(place(headerEnd - 8), fc.nat({ max: 12 }), fc.constantFrom(...pieces))
  .map(([at, length, piece]) => (bytes) => {
    const header = new TextDecoder().decode(bytes.subarray(8, headerEnd));
    return joined(header.slice(0, at) + piece + header.slice(at + length), bytes.subarray(headerEnd));
  });

/** Entries of the header whose values change places, or of which one is lost or takes the other's value. */
const swaps: fc.Arbitrary<Mutation> = fc
  .tuple(fc.boolean(), fc.nat(), fc.nat(), fc.constantFrom("swap", "copy", "lose"))
  .map(([areTensors, first, second, kind]) => (bytes) => {
    const file = readSafetensors(bytes);
    const [tensors, metadata] = [new Map(file.tensors), new Map(file.metadata)];
    const map = (areTensors ? tensors : metadata) as Map<string, never>;
    const names = [...map.keys()];
    const [one, other] = [names[first % names.length]!, names[second % names.length]!];
    const [value, otherValue] = [map.get(one)!, map.get(other)!];
    map.set(one, otherValue);
    if (kind === "swap") map.set(other, value);
    if (kind === "lose") map.delete(other);
    return writeSafetensors({ tensors, metadata });
  });

/** Changes of a text of the metadata, written as a valid file. */
const texts: fc.Arbitrary<Mutation> = fc
  .tuple(
    fc.nat(),
    fc.nat(),
    fc.nat({ max: 6 }),
    fc.constantFrom(...pieces.filter((piece) => piece !== "\ud800")),
  )
  .map(([name, at, length, piece]) => (bytes) => {
    const { tensors, metadata } = readSafetensors(bytes);
    const [key, text] = [...metadata][name % metadata.size]!;
    const start = at % (text.length + 1);
    const changed = text.slice(0, start) + piece + text.slice(start + length);
    return writeSafetensors({ tensors, metadata: new Map(metadata).set(key, changed) });
  });

const mutations = fc.oneof(flips, cuts, edits, swaps, texts);

/** What became of the checkpoints. */
export interface Outcomes {
  refused: number;
  restored: number;
  notRestored: number;
}

/** Reads so many changed checkpoints. Fails with the seed and the smallest change where one is not treated as it should be. */
export async function readMutated(numRuns: number, seed: number): Promise<Outcomes> {
  const outcomes = { refused: 0, restored: 0, notRestored: 0 };
  const property = fc.asyncProperty(mutations, async (mutate) => {
    const bytes = mutate(whole);
    let snapshot: Snapshot;
    try {
      const { extra, tensors, ...found } = decode(bytes);
      snapshot = found.snapshot;
      const again = encode(snapshot, { extra, tensors });
      if (!Buffer.from(again).equals(encode(decode(again).snapshot, { extra, tensors })))
        throw new Error("it changes when it is written again");
    } catch (error) {
      if (!(error instanceof CheckpointError) || error.message.length > 1000) throw error;
      outcomes.refused++;
      return;
    }
    try {
      await descent.restore(snapshot);
      outcomes.restored++;
    } catch (error) {
      if (!(error instanceof SnapshotError || error instanceof HyperparameterError)) throw error;
      outcomes.notRestored++;
    }
  });
  await fc.assert(property, { numRuns, seed });
  return outcomes;
}
