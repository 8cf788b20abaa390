/** The textbook's data against its published statistics and exact solution, and what stands in where it is absent. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { DataError } from "../train/data/data-error.ts";
import type { Regression } from "../train/data/standardize.ts";
import { leastSquares } from "../train/textbook/least-squares.ts";
import { meanLoss } from "../train/textbook/linear-regression.ts";
import { airfoilRegression, defaultRegression } from "./textbook-data.ts";

/** Relative error against a figure that is known to nine digits. */
const relativeError = (found: number, published: number) => Math.abs(found / published - 1);

/** Gaussian elimination on the normal equations: independent of the orthogonalisation under test. */
function normalEquations({ x, y, count, width }: Regression): number[] {
  const columns = Array.from({ length: width + 1 }, (_, j) =>
    Array.from({ length: count }, (_, i) => (j < width ? x[i * width + j]! : 1)),
  );
  const dot = (a: number[], b: ArrayLike<number>) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  const rows = columns.map((a) => [...columns.map((b) => dot(a, b)), dot(a, y)]);
  for (let k = 0; k <= width; k++) {
    for (let i = 0; i <= width; i++) {
      if (i === k) continue;
      const share = rows[i]![k]! / rows[k]![k]!;
      rows[i] = rows[i]!.map((value, j) => value - share * rows[k]![j]!);
    }
  }
  return rows.map((row, k) => row.at(-1)! / row[k]!);
}

describe.skipIf(!process.env.GLISSADE_DATA)("airfoil (needs GLISSADE_DATA)", () => {
  it("has the published means and population standard deviations over all 1503 rows, and keeps 1500", async () => {
    const { mean, deviation, count, width, x, y } = await airfoilRegression();
    expect([count, width, x.length, y.length]).toEqual([1500, 5, 7500, 1500]);
    const means = [2886.38057, 6.78230206, 0.136548237, 50.8607452, 0.0111398804, 124.835943];
    const deviations = [3151.5242, 5.91615903, 0.0935096052, 15.567603, 0.0131458589, 6.89636128];
    for (let j = 0; j < 6; j++) {
      expect(relativeError(mean[j]!, means[j]!)).toBeLessThan(5e-9);
      expect(relativeError(deviation[j]!, deviations[j]!)).toBeLessThan(5e-9);
    }
  });

  it("has the published least squares solution and floor, and the loss at zero", async () => {
    const data = await airfoilRegression();
    const { weight, bias, loss } = leastSquares(data);
    const published = [-0.58318, -0.36551, -0.48433, 0.22387, -0.27133, 0.00196];
    [...weight, bias].forEach((value, j) => {
      expect(value).toBeCloseTo(published[j]!, 5);
    });
    expect(loss).toBeCloseTo(0.241688, 6);
    expect(meanLoss(data, { weight: new Float32Array(5), bias: new Float32Array(1) })).toBeCloseTo(
      0.49326,
      5,
    );
  });

  it("agrees with the normal equations", async () => {
    const data = await airfoilRegression();
    const { weight, bias } = leastSquares(data);
    normalEquations(data).forEach((value, j) => {
      expect(relativeError([...weight, bias][j]!, value)).toBeLessThan(1e-9);
    });
  });
});

describe("defaultRegression", () => {
  const offline = async (): Promise<Response> => {
    throw new TypeError("no network");
  };

  it("falls back to Auto MPG and says why", async () => {
    const sources = { directory: "/nowhere", cache: "/nowhere", fetch: offline };
    const reasons: DataError[] = [];
    const data = await defaultRegression(sources, (error) => reasons.push(error));
    expect([data.name, data.count, data.width, data.target]).toEqual([
      "auto-mpg",
      392,
      5,
      "Miles_per_Gallon",
    ]);
    expect(reasons.map(({ message }) => message)).toEqual([
      "airfoil cannot be downloaded (no server can be reached); put airfoil_self_noise.dat into a folder and name it in GLISSADE_DATA",
    ]);
    expect(data.origin).toBe("Auto MPG, StatLib and UCI, from vega-datasets");
    expect(data.notes).toEqual(["left out 14 of 406 rows with missing values"]);
    expect((await defaultRegression(sources)).x).toEqual(data.x);
    expect(leastSquares(data).loss).toBeLessThan(0.16);
  });

  it("does not pass over a file with the wrong checksum", async () => {
    const directory = await mkdtemp(join(tmpdir(), "glissade-data-"));
    await writeFile(join(directory, "airfoil_self_noise.dat"), "damaged");
    await expect(defaultRegression({ directory, fetch: offline })).rejects.toThrow(/expected sha256/);
    await rm(directory, { recursive: true });
  });
});
