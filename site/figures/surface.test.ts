import { expect, test } from "vitest";
import { crossing, surfaceItems, tracedSurface } from "./surface.ts";
import { light } from "./theme.ts";

const [width, height] = [30, 30];
const data = (at: (x: number, y: number) => number) => ({
  window: { x: [-1, 1], y: [-1, 1] } as const,
  width,
  height,
  values: Float64Array.from({ length: width * height }, (_, index) =>
    at((2 * ((index % width) + 0.5)) / width - 1, (2 * (Math.floor(index / width) + 0.5)) / height - 1),
  ),
  minima: [],
});

test("the ring around a bowl's lower part lies where the level is", () => {
  const traced = tracedSurface(data((x, y) => x * x + y * y));
  expect(traced.domain).toBeNull();
  // Of the level 0.5, the hole in what lies above it: a circle of radius √0.5.
  const rings = traced.levels.flat().filter((ring) => ring.length > 20);
  const radii = rings.map((ring) => Math.hypot(2 * (ring[0] as number) - 1, 2 * (ring[1] as number) - 1));
  expect(radii.some((radius) => Math.abs(radius ** 2 - 0.5) < 0.02)).toBe(true);
});

test("y goes up: the lower edge of the window is at the bottom of the box", () => {
  const items = surfaceItems(
    tracedSurface(data((_, y) => y)),
    { x: 0, y: 0, width: 100, height: 100 },
    light,
  );
  const highest = items.at(-1);
  const tops =
    highest?.kind === "path" ? [...highest.d.matchAll(/[ML][\d.]+ ([\d.]+)/g)].map(([, y]) => Number(y)) : [];
  expect(Math.max(...tops)).toBeLessThan(10);
});

test("where a surface has no value, another colour is seen", () => {
  const traced = tracedSurface(data((x, y) => (x < 0 ? Number.NaN : x + y)));
  expect(traced.domain).not.toBeNull();
  const [ground] = surfaceItems(traced, { x: 0, y: 0, width: 10, height: 10 }, light);
  expect(ground).toMatchObject({ fill: light.grid });
});

test("the line of a level does not follow the edge of the window", () => {
  const d = crossing(
    tracedSurface(
      data((x) => x),
      [0],
    ),
    { x: 0, y: 0, width: 100, height: 100 },
  );
  const lefts = [...d.matchAll(/[ML]([\d.]+) /g)].map(([, x]) => Number(x));
  expect(lefts.length).toBeGreaterThan(2);
  // Half a cell at most, where it meets the edge.
  for (const left of lefts) expect(Math.abs(left - 50)).toBeLessThan(100 / width / 2 + 0.01);
});
