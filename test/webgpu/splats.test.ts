/** The example of splats, in small: its gradients, its growth, how near it comes to a picture, and what it leaves on the GPU. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type Arrays, Fit, gridOf, optimizerOf } from "../../examples/splats/fit.mjs";
import { grown } from "../../examples/splats/grow.mjs";
import { type RunEvent, run } from "../../examples/splats/run.mjs";
import { type GpuDevice, sgd } from "../../src/index.ts";
import { testedGpu } from "./gpu.ts";
import { drawing, lossOf, scattered } from "./splats.ts";
import { counting } from "./wrapped.ts";

const gpu = testedGpu();
const code = readFileSync(new URL("../../examples/splats/splats.wgsl", import.meta.url), "utf8");

test("gradients are those of differences in float64", async () => {
  const side = 32;
  const [photograph, params] = [drawing(side), scattered(20, side)];
  const fit = await Fit.begin(gpu.device, { code, photograph, side, params, optimizer: sgd() });
  const { psnr } = await fit.measure();
  expect(psnr).toBeGreaterThan(0);
  const found = await fit.gradients();
  const wide = Object.fromEntries(
    Object.entries(params).map(([name, values]) => [name, Float64Array.from(values)]),
  ) as unknown as Record<keyof Arrays, Float64Array>;
  const step = 1e-6;
  let most = 0;
  for (const [name, values] of Object.entries(wide)) {
    const all = found[name as keyof Arrays];
    const size = all.reduce((largest, one) => Math.max(largest, Math.abs(one)), 0);
    expect(size, name).toBeGreaterThan(0.1);
    for (const [i, value] of values.entries()) {
      values[i] = value + step;
      const above = lossOf(wide, photograph);
      values[i] = value - step;
      const below = lossOf(wide, photograph);
      values[i] = value;
      most = Math.max(most, Math.abs((above - below) / (2 * step) - all[i]!) / size);
    }
  }
  // Sines of WGSL may be wrong by 2^-11, and SwiftShader's are by nearly as much.
  expect(most).toBeLessThan(1e-3);
  // One that lies outside has no gradient.
  for (const one of [found.color[0], found.position[0], found.opacity[0]]) expect(Math.abs(one!)).toBe(0);
  fit.dispose();
});

const small = async (side: number, rows: number, steps: number, device: GpuDevice = gpu.device) => {
  const photograph = drawing(side);
  const params = gridOf(photograph, side, rows);
  // Three that nobody sees.
  params.opacity.fill(-20, 0, 3);
  return Fit.begin(device, { code, photograph, side, params, optimizer: optimizerOf(steps) });
};

test("a small fit: three rounds of growth and pruning, 28 dB, no buffer left", async () => {
  const [steps, sizes] = [150, [180, 240, 300]];
  const { device, alive } = counting(gpu.device);
  const fit = await small(64, 12, steps, device);
  const events: (RunEvent & { readonly buffers: number })[] = [];
  for await (const event of run(fit, { steps, sizes, every: 50 }))
    events.push({ ...event, buffers: alive.size });
  const rounds = events.filter(({ type }) => type === "grown");
  expect(rounds.map(({ size }) => size)).toEqual(sizes);
  expect(rounds[0]!.dropped).toBeGreaterThanOrEqual(3);
  const last = events.filter(({ step }) => step % 50 === 0 && step > 0);
  for (const some of [rounds, last])
    expect(some.map(({ buffers }) => buffers)).toEqual(Array(3).fill(some[0]!.buffers));
  expect(fit.count).toBe(steps);
  expect(events[0]!.psnr).toBeLessThan(20);
  expect(last[2]!.psnr).toBeGreaterThan(28);
  fit.dispose();
  expect(alive.size).toBe(0);
});

test("equal fits have equal bits", async () => {
  const pictures: Float32Array[] = [];
  for (let time = 0; time < 2; time++) {
    const fit = await small(32, 8, 20);
    for await (const _ of run(fit, { steps: 20, sizes: [100] }));
    pictures.push(await fit.picture());
    fit.dispose();
  }
  expect(pictures[1]).toEqual(pictures[0]);
});

test("a divided Gaussian's parts have its sum, mean and spread", () => {
  const params = scattered(3, 32);
  const { keep, append, divided } = grown(params, Float32Array.of(0, 2, 1), 4);
  expect([keep, divided]).toEqual([[0, 2], 1]);
  const momentsOf = ({ position, scale, angle, color, opacity }: Arrays, i: number) => {
    const [cos, sin] = [Math.cos(angle[i]!), Math.sin(angle[i]!)];
    const [first, second] = [0, 1].map((k) => Math.exp(2 * scale[2 * i + k]!)) as [number, number];
    const mass = (color[3 * i]! / (1 + Math.exp(-opacity[i]!))) * Math.sqrt(first * second);
    const [x, y] = [position[2 * i]!, position[2 * i + 1]!];
    const [xx, xy, yy] = [
      cos * cos * first + sin * sin * second,
      cos * sin * (first - second),
      sin * sin * first + cos * cos * second,
    ];
    return [1, x, y, xx + x * x, xy + x * y, yy + y * y].map((moment) => mass * moment);
  };
  const parts = Object.fromEntries(
    Object.entries(append).map(([name, values]) => [name, Float32Array.from(values)]),
  ) as Arrays;
  const [before, one, other] = [momentsOf(params, 1), momentsOf(parts, 0), momentsOf(parts, 1)];
  for (const [k, moment] of before.entries()) expect((one[k]! + other[k]!) / moment).toBeCloseTo(1, 4);
});

test("too many Gaussians at one place are an error that says so", async () => {
  const params = gridOf(drawing(16), 16, 20);
  params.position.fill(8);
  const fit = await Fit.begin(gpu.device, {
    code,
    photograph: drawing(16),
    side: 16,
    params,
    optimizer: sgd(),
  });
  await expect(fit.measure()).rejects.toThrow(/a tile has 400 Gaussians, more than 256/);
  fit.dispose();
  const wrong = Fit.begin(gpu.device, { code, photograph: drawing(12), side: 12, params, optimizer: sgd() });
  await expect(wrong).rejects.toThrow(/multiple of 8; got side 12/);
});
