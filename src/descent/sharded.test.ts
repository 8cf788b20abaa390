/** Descents whose states processes share: what they show of them, and what they refuse. Their bits on several ranks: test/ranks. */
import { expect, test } from "vitest";
import { definition } from "../../test/devices/definition.ts";
import { adam, DeviceError, lbfgs, ParameterError, type Ranks, rows, tensor } from "../index.ts";

/** A process by itself. */
const alone: Ranks = { rank: 0, size: 1, allGather() {} };

/** The second of two processes, where nothing ever comes from the first. */
const second: Ranks = { rank: 1, size: 2, allGather() {} };

test("one process has all states, and the bits of a descent that shares none", async () => {
  const params = () => ({ w: new Float32Array(5000).fill(1), b: 3 });
  const [shared, own] = await Promise.all([adam().init(params(), { shard: alone }), adam().init(params())]);
  for (const descent of [shared, own]) descent.step({ w: new Float32Array(5000).fill(0.5), b: 1 });
  expect(shared.params).toEqual(own.params);
  expect(await shared.snapshot()).toEqual(await own.snapshot());
  expect(own.shard).toBeUndefined();
  const { bytes } = shared.shard!;
  // The number is a group of its own, in float64.
  expect(bytes).toEqual({ here: 2 * (4 * 5000 + 8 * 4), all: 2 * (4 * 5000 + 8 * 4) });
  expect(shared.shard!.part("w")).toEqual([0, 5000]);
});

test("a process shows the states that lie in it, by path", async () => {
  const descent = await adam().init(
    { w: new Float32Array(10_000), b: new Float32Array(3) },
    { shard: second },
  );
  const { bytes, ranks } = descent.shard!;
  expect(ranks).toBe(second);
  expect(descent.shard!.part("w")).toEqual([4096, 10_000]);
  expect(descent.shard!.part("b")).toEqual([0, 3]);
  const { w, b } = descent.state.m as Readonly<Record<string, Float32Array>>;
  expect([w!.length, b!.length]).toEqual([5904, 3]);
  expect(bytes).toEqual({ here: 8 * 5912, all: 8 * 10_008 });
  const part = await descent.snapshotPart();
  expect(part.from).toEqual({ w: 4096, b: 0 });
  expect(Object.keys(part.own)).toEqual(["m", "v"]);
  expect(part.own.m!.w).toHaveLength(5904);
  expect(part.common.state).toEqual({});
  expect(part.common.params.w).toHaveLength(10_000);
});

test("what needs all states in one process is refused", async () => {
  const params = { table: tensor(new Float32Array(6), [3, 2]) };
  const descent = await adam().init(params, { shard: alone });
  const said = "1 processes share the states of this descent, and it needs all of them here";
  await expect(descent.edit("table", { keep: [0] })).rejects.toThrow(`edit: ${said}`);
  await expect(descent.resetState("table")).rejects.toThrow(`resetState: ${said}`);
  await expect(descent.explainStep()).rejects.toThrow(`explainStep: ${said}`);
  await expect(descent.profile()).rejects.toThrow(`profile: ${said}`);
  expect(() => descent.step({ table: rows([0], [1, 1]) })).toThrow(
    `step with gradients of single rows: ${said}`,
  );
});

test("devices and parameters that cannot share states are named", async () => {
  const params = { x: new Float32Array(2) };
  await expect(adam().init(params, { device: "webgpu", shard: alone })).rejects.toThrow(
    'shard: processes cannot share states on "webgpu"',
  );
  await expect(adam().init(params, { device: definition, shard: alone })).rejects.toThrow(DeviceError);
  await expect(adam().init(params, { device: definition, shard: alone })).rejects.toThrow(
    `device "${definition.name}" cannot share states among processes`,
  );
  const half = { x: { data: new Uint16Array(2), shape: [2], dtype: "bfloat16" } } as never;
  await expect(adam().init(half, { shard: alone })).rejects.toThrow(ParameterError);
  await expect(lbfgs().init(params, { shard: alone })).rejects.toThrow(
    "lbfgs: processes cannot share its memory",
  );
  await expect(adam().init(params, { shard: {} as never })).rejects.toThrow(
    "init: shard must be processes, such as what connect() of glissade/mpi gives, or alone",
  );
});

test("explain says what each of several ranks has of the states", async () => {
  expect(await adam().explain({ ranks: 4 })).toContain(
    "8 bytes of state a parameter, 2 on each of 4 ranks that share it",
  );
  expect(await adam().explain({ ranks: 1 })).toBe(await adam().explain());
});
