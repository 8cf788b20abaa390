import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { axesPath, ellipseOf, ellipsePath } from "./singular-values.ts";

type Four = [number, number, number, number];

const image = ([a, b, c, d]: Four, turn: number): [number, number] => [
  a * Math.cos(turn) + b * Math.sin(turn),
  c * Math.cos(turn) + d * Math.sin(turn),
];

/** Half axes by looking at the image of the unit circle, point by point. */
function lookedUp(matrix: Four): { long: number; short: number; at: [number, number] } {
  let [long, short, at] = [0, Infinity, [0, 0] as [number, number]];
  for (let step = 0; step < 20_000; step++) {
    const point = image(matrix, (Math.PI * step) / 20_000);
    const length = Math.hypot(...point);
    if (length > long) [long, at] = [length, point];
    short = Math.min(short, length);
  }
  return { long, short, at };
}

const entry = fc.double({ min: -10, max: 10, noNaN: true });
const matrices = fc.tuple(entry, entry, entry, entry).filter((four) => Math.max(...four.map(Math.abs)) > 0.1);

describe("singular values", () => {
  it("are the longest and the shortest half axis of what the unit circle becomes", () => {
    fc.assert(
      fc.property(matrices, (matrix) => {
        const { long, short, angle } = ellipseOf(matrix);
        const found = lookedUp(matrix);
        expect(Math.abs(long - found.long)).toBeLessThan(1e-6 * long);
        expect(Math.abs(short - found.short)).toBeLessThan(1e-3 * long);
        // The direction is that of the farthest point, up to its sign; a circle has none.
        if (long > 1.01 * short)
          expect(Math.abs(Math.cos(angle) * found.at[1] - Math.sin(angle) * found.at[0])).toBeLessThan(
            0.01 * long,
          );
      }),
      { numRuns: 60 },
    );
  });

  it("are the roots of the eigenvalues of M'M, also where they differ by many powers of ten", () => {
    fc.assert(
      fc.property(matrices, ([a, b, c, d]) => {
        const { long, short } = ellipseOf([a, b, c, d]);
        expect(long * long + short * short).toBeCloseTo(a * a + b * b + c * c + d * d, 9);
        expect(long * short).toBeCloseTo(Math.abs(a * d - b * c), 9);
      }),
    );
    const turned = ellipseOf([0.8 * 3, -0.6 * 1e-12, 0.6 * 3, 0.8 * 1e-12]);
    expect(turned.long).toBeCloseTo(3, 14);
    expect(turned.short / 1e-12).toBeCloseTo(1, 12);
  });

  it("of a diagonal matrix, of a reflection, of zeros", () => {
    expect(ellipseOf([3, 0, 0, 2])).toEqual({ long: 3, short: 2, angle: 0 });
    expect(ellipseOf([0, 1, 1, 0])).toMatchObject({ long: 1, short: 1 });
    expect(ellipseOf([0, 0, 0, 0])).toMatchObject({ long: 0, short: 0 });
  });
});

describe("an ellipse", () => {
  it("is drawn through the ends of its axes, y upwards", () => {
    // (1, 0) becomes (3, 4), the longer half axis; (0, 1) becomes (-0.8, 0.6).
    const ellipse = ellipseOf([3, -0.8, 4, 0.6]);
    expect(ellipsePath(ellipse, 50)).toBe("M30 -40A50 10 -53.13 0 1 -30 40A50 10 -53.13 0 1 30 -40Z");
    expect(axesPath(ellipse, 50)).toBe("M-30 40L30 -40M8 6L-8 -6");
  });

  it("is none where there is no matrix to see", () => {
    for (const matrix of [
      [0, 0, 0, 0],
      [Number.NaN, 0, 0, 1],
      [Infinity, 0, 0, 1],
    ])
      expect([ellipsePath(ellipseOf(matrix), 1), axesPath(ellipseOf(matrix), 1)]).toEqual(["", ""]);
  });
});
