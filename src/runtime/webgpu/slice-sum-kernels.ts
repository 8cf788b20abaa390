/** The kernel of a pass that sums over slices: units, rows or columns, a lane or some for each. */
import type { Pass } from "../../plan/passes.ts";
import { declaredFor, declineLine, elementLines, type Surroundings, tensorLines } from "./element-lines.ts";
import { moduleOf } from "./module.ts";
import type { Partial } from "./pass-kernels.ts";
import { sharedTop, sliceSumLines, startOf, takeLines } from "./sums.ts";
import { type Team, teamLines } from "./teams.ts";
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

/** Where the elements of slice `which` begin in its tensor, how many there are, and from one to the next. */
const walks = {
  unit: { begin: ["let begin = (which - unit0) * unitSize;"], count: "unitSize", step: "1u" },
  row: { begin: ["let begin = (which - row0) * columns;"], count: "columns", step: "1u" },
  column: {
    begin: [
      "let matrix = (which - column0) / columns;",
      "let begin = matrix * columns * rows + (which - column0) % columns;",
    ],
    count: "rows",
    step: "columns",
  },
} as const;

/** Sums over slices of a scope. */
export function sliceSumKernel(
  pass: Pass,
  around: Surroundings,
  scope: "unit" | "row" | "column",
  results: readonly SliceResult[],
  team: Team,
) {
  const { group, kernel } = pass;
  const { all, access, top } = declaredFor(pass, around, 1);
  const { indices, lines } = elementLines(pass, around, 1, access);
  const { begin, count, step } = walks[scope];
  const at = step === "1u" ? "k" : `k * ${step}`;
  const loop = [
    `let e = begin + ${at};`,
    "let element = e;",
    `let i = start - c.z + ${at};`,
    ...indices,
    ...lines,
    ...results.flatMap(({ op, value }, k) => takeLines(op, k, nameOf(kernel, value), "true", around.manner)),
  ];
  const bounds = chunkLines(count, step);
  return moduleOf({
    lanes: 1,
    declared: all,
    workgroup: team.workgroup,
    isGuarded: around.manner.isGuarded,
    top: [...top, ...sharedTop(team.workgroup)],
    lines: [
      ...teamLines(team),
      ...declineLine(around),
      `let tensor = t[${around.sliceTable(group, scope)}u + which];`,
      ...tensorLines(group, around, [...begin, ...bounds, ...loop].join("\n")),
      ...begin,
      ...bounds,
      ...results.map(({ op }, k) => startOf(op, k)),
      `for (var k = kBegin + lane; k < kEnd; k += ${team.lanes}u) {`,
      ...loop.map((line) => `  ${line}`),
      "}",
      ...results.flatMap(({ op, base, carried }, k) => sliceSumLines(op, k, team, base, carried)),
    ],
  });
}
