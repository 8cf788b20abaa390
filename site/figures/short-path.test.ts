import fc from "fast-check";
import { expect, it } from "vitest";
import { shortPath } from "./short-path.ts";

type Point = [x: number, y: number];

/** The points of a path of whole steps. */
function pointsOf(d: string): Point[] {
  const [x = 0, y = 0, ...steps] = (d.match(/-?\d+/g) ?? []).map(Number);
  const points: Point[] = [[x, y]];
  for (let i = 0; i < steps.length; i += 2) {
    const [px, py] = points.at(-1) as Point;
    points.push([px + (steps[i] as number), py + (steps[i + 1] as number)]);
  }
  return points;
}

/** How near a path comes to a point, by looking at many of its places. */
const nearest = ([x, y]: Point, way: readonly Point[]): number => {
  const distances = way.flatMap(([ax, ay], index) => {
    const [bx, by] = way[index + 1] ?? [ax, ay];
    return Array.from({ length: 201 }, (_, i) => {
      const part = i / 200;
      return Math.hypot(ax + (bx - ax) * part - x, ay + (by - ay) * part - y);
    });
  });
  return Math.min(...distances);
};

it("passes near every point", () => {
  const coordinate = fc.double({ min: -50, max: 50, noNaN: true }).map((value) => Number(value.toFixed(2)));
  const way = fc.array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(way, (points) => {
      const short = pointsOf(shortPath(`M${points.map((each) => each.join(" ")).join("L")}`, 2));
      expect(short.length).toBeLessThanOrEqual(points.length);
      // Besides what was left out: half a unit by rounding each coordinate, and what lies between the places that are looked at.
      for (const point of points) expect(nearest(point, short)).toBeLessThan(2 + Math.SQRT1_2 + 0.4);
    }),
  );
});

it("keeps the ends of parts, leaves out what lies on a line, and leaves other paths alone", () => {
  expect(shortPath("M0 0L5 0L10 0L10 -7ZM-3 -4L1 1", 0.5)).toBe("M0 0l10 0 0-7ZM-3-4l4 5");
  expect(shortPath("M0 0h10v5z", 1)).toBe("M0 0h10v5z");
});
