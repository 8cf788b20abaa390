/** The kernels of a pass that sum over slices: units and rows with a workgroup each, columns with an invocation each. */
import type { Pass } from "../../plan/passes.ts";
import { declaredFor, declineLine, elementLines, type Surroundings, tensorLines } from "./element-lines.ts";
import { type Body, moduleOf, sliceOfInvocation, sliceOfWorkgroup } from "./module.ts";
import type { Partial } from "./pass-kernels.ts";
import { combineLines, sharedTop, startOf, takeLines } from "./sums.ts";
import { nameOf } from "./values.ts";

/** A result of a pass over slices. */
export interface SliceResult extends Partial {
  /** Where the values of the slices go. */
  readonly base: number;
}

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
    "let i = first * 4u - c.z + e;",
    ...indices,
    ...lines,
    ...results.flatMap(({ op, value }, k) => takeLines(op, k, nameOf(kernel, value), "true", around.manner)),
  ];
  const extent = scope === "unit" ? "unitSize" : "columns";
  const begin = `let begin = (which - ${scope}0) * ${extent};`;
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
      ...tensorLines(group, around, [begin, ...loop].join("\n")),
      begin,
      ...results.map(({ op }, k) => startOf(op, k)),
      `for (var k = local; k < ${extent}; k += ${workgroup}u) {`,
      ...loop.map((line) => `  ${line}`),
      "}",
      ...results.flatMap(({ op, base }, k) => combineLines(op, k, workgroup, `${base}u + which`, 1)),
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
    "let i = first * 4u + e;",
    ...indices,
    ...lines,
    ...results.flatMap(({ op, value }, k) => takeLines(op, k, nameOf(kernel, value), "true", around.manner)),
  ];
  const begin = [
    "let matrix = (slice - column0) / columns;",
    "let begin = matrix * columns * rows + (slice - column0) % columns;",
  ];
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
      ...tensorLines(group, around, [...begin, ...loop, "rows"].join("\n")),
      ...begin,
      ...results.map(({ op }, k) => startOf(op, k)),
      "for (var k = 0u; k < rows; k++) {",
      ...loop.map((line) => `  ${line}`),
      "}",
      ...results.map(
        ({ op, base }, k) => `v[${base}u + slice] = ${op === "max" ? `high${k}` : `high${k} + low${k}`};`,
      ),
    ],
  };
  return moduleOf(body);
}
