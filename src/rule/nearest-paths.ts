/** Suggestions for a pattern that matches nothing. */
import type { PathPattern } from "./pattern.ts";

const shown = 3;

/** In words: the paths nearest to a pattern in letters; the first ones for what has no letters to compare. */
export function nearest(pattern: PathPattern, paths: readonly string[]): string {
  const isText = typeof pattern === "string";
  const sorted = isText ? sortedBy(paths, (path) => distance(pattern, path)) : paths;
  const list = sorted.slice(0, shown).map((path) => (path ? `"${path}"` : "the root"));
  const more = paths.length > shown ? `, and ${paths.length - shown} more` : "";
  return `${isText ? "nearest" : "parameters"}: ${list.join(", ")}${more}`;
}

function sortedBy<T>(items: readonly T[], of: (item: T) => number): T[] {
  return items
    .map((item) => ({ item, value: of(item) }))
    .sort((a, b) => a.value - b.value)
    .map(({ item }) => item);
}

/** The number of letters to insert, delete or change until the pattern matches; stars match anything for free. */
function distance(pattern: string, path: string): number {
  // The cost so far, for each prefix of the path.
  let costs = Array.from({ length: path.length + 1 }, (_, j) => j);
  for (const letter of pattern) {
    const before = costs;
    costs = [letter === "*" ? before[0]! : before[0]! + 1];
    for (let j = 1; j <= path.length; j++) {
      const isSame = letter === path[j - 1] || (letter === "." && path[j - 1] === "/");
      const left = costs[j - 1]!;
      costs.push(
        letter === "*"
          ? Math.min(before[j]!, left)
          : Math.min(before[j]! + 1, left + 1, before[j - 1]! + (isSame ? 0 : 1)),
      );
    }
  }
  return costs.at(-1)!;
}
