/**
 * The kernels of a pass over elements. Those that depend on nothing but the step are computed in vectors of four, one an invocation; where
 * tensors or their slices differ, or sums are taken, block by block.
 */
import type { Reduction } from "../../language/operations.ts";
import type { Pass } from "../../plan/passes.ts";
import {
  declaredFor,
  declineLine,
  elementLines,
  type Surroundings,
  storeLines,
  tensorLines,
} from "./element-lines.ts";
import { type Body, moduleOf } from "./module.ts";
import { combineLines, sharedTop, startOf, takeLines } from "./sums.ts";
import { nameOf } from "./values.ts";

/** A pass over all vectors of a chunk. */
export function flatKernel(pass: Pass, around: Surroundings) {
  const { all, access, top } = declaredFor(pass, around, 4);
  const { lines } = elementLines(pass, around, 4, access);
  const { workgroup } = around;
  const body: Body = {
    lanes: 4,
    declared: all,
    workgroup,
    isGuarded: around.manner.isGuarded,
    top,
    lines: [
      ...declineLine(around),
      `for (var i = (group.y * groups.x + group.x) * ${workgroup}u + local; i < c.y; i += groups.x * groups.y * ${workgroup}u) {`,
      ...[...lines, ...storeLines(pass.kernel, access)].map((line) => `  ${line}`),
      "}",
    ],
  };
  return moduleOf(body);
}

/** A result of a pass over tensors or all elements: where the partial sums of its blocks go. */
export interface Partial {
  readonly value: number;
  readonly op: Reduction;
}

/** A pass block by block, with sums over each block: two words for each of `partials`, block after block, from `base` on. */
export function blockKernel(pass: Pass, around: Surroundings, partials: readonly Partial[], base: number) {
  const { kernel, group } = pass;
  const { all, access, top } = declaredFor(pass, around, 4);
  const { indices, lines } = elementLines(pass, around, 4, access);
  const workgroup = around.blockWorkgroup(group);
  const sums = partials.map(({ op }, k) => startOf(op, k));
  const taken = partials.flatMap(({ op, value }, k) =>
    takeLines(op, k, nameOf(kernel, value), "isInside", around.manner),
  );
  const inside = partials.length > 0 ? ["let isInside = e < U(min(size, (c.x - first) * 4u + c.y));"] : [];
  const inner = [...indices, ...lines, ...inside, ...taken, ...storeLines(kernel, access)];
  const needsElements = /\be\b|\belement\b/.test(inner.join("\n"));
  const elements = needsElements
    ? [
        "let at = U((i + c.x - first) * 4u) + vec4u(0u, 1u, 2u, 3u);",
        "let e = at;",
        ...(/\belement\b/.test(inner.join("\n")) ? ["let element = at;"] : []),
      ]
    : [];
  // What lies behind a tensor belongs to none of its slices.
  const clamped = indices.length > 0 ? indices.map((line) => line.replace(/\be\b/g, "inner")) : [];
  const withClamp = indices.length > 0 ? [`let inner = min(at, U(size - 1u));`, ...clamped] : [];
  const loop = [...elements, ...withClamp, ...inner.slice(indices.length)];
  const text = loop.join("\n");
  const table = around.blockTable(group);
  const body: Body = {
    lanes: 4,
    declared: all,
    workgroup,
    isGuarded: around.manner.isGuarded,
    top: [...top, ...(partials.length > 0 ? sharedTop(workgroup) : [])],
    lines: [
      "let which = group.y * groups.x + group.x;",
      "if (which >= c.w) { return; }",
      ...declineLine(around),
      "let block = c.z + which;",
      `let tensor = t[${table + 2}u + block * 4u];`,
      ...tensorLines(group, around, text),
      ...sums,
      `for (var i = t[${table}u + block * 4u] + local - c.x; i < min(t[${table + 1}u + block * 4u] - c.x, (c.y + 3u) / 4u); i += ${workgroup}u) {`,
      ...loop.map((line) => `  ${line}`),
      "}",
      ...partials.flatMap(({ op }, k) =>
        combineLines(op, k, workgroup, `${base}u + (block * ${partials.length}u + ${k}u) * 2u`),
      ),
    ],
  };
  return moduleOf(body);
}
