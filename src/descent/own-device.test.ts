/** Devices from outside that are not whole: what is refused, and that nothing has changed then. */
import { expect, test } from "vitest";
import { definition } from "../../test/devices/definition.ts";
import { adam, type Device, DeviceError, SnapshotError } from "../index.ts";

const start = () => ({ a: [1, 2], b: [3] });
const all = { a: [1, 1], b: [1] };
const has = () => true;

/** The definition, which cannot leave out single parameters. */
const whole: Device = {
  ...definition,
  async compile(plan, params) {
    const made = await definition.compile(plan, params);
    return Object.defineProperty(made, "divide", { value: undefined });
  },
};

test.each([
  ["no name", { operations: { has } }],
  ["no operations", { name: "x" }],
  ["operations in an array", { name: "x", operations: ["add"] }],
])("a device with %s is refused", async (_, rest) => {
  const device = { ...rest, compile: async () => {} } as unknown as Device;
  await expect(adam().init(start(), { device })).rejects.toThrow(
    new DeviceError(
      'device must be "auto", "js", "wasm", "native", "webgpu", a GPUDevice, or an object with name, operations and compile(); got an object',
    ),
  );
});

test.each([undefined, null, 5, {}])("a device that makes %s of a plan is refused", async (made) => {
  const device = { name: "x", operations: { has }, compile: async () => made } as unknown as Device;
  await expect(adam().init(start(), { device })).rejects.toThrow(
    new DeviceError(
      'compile() of the device "x" must give an execution with the methods run, handle, read, write, dispose; it has no run',
    ),
  );
});

test("what a device throws comes through", async () => {
  const device: Device = { name: "x", operations: { has }, compile: () => Promise.reject(new Error("lost")) };
  await expect(adam().init(start(), { device })).rejects.toThrow(new Error("lost"));
});

test("a device that cannot leave out parameters refuses nulls, freezing, and snapshots with either", async () => {
  const [descent, other, frozen] = await Promise.all([
    adam().init(start(), { device: whole }),
    adam().init(start()),
    adam().init(start()),
  ]);
  descent.step(all);
  other.step({ ...all, b: null });
  frozen.freeze("b");
  const [before, ...refused] = await Promise.all([descent, other, frozen].map((one) => one.snapshot()));
  expect(() => descent.step({ ...all, b: null })).toThrow(DeviceError);
  expect(() => descent.freeze("b")).toThrow(DeviceError);
  for (const snapshot of refused)
    for (const partial of [false, true])
      await expect(descent.restore(snapshot, { partial })).rejects.toThrow(SnapshotError);
  const grown = { ...start(), c: [1] };
  await expect(adam().init(grown, { device: whole, from: before!, partial: true })).rejects.toThrow(
    "this device cannot leave out single parameters",
  );
  expect(await descent.snapshot()).toEqual(before);
  expect(descent.frozen).toEqual([]);
  await descent.restore(before!);
  descent.step(all);
  expect(descent.count).toBe(2);
});
