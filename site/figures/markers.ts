/** The shape and the dashes of each contestant beside its colour, so that nothing is told by colour alone. */
import { round } from "./axes.ts";

type Corner = readonly [x: number, y: number];

/** Corners at equal angles, the first at the top; for a star every other one lies further in. */
function corners(count: number, radius: number, { inner = radius, turn = 0 } = {}): Corner[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = 2 * Math.PI * (index / count + turn);
    const length = index % 2 === 0 ? radius : inner;
    return [length * Math.sin(angle), -length * Math.cos(angle)];
  });
}

/** By the contestant's id; all look about as large. */
const shapes: Readonly<Record<string, readonly Corner[]>> = {
  a: corners(32, 1),
  b: corners(4, 1.25, { turn: 1 / 8 }),
  c: corners(3, 1.35),
  d: corners(4, 1.3),
  e: corners(3, 1.35, { turn: 1 / 2 }),
  f: corners(8, 1.35, { inner: 0.5 }),
  g: corners(5, 1.2),
  h: corners(10, 1.4, { inner: 0.62 }),
};

/** Lengths of lines and gaps in turn, in CSS pixels. */
const dashes: Readonly<Record<string, readonly number[]>> = {
  a: [],
  b: [9, 4],
  c: [2.5, 3],
  d: [10, 3, 2.5, 3],
  e: [5, 3],
  f: [16, 5],
  g: [2.5, 6],
  h: [10, 3, 2.5, 3, 2.5, 3],
};

/** A contestant's shape around a point. */
export function markerPath(id: string, x: number, y: number, radius: number): string {
  const shape = shapes[id] ?? (shapes.a as readonly Corner[]);
  return `M${shape.map(([dx, dy]) => `${round(x + dx * radius)} ${round(y + dy * radius)}`).join("L")}Z`;
}

/** A contestant's dashes along a curve. */
export function dashOf(id: string): readonly number[] {
  return dashes[id] ?? [];
}
