import { expect, test } from "vitest";
import { adamw, chain, clipByGlobalNorm, DeviceError, polyakAverage, sgd, zeroNans } from "../index.ts";
import type { Device } from "../runtime/device.ts";
import { deviceOf } from "../runtime/host/host-device.ts";
import { wasm } from "../runtime/host/wasm/run.ts";

const params = () => ({ w: Float32Array.from({ length: 7 }, (_, i) => i - 3), b: Float32Array.of(0.5) });

test("a descent that is begun, saved and continued at once has the bits of one that waits", async () => {
  const optimizer = chain(clipByGlobalNorm(1), polyakAverage(adamw({ learningRate: 0.1 })));
  const waiting = await optimizer.init(params());
  const atOnce = optimizer.initSync(params());
  const step = (descent: typeof atOnce) => descent.step({ w: descent.params.w, b: descent.params.b });
  for (let i = 0; i < 3; i++) for (const descent of [waiting, atOnce]) step(descent);
  expect(atOnce.snapshotSync()).toEqual(await waiting.snapshot());
  const resumed = optimizer.initSync(params(), { from: atOnce.snapshotSync() });
  for (const descent of [waiting, resumed]) step(descent);
  expect(resumed.params).toEqual(waiting.params);
  resumed.restoreSync(atOnce.snapshotSync());
  expect(resumed.count).toBe(3);
});

test("init after initSync, and initSync after init, share kernels", async () => {
  const optimizer = chain(zeroNans(), sgd({ learningRate: 0.125, momentum: 0.375 }));
  const kinds = [
    optimizer.initSync({ x: [1] }),
    await optimizer.init({ x: [1] }),
    optimizer.initSync({ x: [1] }),
  ];
  for (const descent of kinds) {
    descent.step({ x: [2] });
    expect(descent.params.x[0]).toBe(0.75);
  }
});

test("js is there at once when its code has been loaded", async () => {
  await sgd().init({ x: [1] }, { device: "js" });
  expect(sgd().initSync({ x: [1] }, { device: "js" }).device).toBe("js");
});

test("a device that cannot says what to do", () => {
  const { compileSync: _, ...device }: Device = deviceOf({ ...wasm, name: "mine" });
  expect(() => sgd().initSync({ x: [1] }, { device })).toThrow(
    new DeviceError('device "mine" has no compileSync(); await init instead of initSync'),
  );
});
