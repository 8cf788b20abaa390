/**
 * Sums on a GPU, in a fixed order: an invocation adds up its elements as two-float numbers, then a workgroup combines those of its
 * invocations as a tree. What is not finite is seen in the bits and makes the sum NaN, whatever a compiler assumes of floats.
 */
import type { Reduction } from "../../language/operations.ts";
import type { Manner } from "./operate.ts";
import type { Team } from "./teams.ts";

/** The variables of the k-th sum of an invocation before the first element. */
export const startOf = (op: Reduction, k: number): string =>
  op === "max"
    ? `var high${k} = F(-h[0].x);`
    : `var high${k} = F(0f); var low${k} = F(0f); var bad${k} = U(0u);`;

/** Takes in a value where `isInside`, a condition of as many lanes. */
export function takeLines(
  op: Reduction,
  k: number,
  value: string,
  isInside: string,
  { isGuarded }: Manner,
): string[] {
  if (op === "max") {
    const larger = `select(max(high${k}, ${value}), F(h[0].y), isNan(high${k}) | isNan(${value}))`;
    return [`high${k} = select(high${k}, ${larger}, ${isInside === "true" ? "B(true)" : isInside});`];
  }
  const term = op === "sum" ? value : isGuarded ? `opaque(${value} * ${value})` : `${value} * ${value}`;
  const masked = isInside === "true" ? term : `select(F(0f), ${term}, ${isInside})`;
  return [
    `let term${k} = ${masked};`,
    `bad${k} |= select(U(0u), U(1u), (bitcast<U>(term${k}) & U(0x7f800000u)) == U(0x7f800000u));`,
    `let sum${k} = twoSum(high${k}, term${k});`,
    `high${k} = sum${k}[0];`,
    `low${k} = opaque(low${k} + sum${k}[1]);`,
  ];
}

/** Memory of a workgroup for a sum. */
export const sharedTop = (workgroup: number): string[] => [
  `var<workgroup> shared: array<vec2f, ${workgroup}>;`.replaceAll("shared", "part"),
];

/** Adds a part of a sum to what is carried from chunk to chunk, two words, and writes the sum so far. */
export const carriedLines = (
  op: Reduction,
  k: number,
  part: string,
  to: string,
  carried: string,
): string[] => [
  `let carried${k} = ${op === "max" ? "most" : "plus"}(vec2f(v[${carried}], v[${carried} + 1u]), ${part});`,
  `v[${carried}] = carried${k}.x;`,
  `v[${carried} + 1u] = carried${k}.y;`,
  `v[${to}] = carried${k}.x + carried${k}.y;`,
];

/** What two parts are combined by. */
export const combineOf = (op: Reduction): "most" | "plus" => (op === "max" ? "most" : "plus");

/** A part of which nothing is added up yet. */
export const emptyOf = (op: Reduction): string => (op === "max" ? "vec2f(-h[0].x, 0f)" : "vec2f(0f)");

/** The k-th sum of an invocation, or that of a lane of its vector, as a part. */
const ownOf = (op: Reduction, k: number, lane = ""): string =>
  op === "max"
    ? `vec2f(high${k}${lane}, 0f)`
    : `vec2f(select(high${k}${lane}, h[0].y, bad${k}${lane} != 0u), low${k}${lane})`;

/** Combines the k-th sums of a workgroup's invocations, which are of vectors, and writes two words from `to` on. */
export function combineLines(op: Reduction, k: number, workgroup: number, to: string): string[] {
  const combine = combineOf(op);
  return [
    `var own${k} = ${emptyOf(op)};`,
    // A loop over the lanes: written out, compilers take four times as long.
    `for (var lane = 0u; lane < 4u; lane++) { own${k} = ${combine}(own${k}, ${ownOf(op, k, "[lane]")}); }`,
    `part[local] = own${k};`,
    ...treeLines(combine, workgroup),
    `if (local == 0u) { v[${to}] = part[0].x; v[${to} + 1u] = part[0].y; }`,
  ];
}

/** Combines parts that the lanes of each slice of a team have, and carries `write` out for each slice; it is told the whole. */
export const teamSumLines = (
  op: Reduction,
  k: number,
  team: Team,
  own: string,
  write: (whole: string) => readonly string[],
): string[] => {
  const { lanes, stride } = team;
  const tree = [`part[local] = ${own};`, ...treeLines(combineOf(op), lanes, "lane", stride)];
  return [
    ...(lanes === 1 ? [] : tree),
    "if (isOwn && lane == 0u) {",
    `  let whole${k} = ${lanes === 1 ? own : "part[local]"};`,
    ...write(`whole${k}`).map((line) => `  ${line}`),
    "}",
  ];
};

/** The same of the k-th sums of invocations; writes numbers of slices from `to` on. `carried` is where they have what comes from chunk to chunk, if there are several. */
export const sliceSumLines = (op: Reduction, k: number, team: Team, to: number, carried?: number): string[] =>
  teamSumLines(op, k, team, ownOf(op, k), (whole) =>
    carried === undefined
      ? [`v[${to}u + which] = ${whole}.x + ${whole}.y;`]
      : carriedLines(op, k, whole, `${to}u + which`, `${carried}u + which * 2u`),
  );

/**
 * Combines what so many invocations of a workgroup have written into `part`, into that of the first, which no other reads then; `at` numbers
 * them, `stride` is from the part of one to the next.
 */
export const treeLines = (combine: "most" | "plus", count: number, at = "local", stride = 1): string[] => [
  "workgroupBarrier();",
  `for (var half = ${count / 2}u; half > 0u; half = half / 2u) {`,
  `  if (${at} < half) { part[local] = ${combine}(part[local], part[local + half${stride === 1 ? "" : ` * ${stride}u`}]); }`,
  "  workgroupBarrier();",
  "}",
];
