/** A descent in a console, in a text and in JSON: device, steps, shapes and hyperparameters, also after its end. */
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { adam, sgd, tensor } from "../index.ts";

const start = () => ({ layer: { weight: tensor(new Float32Array(6), [2, 3]), bias: [1, 2] }, scale: 3 });

test.each(["js", "wasm"] as const)("shows itself, on %s", async (device) => {
  const descent = await adam({ learningRate: (count) => 1 / (count + 1) }).init(start(), { device });
  for (let i = 0; i < 2; i++)
    descent.step({ layer: { weight: new Float32Array(6), bias: [1, 2] }, scale: 1 });
  const params = { "layer.weight": "float32 [2, 3]", "layer.bias": "float64 [2]", scale: "float64" };
  const hyper = { b1: 0.9, b2: 0.999, eps: 1e-8, learningRate: 0.5 };
  const json = JSON.parse(JSON.stringify(descent));
  expect(json).toEqual({ device, count: 2, params, hyper });
  expect(inspect(descent)).toBe(`Descent ${inspect(json)}`);
  expect(inspect({ descent })).toContain("Descent {");
  expect(`${descent}`).toBe(
    `Descent on ${device}: 2 steps; layer.weight float32 [2, 3], layer.bias float64 [2], scale float64; b1 0.9, b2 0.999, eps 1e-8, learningRate 0.5`,
  );
  descent.dispose();
  expect(JSON.parse(JSON.stringify(descent))).toEqual({ device, count: 2, isDisposed: true, params, hyper });
  expect(String(descent)).toContain(`Descent on ${device}, disposed of: 2 steps; layer.weight`);
  expect(inspect(descent)).toContain("isDisposed: true");
});

test("lists the first of many parameters", async () => {
  const descent = await sgd().init(Array.from({ length: 100 }, () => new Float32Array(1)));
  const shown = inspect(descent);
  expect(shown).toContain("and 88 more");
  expect(shown.length).toBeLessThan(1000);
  descent.step();
  expect(String(descent)).toMatch(/: 1 step; .*11 float32 \[1\], and 88 more; learningRate/);
  descent.dispose();
});

test("shows itself where its memory was transferred, too", async () => {
  const descent = await sgd().init({ x: new Float32Array(2) }, { device: "js" });
  structuredClone<object>(descent.params.x, { transfer: [descent.params.x.buffer as ArrayBuffer] });
  expect(inspect(descent)).toContain("'float32 [2]'");
  expect(String(descent)).toContain("Descent on js");
});
