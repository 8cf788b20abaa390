/** Products of an optimizer's matrices run in compiled loops where the device has them, and give the bits of `js`. */
import { expect, test, vi } from "vitest";
import { muon, tensor } from "../../src/index.ts";
import * as plain from "../../src/linear-algebra/product.ts";
import { missing } from "../native/available.ts";
import { fill } from "./naive.ts";

vi.mock("../../src/linear-algebra/product.ts", async (original) => {
  const real = await original<typeof plain>();
  return {
    ...real,
    product: vi.fn(real.product),
    symmetricProduct: vi.fn(real.symmetricProduct),
  };
});

const shapes = { wide: [130, 300], tall: [70, 33], vector: [1, 9] } as const;
const device = (name: "js" | "wasm" | "native", threads = 1) => [name, threads] as const;

async function trained([name, threads]: ReturnType<typeof device>) {
  const tensors = (seed: number) =>
    Object.fromEntries(
      Object.entries(shapes).map(([path, [rows, columns]]) => [
        path,
        tensor(fill("float32", rows, columns, seed).values, [rows, columns]),
      ]),
    );
  const options = name === "js" ? { device: name } : { device: name, threads };
  const descent = await muon({ matrices: "*", layout: "out,in" }).init(tensors(1), options);
  vi.mocked(plain.product).mockClear();
  vi.mocked(plain.symmetricProduct).mockClear();
  for (let step = 0; step < 3; step++) descent.step(tensors(step + 2));
  const calls =
    vi.mocked(plain.product).mock.calls.length + vi.mocked(plain.symmetricProduct).mock.calls.length;
  const found = Object.values(descent.params).map(({ data }) => [...(data as Float32Array)]);
  descent.dispose();
  return { found, calls };
}

const devices = [
  device("wasm"),
  device("wasm", 2),
  ...(missing ? [] : [device("native"), device("native", 2)]),
];

test.each(devices)("on %s with %i threads", async (...there) => {
  const meant = await trained(device("js"));
  expect(meant.calls).toBeGreaterThan(0);
  const { found, calls } = await trained(there);
  expect(calls).toBe(0);
  expect(found).toEqual(meant.found);
});
