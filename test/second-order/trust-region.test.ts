/** The step of a trust region and the eigenvalues behind it. */
import { describe, expect, test } from "vitest";
import { eigenOf } from "../../src/second-order/symmetric.ts";
import { trustStep } from "../../src/second-order/trust-region.ts";

/** Numbers between -1 and 1. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

function symmetric(size: number, next: () => number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = i; j < size; j++) {
      matrix[i * size + j] = next();
      matrix[j * size + i] = matrix[i * size + j]!;
    }
  return matrix;
}

test.each([1, 2, 5, 12, 30])("eigenvalues and orthogonal eigenvectors of %i rows", (size) => {
  const matrix = symmetric(size, numbers(size));
  const { values, vectors } = eigenOf(matrix, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j < size; j++) {
      let [product, gram] = [0, 0];
      for (let k = 0; k < size; k++) {
        product += vectors[i * size + k]! * values[k]! * vectors[j * size + k]!;
        gram += vectors[k * size + i]! * vectors[k * size + j]!;
      }
      expect(Math.abs(product - matrix[i * size + j]!)).toBeLessThan(1e-13);
      expect(Math.abs(gram - Number(i === j))).toBeLessThan(1e-13);
    }
});

const modelOf = (matrix: Float64Array, g: Float64Array) => (s: Float64Array) =>
  s.reduce(
    (sum, si, i) =>
      sum + si * (g[i]! + 0.5 * s.reduce((row, sj, j) => row + matrix[i * s.length + j]! * sj, 0)),
    0,
  );

describe("the step", () => {
  test.each([0.01, 0.3, 1, 10, 1000])("is the lowest point of the model within %f", (radius) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const [size, next] = [4, numbers(seed)];
      const matrix = symmetric(size, next);
      const g = Float64Array.from({ length: size }, next);
      const model = modelOf(matrix, g);
      const { step, predicted, length } = trustStep(eigenOf(matrix, size), g, radius);
      expect(length).toBeLessThanOrEqual(radius * (1 + 1e-9));
      expect(-model(step)).toBeCloseTo(predicted, 8 - Math.ceil(2 * Math.log10(Math.max(1, radius))));
      for (let other = 0; other < 3000; other++) {
        const trial = Float64Array.from({ length: size }, next);
        const scale = (radius * Math.abs(next()) ** 0.25) / Math.hypot(...trial);
        expect(model(trial.map((x) => x * scale))).toBeGreaterThan(-predicted * (1 + 1e-9) - 1e-12);
      }
    }
  });

  test("goes along the lowest eigenvector where the gradient has no part there", () => {
    const matrix = Float64Array.of(2, 0, 0, -1);
    const { step, isOnBoundary, length } = trustStep(eigenOf(matrix, 2), Float64Array.of(3, 0), 5);
    expect(isOnBoundary).toBe(true);
    expect(length).toBeCloseTo(5, 12);
    expect(step[0]).toBeCloseTo(-1, 12);
    expect(Math.abs(step[1]!)).toBeCloseTo(Math.sqrt(24), 12);
  });

  test.each([1e-18, 1e-14, 1e-10, 1e-3])("is finite where the gradient's part there is %f", (part) => {
    const matrix = Float64Array.of(50, 0, 0, 0, -1.5, 0, 0, 0, -1.4);
    const g = Float64Array.of(1, part, 0.3);
    for (const radius of [1e-3, 0.5, 2, 100]) {
      const { predicted, length } = trustStep(eigenOf(matrix, 3), g, radius);
      expect(length / radius).toBeCloseTo(1, 6);
      expect(predicted).toBeGreaterThan(0);
      expect(predicted).toBeLessThan(2 * radius + radius * radius);
    }
  });

  test("is 0 at a minimum", () => {
    const { predicted } = trustStep(eigenOf(Float64Array.of(2, 0, 0, 1), 2), new Float64Array(2), 1);
    expect(predicted).toBe(0);
  });
});
