/** The kernels of a pass that sum over slices: units and rows with a workgroup each, columns with an invocation each. */
import type { Pass } from "../../plan/passes.ts";
import { declaredFor, declineLine, elementLines, type Surroundings, tensorLines } from "./element-lines.ts";
import { type Body, moduleOf, sliceOfInvocation, sliceOfWorkgroup } from "./module.ts";
import type { Partial } from "./pass-kernels.ts";
import { carriedLines, combineLines, sharedTop, startOf, takeLines } from "./sums.ts";
import { nameOf } from "./values.ts";

/** A result of a pass over slices. */
export interface SliceResult extends Partial {
  /** Where the values of the slices go. */
  readonly base: number;
  /** Where sums are kept from chunk to chunk, two words each, if there are several. */
  readonly carried: number | undefined;
}

/** Lines that find from which to which of `count` elements, `step` apart, those are that lie in the chunk; `begin` is the first in its tensor. */
const chunkLines = (count: string, step: string): string[] => [
  "let start = first * 4u + begin;",
  "let stop = c.z + c.w;",
  `let kBegin = select((c.z - start - 1u) / ${step} + 1u, 0u, start >= c.z);`,
  `let kEnd = select(min(${count}, (stop - start - 1u) / ${step} + 1u), 0u, start >= stop);`,
];

/** Sums over units or rows, a workgroup for each. */
export function rowKernel(
  pass: Pass,
  around: Surroundings,
  scope: "unit" | "row",
  results: readonly SliceResult[],
) {
  const { group, kernel } = pass;
  const { all, access, top } = declaredFor(pass, around, 1);
  const { indices, lines } = elementLines(pass, around, 1, access);
  const workgroup = 64;
  const loop = [
    "let e = begin + k;",
    "let element = e;",
    "let i = start - c.z + k;",
    ...indices,
    ...lines,
    ...results.flatMap(({ op, value }, k) => takeLines(op, k, nameOf(kernel, value), "true", around.manner)),
  ];
  const extent = scope === "unit" ? "unitSize" : "columns";
  const begin = `let begin = (which - ${scope}0) * ${extent};`;
  const bounds = chunkLines(extent, "1u");
  const body: Body = {
    lanes: 1,
    declared: all,
    workgroup,
    isGuarded: around.manner.isGuarded,
    top: [...top, ...sharedTop(workgroup)],
    lines: [
      ...sliceOfWorkgroup,
      ...declineLine(around),
      `let tensor = t[${around.sliceTable(group, scope)}u + which];`,
      ...tensorLines(group, around, [begin, ...bounds, ...loop].join("\n")),
      begin,
      ...bounds,
      ...results.map(({ op }, k) => startOf(op, k)),
      `for (var k = kBegin + local; k < kEnd; k += ${workgroup}u) {`,
      ...loop.map((line) => `  ${line}`),
      "}",
      ...results.flatMap(({ op, base, carried }, k) =>
        combineLines(op, k, workgroup, `${base}u + which`, 1, carried),
      ),
    ],
  };
  return moduleOf(body);
}

/** Sums over columns, an invocation for each, which goes down its matrix. */
export function columnKernel(pass: Pass, around: Surroundings, results: readonly SliceResult[]) {
  const { group, kernel } = pass;
  const { all, access, top } = declaredFor(pass, around, 1);
  const { indices, lines } = elementLines(pass, around, 1, access);
  const workgroup = 64;
  const loop = [
    "let e = begin + k * columns;",
    "let element = e;",
    "let i = start - c.z + k * columns;",
    ...indices,
    ...lines,
    ...results.flatMap(({ op, value }, k) => takeLines(op, k, nameOf(kernel, value), "true", around.manner)),
  ];
  const begin = [
    "let matrix = (slice - column0) / columns;",
    "let begin = matrix * columns * rows + (slice - column0) % columns;",
  ];
  const bounds = chunkLines("rows", "columns");
  const body: Body = {
    lanes: 1,
    declared: all,
    workgroup,
    isGuarded: around.manner.isGuarded,
    top,
    lines: [
      ...sliceOfInvocation("slice", workgroup),
      ...declineLine(around),
      `let tensor = t[${around.sliceTable(group, "column")}u + slice];`,
      ...tensorLines(group, around, [...begin, ...bounds, ...loop, "rows"].join("\n")),
      ...begin,
      ...bounds,
      ...results.map(({ op }, k) => startOf(op, k)),
      "for (var k = kBegin; k < kEnd; k++) {",
      ...loop.map((line) => `  ${line}`),
      "}",
      ...results.flatMap(({ op, base, carried }, k) => {
        const own = op === "max" ? `high${k}` : `high${k} + low${k}`;
        if (carried === undefined) return [`v[${base}u + slice] = ${own};`];
        const part = `vec2f(high${k}, ${op === "max" ? "0f" : `low${k}`})`;
        return carriedLines(op, k, part, `${base}u + slice`, `${carried}u + slice * 2u`);
      }),
    ],
  };
  return moduleOf(body);
}
