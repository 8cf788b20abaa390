import { describe, expect, test } from "vitest";
import { adam, adamw, chain, type Snapshot, sgd, skipNonFinite, tensor } from "../index.ts";
import { decode, encode, type SaveOptions } from "./checkpoint.ts";
import { CheckpointError } from "./checkpoint-error.ts";
import { storedTensor } from "./dtypes.ts";
import { readSafetensors, type TensorFile, writeSafetensors } from "./safetensors.ts";

const params = { layer: { weight: tensor(new Float32Array(6).fill(0.5), [2, 3]), bias: [1, 2] }, scale: 3 };
const grads = { layer: { weight: [1, -2, 3, -4, 5, -6], bias: [1, -1] }, scale: 0.25 };

async function snapshotOf(): Promise<Snapshot> {
  const descent = await chain(skipNonFinite(), adamw({ weightDecay: 0.1 })).init(params);
  descent.step(grads);
  descent.set({ b1: 0.8 });
  descent.step({ ...grads, scale: null });
  descent.freeze("scale");
  descent.step({ ...grads, scale: Number.NaN });
  descent.step({ ...grads, layer: { weight: grads.layer.weight, bias: [Number.NaN, 0] } });
  return descent.snapshot();
}

const snapshot = await snapshotOf();
const bytes = encode(snapshot, { extra: { epoch: 3 } });

/** What is thrown. */
function failure(act: () => unknown): CheckpointError {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(CheckpointError);
    return error as CheckpointError;
  }
  throw new Error("nothing was thrown");
}

test("a checkpoint has names and texts that people can read", () => {
  const { tensors, metadata } = readSafetensors(bytes);
  const shapes = [...tensors].map(([name, { dtype, shape }]) => `${name} ${dtype} [${shape.join(", ")}]`);
  expect(shapes).toEqual([
    "params/layer.bias F64 [2]",
    "params/scale F64 []",
    "state/m/layer.bias F64 [2]",
    "state/m/scale F64 []",
    "state/v/layer.bias F64 [2]",
    "state/v/scale F64 []",
    "params/layer.weight F32 [2, 3]",
    "state/m/layer.weight F32 [2, 3]",
    "state/v/layer.weight F32 [2, 3]",
  ]);
  expect(Object.fromEntries(metadata)).toMatchObject({
    format: "glissade checkpoint",
    version: "1",
    count: "3",
    skipped: "1",
    pending: "0",
    hyper: '{"b1":0.8,"b2":0.999,"eps":1e-8,"learningRate":0.001,"weightDecay":0.1}',
    powers: '{"b1":{"product":0.9,"since":1,"value":0.8},"b2":{"product":1,"since":0,"value":0.999}}',
    frozen: '["scale"]',
    silent: "[]",
    score: "null",
    extra: '{"epoch":3}',
  });
  expect(JSON.parse(metadata.get("optimizer")!)).toEqual(snapshot.optimizer);
  expect(JSON.parse(metadata.get("counts")!).scale).toEqual({
    count: 1,
    powers: { b1: { product: 1, since: 0, value: 0.9 }, b2: { product: 1, since: 0, value: 0.999 } },
  });
});

test("everything comes back, and what it is made of does not change the bytes", () => {
  const found = decode(bytes);
  expect(found.snapshot).toEqual(structuredClone(snapshot));
  expect(found.params["layer.weight"]).toEqual({ data: snapshot.params["layer.weight"], shape: [2, 3] });
  expect(found.params["layer.weight"]!.data).toBe(found.snapshot.params["layer.weight"]);
  expect(found).toMatchObject({ extra: { epoch: 3 }, tensors: {}, score: undefined });
  const turned = (value: unknown): unknown =>
    typeof value === "object" && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
      ? Object.fromEntries(
          Object.entries(value)
            .reverse()
            .map(([key, item]) => [key, turned(item)]),
        )
      : value;
  expect(encode(turned(found.snapshot) as Snapshot, { extra: { epoch: 3 } })).toEqual(bytes);
});

test("every bit of arrays and numbers comes back", async () => {
  const descent = await adam().init({ x: new Float32Array(4), y: new Float64Array(3) });
  descent.step({ x: [1, 1, 1, 1], y: [1, 1, 1] });
  const taken = structuredClone(await descent.snapshot());
  const nans = new Uint32Array((taken.params.x as Float32Array).buffer);
  nans.set([0x7fc00001, 0xffa00000, 0x80000000, 1]);
  (taken.params.y as Float64Array).set([-0, -Infinity, 5e-324]);
  const odd = { ...taken, hyper: { ...taken.hyper, eps: -0, b1: Number.NaN, b2: -Infinity } };
  const found = decode(encode(odd)).snapshot;
  expect(new Uint32Array(found.params.x!.buffer)).toEqual(nans);
  expect(found.params.y).toEqual(Float64Array.of(-0, -Infinity, 5e-324));
  expect(found.hyper).toEqual(odd.hyper);
});

describe("what stands beside a descent", () => {
  const through = (options: SaveOptions) => decode(encode(snapshot, options));

  test("comes back", () => {
    const extra = { a: [1, -0, 1e-300, true, null, "\ud83d\ude00 \ud800"], "": { b: {} }, c: [] };
    expect(through({ extra }).extra).toEqual(extra);
    const data = Int32Array.of(3, 1, 2);
    const { tensors } = through({ tensors: { order: data, "best/layer.weight": { data, shape: [3, 1] } } });
    expect(tensors).toEqual({
      order: { data, shape: [3] },
      "best/layer.weight": { data, shape: [3, 1] },
    });
  });

  const circle: Record<string, unknown> = {};
  circle.again = circle;

  test.each<[what: unknown, message: string]>([
    [
      { best: Number.POSITIVE_INFINITY },
      "extra.best is Infinity, which JSON does not have; write null or a text",
    ],
    [{ list: [1, undefined] }, "extra.list[1] is undefined; JSON has numbers"],
    [{ list: new Array(2) }, "extra.list[0] is undefined"],
    [{ when: new Date(0) }, "extra.when is Date; JSON has numbers"],
    [{ state: Float32Array.of(1) }, "extra.state is Float32Array; JSON has"],
    [{ big: 1n }, "extra.big is bigint; JSON has"],
    [{ f: () => 1 }, "extra.f is function; JSON has"],
    [{ a: { ["__proto__"]: 1 } }, "extra.a has the key __proto__; give it another name"],
    [circle, "is more than 100 objects deep: is it a circle?"],
  ])("%# is refused where JSON would lose it", (extra, message) => {
    const error = failure(() => encode(snapshot, { extra: extra as Record<string, unknown> }));
    expect(error.message).toContain(message);
    expect(error.code).toBe("value");
  });

  test("tensors that are none are refused by name", () => {
    const wrong = (value: unknown) => () => encode(snapshot, { tensors: { best: value as Float32Array } });
    expect(wrong([1, 2])).toThrow('tensors: "best": a tensor of a file is one of Float32Array');
    expect(wrong(null)).toThrow('tensors: "best": a tensor of a file is one of');
    expect(wrong({ data: new Float32Array(2), shape: [3] })).toThrow(
      "shape [3] does not have the 2 elements",
    );
  });

  test("misspelt options are refused", () => {
    expect(() => encode(snapshot, { extras: {} } as SaveOptions)).toThrow("did you mean extra?");
    expect(() => encode(snapshot, { extra: [] as unknown as Record<string, unknown> })).toThrow("an object");
  });
});

test("only snapshots are written", () => {
  const json = JSON.parse(JSON.stringify(snapshot)) as Snapshot;
  const advice =
    "a checkpoint is made of what descent.snapshot() returned, not of its JSON; save() takes the descent itself";
  for (const wrong of [
    json,
    {},
    undefined,
    null,
    5,
    { ...snapshot, version: 2 },
    { ...snapshot, params: {} },
  ])
    expect(failure(() => encode(wrong as Snapshot)).message).toBe(advice);
  expect(() => encode({ ...snapshot, count: Number.NaN })).toThrow("count is no whole number");
  expect(() => decode("text" as unknown as Uint8Array)).toThrow("decode takes a Uint8Array");
});

/** The checkpoint with changed metadata and tensors. */
function changed(change: (file: { tensors: Map<string, never>; metadata: Map<string, string> }) => void) {
  const { tensors, metadata } = readSafetensors(bytes);
  const copy = { tensors: new Map(tensors), metadata: new Map(metadata) };
  change(copy as never);
  return failure(() => decode(writeSafetensors(copy as TensorFile)));
}

const text = (name: string, value: string, message: string, code = "content") =>
  [
    `${name}: ${value}`,
    ({ metadata }: { metadata: Map<string, string> }) => metadata.set(name, value),
    message,
    code,
  ] as const;
const added = (name: string, values: Float32Array | Float64Array | Int32Array, message: string) =>
  [
    name,
    ({ tensors }: { tensors: Map<string, unknown> }) => tensors.set(name, storedTensor(values)),
    message,
    "content",
  ] as const;

test.each([
  text("format", "pt", "its metadata do not say that it is one; readSafetensors reads any file"),
  text("version", "2", "the checkpoint has version 2; this release reads version 1", "version"),
  text("more", "", 'its metadata have "more"'),
  text("count", "-1", "count is no whole number"),
  text("count", "1.5", "count is no whole number"),
  text("count", "x", "count is not JSON"),
  text("optimizer", "{}", "optimizer is no list"),
  text("optimizer", "[null]", "optimizer is no object"),
  text("optimizer", '[{"name":"a","text":1,"maximizes":true}]', "optimizer is no text"),
  text("optimizer", '[{"name":"a","text":"u = g"}]', "optimizer does not say whether it maximizes"),
  text("hyper", "[]", "hyper is no object"),
  text("hyper", '{"b1":"nan"}', "hyper of b1 is no number"),
  text("powers", '{"b1":{"product":1,"since":0}}', "powers of b1 is no number"),
  text("counts", '{"x":{"count":1}}', "counts of x is no object"),
  text("frozen", "[1]", "frozen is no text"),
  text("extra", '{"a":[{"__proto__":1}]}', "extra has the key __proto__"),
  text("extra", "[]", "extra is no object"),
  text("extra", `{"a":${"[".repeat(100_000)}`, "extra is more than 100 objects deep"),
  text("extra", '{"a":"\\\\"[', "extra is not JSON"),
  text("score", "true", "score is no number"),
  added(
    "weight",
    Float32Array.of(1),
    'it has the tensor "weight"; names begin with params/, state/ or extra/',
  ),
  added("params/x", Int32Array.of(1), '"params/x" has 1 elements of type I32; expected some, F32 or F64'),
  added("params/x", new Float32Array(0), '"params/x" has 0 elements of type F32'),
  added("state/m", Float64Array.of(1), 'the state "m" is one number for all tensors, and there is more'),
  added("state/n", Float64Array.of(1, 2), 'the state "n" is one number for all tensors, and there is more'),
] as const)("a changed checkpoint is refused: %s", (_, change, message, code) => {
  const error = changed(change as never);
  expect(error.message).toContain(message);
  expect(error.code).toBe(code);
});

test("metadata that are missing are noticed, each", () => {
  for (const name of readSafetensors(bytes).metadata.keys())
    expect(changed(({ metadata }) => metadata.delete(name)).message).toMatch(
      name === "format"
        ? /do not say/
        : name === "version"
          ? /version undefined/
          : `its metadata have no ${name}`,
    );
  expect(changed(({ tensors }) => tensors.clear()).message).toContain("it has no parameters");
});

test("a checkpoint of another optimizer is refused by restore", async () => {
  const descent = await sgd().init(params);
  await expect(descent.restore(decode(bytes).snapshot)).rejects.toThrow(/^the snapshot is of an optimizer/);
});
