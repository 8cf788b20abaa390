/**
 * Products of matrices: each workgroup computes a square tile of the result, each invocation four by four elements of it in registers, from
 * strips of both factors that the workgroup has in memory of its own. An element is a sum over blocks of 256 as on the host, in the same order,
 * but for what a compiler contracts. A symmetric product is computed by half and mirrored.
 */
import { blockDepth } from "../../linear-algebra/product.ts";
import { uniforms } from "./host-kernels.ts";
import { type Declared, type Module, moduleOf, partBinding } from "./module.ts";
import type { Precision } from "./shape.ts";

/** Depth of a strip. */
const depth = 16;

/** Elements of the result along a side of an invocation. */
const each = 4;
const lanes = [0, 1, 2, 3];

/** A product. */
export interface ProductForm {
  /** Buffers of the factors and of the result, which differs from both. */
  readonly a: string;
  readonly b: string;
  readonly out: string;
  /** Whether a factor lies as its transpose. */
  readonly isATransposed: boolean;
  readonly isBTransposed: boolean;
  /** Whether the result is symmetric: computed by half. */
  readonly isHalf: boolean;
  readonly precision: Precision;
}

/** What kernels of whole matrices have around them. */
export interface MatrixSurroundings {
  /** Vectors of four in the uniforms. */
  readonly uniforms: number;
  /** Invocations of a workgroup at most, a power of two. */
  readonly workgroup: number;
  /** Lines that end an invocation of a call in which nothing is done. */
  readonly leave: readonly string[];
  /** In an iteration on square matrices, the buffer with what is known of each: numbers, some of which say by 0 that a dispatch does nothing. */
  readonly state?: string | undefined;
}

/** Numbers that are known of a matrix in an iteration. */
export const stateLength = 16;

/** What is known in an iteration. */
export const state = ({ state: buffer = "" }: MatrixSurroundings, kind: "read" | "write"): Declared => ({
  ...{ binding: 5, kind, buffer },
  ...{ name: "iteration", type: "array<f32>" },
});

/** Whether the dispatch does nothing for a matrix: in an iteration `c.z` is the place of the number that says so. */
export const isIdle = (matrix: string): string => `iteration[${matrix} * ${stateLength}u + c.z] == 0f`;

/** Invocations along a side of a workgroup. */
const sideOf = (workgroup: number): number => (workgroup >= 256 ? 16 : workgroup >= 64 ? 8 : 4);

/** Workgroups that compute so many products of so many rows and columns. */
export function productWorkgroups(rows: number, columns: number, count: number, workgroup: number): number {
  const tile = sideOf(workgroup) * each;
  return Math.ceil(rows / tile) * Math.ceil(columns / tile) * count;
}

const vectorOf: Readonly<Record<Precision, string>> = { f32: "vec4f", f16: "vec4h" };

/** Reads four elements of a factor side by side in the tile, zeros beyond its ends. */
const takeLines = (name: string, isAcross: boolean, length: string, precision: Precision): string[] => {
  const take = (lane: number): string =>
    `    if (first + ${lane}u < ${length}) { taken[${lane}] = ${precision}(${name}[at + ${lane}u * ${step}]); }`;
  // Elements along the tile lie side by side in memory, or those along the inner dimension do.
  const [at, step] = isAcross ? [`k * ${length} + first`, "1u"] : ["first * inner + k", "inner"];
  return [
    `fn take_${name}(base: u32, first: u32, k: u32, ${length}: u32, inner: u32) -> ${vectorOf[precision]} {`,
    `  var taken = ${vectorOf[precision]}();`,
    "  if (k < inner) {",
    `    let at = base + ${at};`,
    ...lanes.map(take),
    "  }",
    "  return taken;",
    "}",
  ];
};

/** The kernel of products of `c.x` rows, `c.y` columns and inner dimension `c.z`, in an iteration `c.x`; `c.w` of them one after the other. */
export function productKernel(form: ProductForm, around: MatrixSurroundings): Module {
  const { a, b, out, isATransposed, isBTransposed, isHalf, precision } = form;
  const vector = vectorOf[precision];
  const side = sideOf(around.workgroup);
  const tile = side * each;
  const strip = side * depth;
  /** Where an invocation's vector of a strip lies: neighbours read neighbours. */
  const placeLines = (isAcross: boolean, name: string): string[] =>
    isAcross
      ? [`let ${name} = l % ${side}u;`, `let ${name}K = l / ${side}u;`]
      : [`let ${name} = l / ${depth}u;`, `let ${name}K = l % ${depth}u;`];
  const load = [
    `for (var l = local; l < ${strip}u; l += ${side * side}u) {`,
    ...[
      ...placeLines(isATransposed, "down"),
      `left[downK * ${side}u + down] = take_a(matrix * rows * inner, top + down * 4u, k0 + downK, rows, inner);`,
      ...placeLines(!isBTransposed, "across"),
      `right[acrossK * ${side}u + across] = take_b(matrix * inner * columns, begin + across * 4u, k0 + acrossK, columns, inner);`,
    ].map((line) => `  ${line}`),
    "}",
  ];
  const add = [
    `for (var k = 0u; k < ${depth}u; k++) {`,
    `  let x = left[k * ${side}u + y0];`,
    `  let y = right[k * ${side}u + x0];`,
    ...lanes.map((lane) => `  sum${lane} += x[${lane}] * y;`),
    "}",
  ];
  const foldLines = (lane: number) =>
    [`all${lane} += vec4f(sum${lane});`, `sum${lane} = ${vector}();`].join(" ");
  // Float16 takes a strip, float32 a block.
  const length = precision === "f16" ? depth : blockDepth;
  const wanted = isHalf ? "row < rows && column <= row" : "row < rows && column < columns";
  const store = [
    "let row = top + y0 * 4u + r;",
    "for (var s = 0u; s < 4u; s++) {",
    "  let column = begin + x0 * 4u + s;",
    `  if (${wanted}) {`,
    "    out[base + row * columns + column] = all[r][s];",
    ...(isHalf ? ["    out[base + column * columns + row] = all[r][s];"] : []),
    "  }",
    "}",
  ];
  const declared: Declared[] = [
    uniforms(around.uniforms, false),
    partBinding,
    { binding: 2, kind: "read", buffer: a, name: "a", type: "array<f32>" },
    { binding: 3, kind: "read", buffer: b, name: "b", type: "array<f32>" },
    { binding: 4, kind: "write", buffer: out, name: "out", type: "array<f32>" },
    state(around, "read"),
  ];
  return moduleOf({
    lanes: 1,
    declared,
    workgroup: side * side,
    isGuarded: false,
    hasHalves: precision === "f16",
    top: [
      `var<workgroup> left: array<${vector}, ${strip}>;`,
      `var<workgroup> right: array<${vector}, ${strip}>;`,
      ...takeLines("a", isATransposed, "rows", precision),
      ...takeLines("b", !isBTransposed, "columns", precision),
    ],
    lines: [
      ...around.leave,
      "let rows = c.x;",
      "let columns = c.y;",
      `let inner = c.${around.state ? "x" : "z"};`,
      `let wide = (columns + ${tile - 1}u) / ${tile}u;`,
      `let tiles = wide * ((rows + ${tile - 1}u) / ${tile}u);`,
      "let which = group.y * groups.x + group.x;",
      "if (which >= tiles * c.w) { return; }",
      "let matrix = which / tiles;",
      ...(around.state ? [`if (${isIdle("matrix")}) { return; }`] : []),
      `let top = which % tiles / wide * ${tile}u;`,
      `let begin = which % tiles % wide * ${tile}u;`,
      ...(isHalf ? ["if (begin > top) { return; }"] : []),
      `let y0 = local / ${side}u;`,
      `let x0 = local % ${side}u;`,
      ...lanes.map((lane) => `var sum${lane} = ${vector}(); var all${lane} = vec4f();`),
      `for (var k0 = 0u; k0 < inner; k0 += ${depth}u) {`,
      ...[...load, "workgroupBarrier();", ...add].map((line) => `  ${line}`),
      `  if ((k0 + ${depth}u) % ${length}u == 0u) {`,
      ...lanes.map((lane) => `    ${foldLines(lane)}`),
      "  }",
      "  workgroupBarrier();",
      "}",
      ...lanes.map((lane) => `all${lane} += vec4f(sum${lane});`),
      `let all = array<vec4f, 4>(${lanes.map((lane) => `all${lane}`).join(", ")});`,
      "let base = matrix * rows * columns;",
      "for (var r = 0u; r < 4u; r++) {",
      ...store.map((line) => `  ${line}`),
      "}",
    ],
  });
}
