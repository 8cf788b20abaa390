/** Snapshots through JSON: every bit comes back, and text that has lost some is refused. */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adam, rule, type Snapshot, SnapshotError, sgd } from "../index.ts";

const throughJSON = (snapshot: Snapshot) => JSON.parse(JSON.stringify(snapshot)) as Snapshot;

/** States of one number, of tensors, of elements, that take any value. */
const keeping = rule({
  name: "keeping",
  hyper: { h: 0 },
  state: { one: 0, each: 0, all: 0 },
  text: `
    one = h
    each = each + sum(g)
    all = g
    u = g`,
});

/** Numbers of all bit patterns, special ones often. */
const bits = fc.oneof(
  fc.constantFrom(Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, 1e-45, 0.1),
  fc.double(),
  fc.float(),
);

const bytesOf = (array: ArrayBufferView) => [
  ...new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
];

/** All bits of a snapshot's arrays, all its numbers. */
function bitsOf({ params, state, hyper, ...rest }: Snapshot): unknown {
  const arrays = (of: Readonly<Record<string, Float32Array | Float64Array | Uint16Array>>) =>
    Object.entries(of).map(([path, array]) => [path, array.constructor.name, bytesOf(array)]);
  return [
    Object.entries(state).map(([name, value]) => [name, typeof value === "number" ? value : arrays(value)]),
    arrays(params),
    hyper,
    { ...rest },
  ];
}

describe("through JSON", () => {
  test("every bit comes back, NaN, infinities and -0 included", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(bits, { minLength: 5, maxLength: 5 }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom("js", "wasm"),
        async (values, h, device) => {
          const start = () => ({ a: new Float32Array(2), b: { c: new Float64Array(2), d: 0 } });
          const make = () => keeping({ h }).init(start(), { device: device as "js" });
          const [descent, other] = [await make(), await make()];
          const [v0, v1, v2, v3, v4] = values as [number, number, number, number, number];
          descent.step({ a: [v0, v1], b: { c: [v2, v3], d: v4 } });
          descent.params.a.set([v4, v0]);
          descent.params.b.c.set([v1, v2]);
          const taken = await descent.snapshot();
          const text = JSON.stringify(taken);
          expect(text).not.toContain("null");
          await other.restore(JSON.parse(text) as Snapshot);
          expect(bitsOf(await other.snapshot())).toEqual(bitsOf(taken));
          // As a part of something else, copied by spreading.
          const { saved } = JSON.parse(JSON.stringify({ saved: { ...taken }, epoch: 3 })) as {
            saved: Snapshot;
          };
          await other.restore(saved);
          expect(bitsOf(await other.snapshot())).toEqual(bitsOf(taken));
          for (const one of [descent, other]) one.dispose();
        },
      ),
      { seed: 1, numRuns: 100 },
    );
  });

  test("large arrays and their payloads of NaN too", async () => {
    const x = new Float32Array(100_000).map((_, i) => Math.sin(i));
    new Uint32Array(x.buffer)[7] = 0xffc12345;
    const [descent, other] = [await sgd().init({ x }), await sgd().init({ x: new Float32Array(100_000) })];
    const taken = await descent.snapshot();
    await other.restore(throughJSON(taken));
    expect(new Uint32Array(other.params.x.slice().buffer)).toEqual(
      new Uint32Array(taken.params.x!.slice().buffer),
    );
    for (const one of [descent, other]) one.dispose();
  });

  const spoilt: [string, (snapshot: Snapshot) => unknown, string][] = [
    [
      "a clone's text, which has lost bits",
      (s) => JSON.parse(JSON.stringify(structuredClone(s))),
      'parameters at "x": expected Float64Array of 2, the snapshot has Object; JSON.stringify keeps the bits of what snapshot() returned, not of a clone',
    ],
    [
      "text that is not base64",
      (s) => ({ ...s, params: { x: { dtype: "float64", base64: "!" } } }),
      `parameters at "x": the snapshot's text is not base64`,
    ],
    [
      "text that was cut off",
      (s) => ({ ...s, params: { x: { dtype: "float64", base64: btoa("1234567") } } }),
      'parameters at "x": the snapshot has 7 bytes; float64 takes a multiple of 8',
    ],
    [
      "text of too few elements",
      (s) => ({ ...s, params: { x: { dtype: "float64", base64: btoa("12345678") } } }),
      'parameters at "x": expected Float64Array of 2, the snapshot has Float64Array of 1',
    ],
    [
      "text of another type",
      (s) => ({ ...s, params: { x: { dtype: "float32", base64: btoa("12345678") } } }),
      'parameters at "x": expected Float64Array of 2, the snapshot has Float32Array of 2',
    ],
    [
      "something that is not a number",
      (s) => ({ ...s, hyper: { ...s.hyper, b1: "0.9" } }),
      'b1: expected a number, the snapshot has "0.9"',
    ],
    [
      "null for a number",
      (s) => ({ ...s, hyper: { ...s.hyper, b1: null } }),
      "b1: expected a number, the snapshot has null",
    ],
  ];
  test.each(spoilt)("%s is refused", async (_, spoil, message) => {
    const descent = await adam().init({ x: [1, 2] });
    descent.step({ x: [1, 2] });
    const taken = await descent.snapshot();
    await expect(descent.restore(spoil(taken) as Snapshot)).rejects.toThrow(new SnapshotError(message));
    expect(await descent.snapshot()).toEqual(taken);
    descent.dispose();
  });
});
