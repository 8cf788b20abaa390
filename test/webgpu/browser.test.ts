/** A page of headless Chromium: steps on its GPU beside steps on its WebAssembly. */
import { expect, test } from "vitest";
import { isHere, testedPage } from "./page.ts";

const page = testedPage();

/** Runs there with the package as `g`. */
const inPage = (program: string) =>
  page.evaluate(`import("/dist/index.js").then(async (g) => { ${program} })`);

test.skipIf(!isHere).each([
  ["adam", "g.adam({ learningRate: 0.1 })"],
  ["clipped AdamW", "g.chain(g.clipByGlobalNorm(1), g.adamw({ learningRate: (t) => 0.1 / (1 + t) }))"],
  ["adafactor", "g.adafactor()"],
  ["a step that may be declined", "g.chain(g.skipNonFinite(), g.adam({ learningRate: 0.1 }))"],
])("ten steps of %s, and on with its snapshot", async (_, optimizer) => {
  const [largest, count, skipped] = (await inPage(`
    const optimizer = ${optimizer};
    const params = () => ({ w: g.tensor(Float32Array.from({ length: 600 }, (_, i) => Math.sin(i)), [20, 30]), b: new Float32Array(7) });
    const on = await optimizer.init(params(), { device: "webgpu" });
    const beside = await optimizer.init(params(), { device: "wasm" });
    const mayDecline = ${optimizer.includes("skipNonFinite")};
    const step = (one, t) => {
      const bad = mayDecline && t === 3 ? NaN : 0;
      one.step({ w: g.tensor(Float32Array.from({ length: 600 }, (_, i) => Math.cos(i + t)), [20, 30]), b: new Float32Array(7).fill(1 + bad) });
    };
    for (let t = 0; t < 10; t++) for (const one of [on, beside]) step(one, t);
    const later = await optimizer.init(params(), { device: "webgpu", from: await on.snapshot() });
    for (const one of [later, beside]) step(one, 10);
    const found = await later.read();
    let most = 0;
    for (let i = 0; i < 600; i++) most = Math.max(most, Math.abs(found.w.data[i] - beside.params.w.data[i]));
    for (let i = 0; i < 7; i++) most = Math.max(most, Math.abs(found.b[i] - beside.params.b[i]));
    const counts = [later.count, later.skipped];
    for (const one of [on, beside, later]) one.dispose();
    return [most, ...counts];
  `)) as [number, number, number];
  expect(largest).toBeLessThan(1e-6);
  expect([count, skipped]).toEqual(optimizer.includes("skipNonFinite") ? [10, 1] : [11, 0]);
});
