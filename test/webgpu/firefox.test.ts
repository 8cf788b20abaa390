/** A page of Firefox: steps on its GPU; where it has none, as Firefox ESR on Linux, the error says so and `auto` takes the steps. */
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { browsers, launch } from "../platform/browsers.mjs";
import { serve } from "../platform/server.mjs";

const { path } = browsers.firefox;
const isHere = existsSync(path);
if (!isHere) console.log(`not here: a page of Firefox, since there is no ${path}`);

interface Found {
  readonly x: readonly number[];
  /** Why there is no GPU. */
  readonly problem?: string;
  readonly device: string;
}

const program = `import("/dist/index.js").then(async (g) => {
  const begin = (options) => g.sgd({ learningRate: 0.5 }).init({ x: new Float32Array(3) }, options);
  const gradient = { x: Float32Array.of(1, 2, 3) };
  try {
    const descent = await begin({ device: "webgpu" });
    descent.step(gradient);
    return { x: [...(await descent.read()).x], device: descent.device };
  } catch (error) {
    const descent = await begin();
    descent.step(gradient);
    return { x: [...descent.params.x], device: descent.device, problem: error.name + " " + error.message };
  }
})`;

test.skipIf(!isHere)("a step in Firefox", async ({ skip }) => {
  const server = await serve();
  const name: string = "playwright-core";
  const browser = await launch(await import(name), "firefox");
  try {
    const page = await browser.newPage();
    await page.goto(`${server.origin}/dist/index.js`);
    const { x, device, problem } = (await page.evaluate(program)) as Found;
    expect(x).toEqual([-0.5, -1, -1.5]);
    expect(device).toBe(problem === undefined ? "webgpu" : "wasm");
    if (problem === undefined) return;
    expect(problem).toMatch(/^DeviceError /);
    const version = browser.version();
    console.log(`not here: a GPU in Firefox ${version}, which says: ${problem}`);
    skip(`Firefox ${version} has no WebGPU`);
  } finally {
    await browser.close();
    server.close();
  }
});
