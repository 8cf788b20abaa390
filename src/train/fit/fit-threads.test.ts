/** A model that is large enough trains on threads, to the same bits. */
import { expect, test } from "vitest";
import { adam, chain, clipByGlobalNorm } from "../../index.ts";
import { modelFrom } from "../models/model-from.ts";
import { fit } from "./fit.ts";

test("one thread, two and as many as pay come to the same", async () => {
  const features = 200;
  const model = modelFrom("mlp:200", { task: "regression", features });
  const values = (size: number) =>
    Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 97) / 97 - 0.5);
  const data = {
    x: { data: values(64 * features), shape: [64, features] },
    y: { data: values(64), shape: [64] },
  };
  const run = (threads?: number) =>
    fit(model, data, {
      optimizer: chain(clipByGlobalNorm(1), adam()),
      epochs: 3,
      validation: 0.25,
      ...(threads && { threads }),
    }).result;
  const [one, two, some] = [await run(1), await run(2), await run()];
  for (const { params, best } of [two, some]) expect([params, best]).toEqual([one.params, one.best]);
  // What a run hands out is nobody else's.
  const all = [two.params, two.best, two.resume].flatMap(arraysIn);
  expect(all.length).toBeGreaterThan(8);
  for (const { buffer } of all) expect(buffer).not.toBeInstanceOf(SharedArrayBuffer);
});

function arraysIn(value: unknown): ArrayBufferView[] {
  if (ArrayBuffer.isView(value)) return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(arraysIn) : [];
}
