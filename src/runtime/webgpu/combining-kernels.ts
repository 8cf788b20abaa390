/** Kernels that bring values together: reductions of values of slices, partial sums of blocks, the scalars of a step from the ring. */
import type { Reduction } from "../../language/operations.ts";
import { combining, tables, uniforms, values } from "./host-kernels.ts";
import { moduleOf, partBinding } from "./module.ts";
import type { Manner } from "./operate.ts";
import { combineOf, emptyOf, sharedTop, sliceSumLines, startOf, takeLines, teamSumLines } from "./sums.ts";
import { type Team, teamLines } from "./teams.ts";

/** A reduction of values of slices: for each slice the items from `starts` on, worth so many elements each. */
export function reduceKernel(
  op: Reduction,
  { to, starts, weights, item }: { to: number; starts: number; weights: number; item: string },
  team: Team,
  uniformCount: number,
  manner: Manner,
) {
  const weigh = op === "max" ? [] : [`v[${to}u + which] = v[${to}u + which] * v[${weights}u + which];`];
  return moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, false), partBinding, values, tables],
    workgroup: team.workgroup,
    isGuarded: manner.isGuarded,
    top: sharedTop(team.workgroup),
    lines: [
      ...teamLines(team),
      startOf(op, 0),
      `for (var s = t[${starts}u + which] + lane; s < t[${starts + 1}u + which]; s += ${team.lanes}u) {`,
      `  let value = ${item};`,
      ...takeLines(op, 0, "value", "true", manner).map((line) => `  ${line}`),
      "}",
      ...sliceSumLines(op, 0, team, to),
      ...(weigh.length > 0 ? [`if (isOwn && lane == 0u) { ${weigh[0]} }`] : []),
    ],
  });
}

/** Partial sums of blocks combined for each tensor. */
export function tensorKernel(
  results: readonly { readonly op: Reduction; readonly to: number; readonly part: number }[],
  { base, width, blockRange }: { base: number; width: number; blockRange: (end: 0 | 1) => string },
  team: Team,
  uniformCount: number,
  manner: Manner,
  mayDecline: boolean,
) {
  return moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, false), partBinding, values, tables],
    workgroup: team.workgroup,
    isGuarded: manner.isGuarded,
    top: sharedTop(team.workgroup),
    lines: [
      ...teamLines(team),
      ...(mayDecline ? ["if (h[0].w == 0f) { return; }"] : []),
      ...results.flatMap(({ op, to, part }, k) => [
        `var sum${k} = ${emptyOf(op)};`,
        `for (var b = ${blockRange(0)} + lane; b < ${blockRange(1)}; b += ${team.lanes}u) {`,
        `  let at = ${base}u + (b * ${width}u + ${part}u) * 2u;`,
        `  sum${k} = ${combineOf(op)}(sum${k}, vec2f(v[at], v[at + 1u]));`,
        "}",
        ...teamSumLines(op, k, team, `sum${k}`, (whole) => [`v[${to}u + which] = ${whole}.x + ${whole}.y;`]),
      ]),
    ],
  });
}

/** The scalars of the step that the device is at, from the ring into the uniforms and the values of tensors. */
export function ringKernel(
  {
    ring,
    slots,
    length,
    uniformTo,
    uniformLength,
    tensorTo,
  }: {
    ring: number;
    slots: number;
    length: number;
    uniformTo: number;
    uniformLength: number;
    tensorTo: number;
  },
  uniformCount: number,
) {
  return moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, true), values],
    workgroup: combining,
    isGuarded: false,
    lines: [
      `let begin = ${ring}u + (u32(h[1].x) % ${slots}u) * ${length}u;`,
      `for (var n = local; n < ${length}u; n += ${combining}u) {`,
      `  if (n < ${uniformLength}u) { h[(${uniformTo}u + n) / 4u][(${uniformTo}u + n) % 4u] = v[begin + n]; }`,
      `  else { v[${tensorTo}u + n - ${uniformLength}u] = v[begin + n]; }`,
      "}",
    ],
  });
}

/** Copies numbers within a pass, where nothing else can. `c`: the first of them, how many, where they go. */
export const copyKernel = () =>
  moduleOf({
    lanes: 1,
    declared: [
      partBinding,
      { binding: 2, kind: "read", buffer: "numbers", name: "numbers", type: "array<f32>" },
      { binding: 3, kind: "write", buffer: "copies", name: "copies", type: "array<f32>" },
    ],
    workgroup: combining,
    isGuarded: false,
    lines: [`for (var n = local; n < c.y; n += ${combining}u) { copies[c.z + n] = numbers[c.x + n]; }`],
  });

/** Partial sums as if nothing were added up: those of tensors that take no part in a call. `c`: where they are, how many, their distance, 1 for a maximum and 2 for two words. */
export const neutralKernel = (uniformCount: number) =>
  moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, false), partBinding, values],
    workgroup: combining,
    isGuarded: false,
    lines: [
      `for (var n = local; n < c.y; n += ${combining}u) {`,
      "  v[c.x + n * c.z] = select(0f, -h[0].x, (c.w & 1u) != 0u);",
      "  if ((c.w & 2u) != 0u) { v[c.x + n * c.z + 1u] = 0f; }",
      "}",
    ],
  });
