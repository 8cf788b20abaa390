/** Paths with few bytes, for pictures that stand in a page: what a straight line passes near is left out, the rest is in whole units. */

type Point = readonly [x: number, y: number];

/** The path with its points that lie further than `nearness` from straight lines; one that has more than points and lines is left as it is. */
export function shortPath(d: string, nearness: number): string {
  if (/[^MLZ\d\s.-]/.test(d)) return d;
  return d.replace(/M([^MZ]*)/g, (_, way: string) => {
    const points = way.split("L").map((point) => point.split(" ").map(Number) as [number, number]);
    return steps(simplified(points, nearness));
  });
}

/** The algorithm of Douglas and Peucker. */
function simplified(points: readonly Point[], nearness: number): readonly Point[] {
  const [first, last] = [points[0], points.at(-1)] as [Point, Point];
  const distances = points.map((point) => distance(point, first, last));
  const farthest = Math.max(...distances);
  if (!(farthest > nearness)) return points.length > 1 ? [first, last] : [first];
  const at = distances.indexOf(farthest);
  return [
    ...simplified(points.slice(0, at + 1), nearness),
    ...simplified(points.slice(at), nearness).slice(1),
  ];
}

/** How far a point is from a line between two. */
function distance([x, y]: Point, [x0, y0]: Point, [x1, y1]: Point): number {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = ((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy || 1);
  const part = Math.max(0, Math.min(1, along));
  return Math.hypot(x - x0 - part * dx, y - y0 - part * dy);
}

/** Each point from the one before. */
function steps(points: readonly Point[]): string {
  let [x, y] = [0, 0];
  let d = "";
  for (const [px, py] of points) {
    const [dx, dy] = [Math.round(px) - x, Math.round(py) - y];
    if (d && dx === 0 && dy === 0) continue;
    const separator = d.length > 1 && dx >= 0 ? " " : "";
    d += d
      ? `${d.includes("l") ? separator : "l"}${dx}${dy < 0 ? "" : " "}${dy}`
      : `M${dx}${dy < 0 ? "" : " "}${dy}`;
    [x, y] = [x + dx, y + dy];
  }
  return d;
}
