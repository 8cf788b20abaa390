/** Kernels that bring values together: reductions of values of slices, partial sums of blocks, the scalars of a step from the ring. */
import type { Reduction } from "../../language/operations.ts";
import { combining, tables, uniforms, values } from "./host-kernels.ts";
import { moduleOf, partBinding, sliceOfWorkgroup } from "./module.ts";
import type { Manner } from "./operate.ts";
import { combineLines, sharedTop, startOf, takeLines, treeLines } from "./sums.ts";

/** A reduction of values of slices: for each slice the items from `starts` on, worth so many elements each. */
export function reduceKernel(
  op: Reduction,
  { to, starts, weights, item }: { to: number; starts: number; weights: number; item: string },
  uniformCount: number,
  manner: Manner,
) {
  return moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, false), partBinding, values, tables],
    workgroup: combining,
    isGuarded: manner.isGuarded,
    top: sharedTop(combining),
    lines: [
      ...sliceOfWorkgroup,
      startOf(op, 0),
      `for (var s = t[${starts}u + which] + local; s < t[${starts + 1}u + which]; s += ${combining}u) {`,
      `  let value = ${item};`,
      ...takeLines(op, 0, "value", "true", manner).map((line) => `  ${line}`),
      "}",
      ...combineLines(op, 0, combining, `${to}u + which`, 1),
      ...(op === "max"
        ? []
        : [`if (local == 0u) { v[${to}u + which] = v[${to}u + which] * v[${weights}u + which]; }`]),
    ],
  });
}

/** Partial sums of blocks combined for each tensor. */
export function tensorKernel(
  results: readonly { readonly op: Reduction; readonly to: number; readonly part: number }[],
  { base, width, blockRange }: { base: number; width: number; blockRange: (end: 0 | 1) => string },
  uniformCount: number,
  manner: Manner,
  mayDecline: boolean,
) {
  return moduleOf({
    lanes: 1,
    declared: [uniforms(uniformCount, false), partBinding, values, tables],
    workgroup: combining,
    isGuarded: manner.isGuarded,
    top: sharedTop(combining),
    lines: [
      ...sliceOfWorkgroup,
      ...(mayDecline ? ["if (h[0].w == 0f) { return; }"] : []),
      ...results.flatMap(({ op, to, part }, k) => {
        const combine = op === "max" ? "most" : "plus";
        return [
          `var sum${k} = ${op === "max" ? "vec2f(-h[0].x, 0f)" : "vec2f(0f)"};`,
          `for (var b = ${blockRange(0)} + local; b < ${blockRange(1)}; b += ${combining}u) {`,
          `  let at = ${base}u + (b * ${width}u + ${part}u) * 2u;`,
          `  sum${k} = ${combine}(sum${k}, vec2f(v[at], v[at + 1u]));`,
          "}",
          `part[local] = sum${k};`,
          ...treeLines(combine, combining),
          `if (local == 0u) { v[${to}u + which] = part[0].x + part[0].y; }`,
          "workgroupBarrier();",
        ];
      }),
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
