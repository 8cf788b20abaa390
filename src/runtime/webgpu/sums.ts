/**
 * Sums on a GPU, in a fixed order: an invocation adds up its elements as two-float numbers, then a workgroup combines those of its
 * invocations as a tree. What is not finite is seen in the bits and makes the sum NaN, whatever a compiler assumes of floats.
 */
import type { Reduction } from "../../language/operations.ts";
import type { Manner } from "./operate.ts";

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

/**
 * Combines the k-th sums of a workgroup's invocations and writes the result: as two words from `to` on for partial sums of vectors, as
 * one number otherwise; `carried` is where slices have what comes from chunk to chunk, if there are several.
 */
export function combineLines(
  op: Reduction,
  k: number,
  workgroup: number,
  to: string,
  lanes: 1 | 4,
  carried?: number,
): string[] {
  const combine = op === "max" ? "most" : "plus";
  const start = op === "max" ? "vec2f(-h[0].x, 0f)" : "vec2f(0f)";
  const of = (lane: string) =>
    op === "max"
      ? `vec2f(high${k}${lane}, 0f)`
      : `vec2f(select(high${k}${lane}, h[0].y, bad${k}${lane} != 0u), low${k}${lane})`;
  // A loop over the lanes: written out, compilers take four times as long.
  const own =
    lanes === 1
      ? [`part[local] = ${of("")};`]
      : [
          `var own${k} = ${start};`,
          `for (var lane = 0u; lane < 4u; lane++) { own${k} = ${combine}(own${k}, ${of("[lane]")}); }`,
          `part[local] = own${k};`,
        ];
  return [
    ...own,
    ...treeLines(combine, workgroup),
    "if (local == 0u) {",
    ...(lanes === 4
      ? [`  v[${to}] = part[0].x;`, `  v[${to} + 1u] = part[0].y;`]
      : carried === undefined
        ? [`  v[${to}] = part[0].x + part[0].y;`]
        : carriedLines(op, k, "part[0]", to, `${carried}u + which * 2u`).map((line) => `  ${line}`)),
    "}",
    "workgroupBarrier();",
  ];
}

/** Combines what all invocations of a workgroup have written into `part`, into its first. */
export const treeLines = (combine: "most" | "plus", workgroup: number): string[] => [
  "workgroupBarrier();",
  `for (var half = ${workgroup / 2}u; half > 0u; half = half / 2u) {`,
  `  if (local < half) { part[local] = ${combine}(part[local], part[local + half]); }`,
  "  workgroupBarrier();",
  "}",
];
