/** Every optimizer and every `like` against the oracle in float64, and its float32 bits on all backends. */
import { describe, expect, test } from "vitest";
import { golden, problem, worstError as worstGoldenError } from "../golden/golden.ts";
import { allPatterns, gradients } from "../oracle/gradients.ts";
import { type OracleCase, oracles } from "../oracle/index.ts";
import { cases, changingRate, devices, optimizerOf } from "./cases.ts";

const size = 50;
const steps = 200;
const start = Float64Array.from({ length: size }, (_, i) => Math.fround(((i * 37) % 19) / 7 - 1));

/** Relative to the largest value that an element has had: where it passes through 0, rounding is all that is left. */
function worstError(expected: readonly Float64Array[], found: readonly Float64Array[]): number {
  let worst = 0;
  for (let i = 0; i < size; i++) {
    let scale = Math.abs(start[i]!);
    for (const [step, row] of expected.entries()) {
      scale = Math.max(scale, Math.abs(row[i]!));
      if (Object.is(row[i], found[step]![i])) continue;
      const error = Math.abs(row[i]! - found[step]![i]!) / scale;
      worst = Number.isNaN(error) ? Number.POSITIVE_INFINITY : Math.max(worst, error);
    }
  }
  return worst;
}

const patternsOf = ({ cancelsWhenConstant }: OracleCase) =>
  allPatterns.filter((pattern) => !(cancelsWhenConstant && pattern === "constant"));

async function trajectory(
  row: OracleCase,
  device: (typeof devices)[number],
  make: (values: Float64Array) => Float32Array | Float64Array,
  rows: readonly Float64Array[],
): Promise<Float64Array[]> {
  const descent = await optimizerOf(row, changingRate(row)).init({ x: make(start) }, { device });
  expect(descent.device).toBe(device);
  const points = rows.map((gradient) => {
    descent.grads.x.set(gradient);
    descent.step();
    return Float64Array.from(descent.params.x);
  });
  descent.dispose();
  return points;
}

describe.each(cases)("%s", (_, row) => {
  test("agrees with the oracle in float64, to 1e-12", async () => {
    const rows = gradients(size, { steps, patterns: patternsOf(row) });
    const oracle = row.create(size);
    const p = start.slice();
    const expected = rows.map((gradient, count) => {
      oracle.step(p, gradient, changingRate(row)(count));
      return p.slice();
    });
    for (const device of devices) {
      const found = await trajectory(row, device, (values) => values.slice(), rows);
      expect(worstError(expected, found)).toBeLessThan(1e-12);
    }
  });

  test("gives the same bits in float32 on every backend", async () => {
    const rows = gradients(size, { steps, float32: true });
    const [js, wasm] = await Promise.all(
      devices.map((device) => trajectory(row, device, (values) => Float32Array.from(values), rows)),
    );
    expect(wasm).toEqual(js);
  });
});

test.each(Object.entries(golden))("%s is what the library computes, to 1e-11", async (_, record) => {
  const row = oracles[record.case]!;
  let rate = 0;
  const descent = await optimizerOf(row, () => rate).init({ x: Float64Array.from(problem.start) });
  const worst = worstGoldenError(record, (gradient, learningRate) => {
    rate = learningRate;
    descent.step({ x: gradient });
    return descent.params.x;
  });
  descent.dispose();
  expect(worst).toBeLessThan(1e-11);
});
