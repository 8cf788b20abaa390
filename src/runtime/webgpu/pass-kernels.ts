/**
 * The kernels of a pass. Elements that depend on nothing but the step are computed in vectors of four, one an invocation; where tensors or
 * their slices differ, or sums are taken, block by block; sums over units, rows and columns each in a kernel of their own.
 */
import type { Node } from "../../language/graph.ts";
import { operation, type Reduction } from "../../language/operations.ts";
import type { Kernel } from "../../plan/kernel.ts";
import type { Pass } from "../../plan/passes.ts";
import type { Scope, SliceScope } from "../../plan/scope.ts";
import { type Body, type Declared, moduleOf, workgroupLines } from "./module.ts";
import type { Manner } from "./operate.ts";
import { tensorWords, word } from "./places.ts";
import { combineLines, sharedTop, startOf, takeLines } from "./sums.ts";
import { linesOf, nameOf } from "./values.ts";

/** What kernels need to know of where things are. */
export interface Surroundings {
  /** Vectors of four in the uniforms. */
  readonly uniforms: number;
  /** WGSL of a value that is the same for all tensors, read from the uniforms. */
  readonly uniformAt: (node: Node) => string;
  readonly scopeOf: (node: Node) => Scope;
  /** Where the values of a node begin, for a group's slices. */
  readonly baseOf: (node: Node, group: number) => number;
  /** Where a group's tables begin. */
  readonly tensorTable: (group: number) => number;
  readonly blockTable: (group: number) => number;
  /** Where the table of the tensors of a group's slices begins. */
  readonly sliceTable: (group: number, scope: SliceScope) => number;
  /** The buffer of a role, and the vector from which it lies there in every chunk. */
  readonly roleAt: (group: number, role: string) => { readonly buffer: string; readonly first: number };
  readonly manner: Manner;
  /** Whether a call may be declined. */
  readonly mayDecline: boolean;
  readonly workgroup: number;
}

/** The bindings of a pass: uniforms, chunk, values, tables, roles. */
function declaredFor(pass: Pass, around: Surroundings, lanes: 1 | 4): { all: Declared[]; names: string[] } {
  const { roles, stores } = pass.kernel;
  const places = roles.map((role) => around.roleAt(pass.group, role));
  const buffers = [...new Set(places.map(({ buffer }) => buffer))];
  const isStored = (buffer: string) => stores.some(({ role }) => places[role]!.buffer === buffer);
  const type = lanes === 4 ? "array<vec4f>" : "array<f32>";
  const names = places.map(({ buffer, first }) => {
    const name = `r${buffers.indexOf(buffer)}`;
    return first === 0 ? `${name}[i]` : `${name}[${first * (4 / lanes)}u + i]`;
  });
  return {
    names,
    all: [
      { binding: 0, kind: "uniform", buffer: "h", name: "h", type: `array<vec4f, ${around.uniforms}>` },
      { binding: 1, kind: "uniform", buffer: "c", name: "c", type: "vec4u" },
      { binding: 2, kind: "write", buffer: "v", name: "v", type: "array<f32>" },
      { binding: 3, kind: "read", buffer: "t", name: "t", type: "array<u32>" },
      ...buffers.map(
        (buffer, index): Declared => ({
          binding: 4 + index,
          kind: isStored(buffer) ? "write" : "read",
          buffer,
          name: `r${index}`,
          type,
        }),
      ),
    ],
  };
}

/** The index of the slice that element `e` of a tensor is in, counted through the group. */
const indexIn: Readonly<Record<SliceScope, string>> = {
  tensor: "U(tensor)",
  unit: "U(unit0) + e / U(unitSize)",
  matrix: "U(matrix0) + e / U(columns * rows)",
  row: "U(row0) + e / U(columns)",
  column: "U(column0) + (e / U(columns * rows)) * U(columns) + e % U(columns)",
};

const wordNames = [
  ["first", word.first],
  ["size", word.size],
  ["columns", word.columns],
  ["rows", word.rows],
  ["unitSize", word.unitSize],
  ["unit0", word.unit],
  ["matrix0", word.matrix],
  ["row0", word.row],
  ["column0", word.column],
] as const;

/** Lines that read what is needed of the tensor whose number is `tensor`. */
const tensorLines = (group: number, around: Surroundings, text: string): string[] =>
  wordNames
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(text))
    .map(([name, at]) => `let ${name} = t[${around.tensorTable(group) + at}u + tensor * ${tensorWords}u];`);

/** The values of a pass at element or vector `i`, and the slices that they come from. */
function elementLines(
  pass: Pass,
  around: Surroundings,
  lanes: 1 | 4,
  names: readonly string[],
): { indices: string[]; lines: string[] } {
  const { kernel, inputs, group } = pass;
  const scopes = new Set<SliceScope>();
  const sliced = (node: Node): string => {
    const scope = around.scopeOf(node) as SliceScope;
    scopes.add(scope);
    const base = around.baseOf(node, group);
    const at = (lane: string) => `v[${base}u + ${scope}At${lane}]`;
    if (scope === "tensor") return `F(v[${base}u + tensor])`;
    return lanes === 1 ? at("") : `vec4f(${["x", "y", "z", "w"].map((lane) => at(`.${lane}`)).join(", ")})`;
  };
  const values = linesOf(
    kernel,
    {
      load: (role) => names[role]!,
      uniform: (index) => `F(${around.uniformAt(inputs.uniform[index]!)})`,
      segment: (index) => sliced(inputs.segment[index]!),
      column: (index) => sliced(inputs.column[index]!),
    },
    around.manner,
  );
  const needed = [...scopes].filter((scope) => scope !== "tensor");
  return { indices: needed.map((scope) => `let ${scope}At = ${indexIn[scope]};`), lines: values };
}

/** Whether a pass can be made without knowing of tensors. */
export const isFlat = ({ kernel, inputs }: Pass): boolean =>
  kernel.reductions.length + kernel.columnReductions.length + inputs.segment.length + inputs.column.length ===
    0 && !isDrawn(kernel);

const isDrawn = ({ values }: Kernel): boolean =>
  values.some((value) => value.kind === "call" && operation(value.op).isDrawn);

const declineLine = ({ mayDecline }: Surroundings): string[] =>
  mayDecline ? ["if (h[0].w == 0f) { return; }"] : [];

const storeLines = ({ stores }: Kernel, kernel: Kernel, names: readonly string[]): string[] =>
  stores.map(({ role, value }) => `${names[role]} = ${nameOf(kernel, value)};`);

/** A pass over all vectors of a chunk. */
export function flatKernel(pass: Pass, around: Surroundings) {
  const { all, names } = declaredFor(pass, around, 4);
  const { lines } = elementLines(pass, around, 4, names);
  const { workgroup } = around;
  const body: Body = {
    lanes: 4,
    declared: all,
    workgroup,
    isGuarded: around.manner.isGuarded,
    lines: [
      ...declineLine(around),
      `for (var i = (group.y * groups.x + group.x) * ${workgroup}u + local; i < c.y; i += groups.x * groups.y * ${workgroup}u) {`,
      ...[...lines, ...storeLines(pass.kernel, pass.kernel, names)].map((line) => `  ${line}`),
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
  const { all, names } = declaredFor(pass, around, 4);
  const { indices, lines } = elementLines(pass, around, 4, names);
  const { workgroup } = around;
  const sums = partials.map(({ op }, k) => startOf(op, k));
  const taken = partials.flatMap(({ op, value }, k) =>
    takeLines(op, k, nameOf(kernel, value), "isInside", around.manner),
  );
  const inside = partials.length > 0 ? ["let isInside = e < U(size);"] : [];
  const inner = [...indices, ...lines, ...inside, ...taken, ...storeLines(kernel, kernel, names)];
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
    top: partials.length > 0 ? sharedTop(workgroup) : [],
    lines: [
      ...workgroupLines("c.w").map((line) => line.replace("c.wu", "c.w")),
      ...declineLine(around),
      "let block = c.z + which;",
      `let tensor = t[${table + 2}u + block * 4u];`,
      ...tensorLines(group, around, text),
      ...sums,
      `for (var i = t[${table}u + block * 4u] + local - c.x; i < t[${table + 1}u + block * 4u] - c.x; i += ${workgroup}u) {`,
      ...loop.map((line) => `  ${line}`),
      "}",
      ...partials.flatMap(({ op }, k) =>
        combineLines(op, k, workgroup, `${base}u + (block * ${partials.length}u + ${k}u) * 2u`, 4),
      ),
    ],
  };
  return moduleOf(body);
}

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
  count: number,
) {
  const { group, kernel } = pass;
  const { all, names } = declaredFor(pass, around, 1);
  const { indices, lines } = elementLines(pass, around, 1, names);
  const workgroup = 64;
  const loop = [
    "let e = begin + k;",
    "let element = e;",
    "let i = first * 4u + e;",
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
    top: sharedTop(workgroup),
    lines: [
      ...workgroupLines(count),
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
export function columnKernel(
  pass: Pass,
  around: Surroundings,
  results: readonly SliceResult[],
  count: number,
) {
  const { group, kernel } = pass;
  const { all, names } = declaredFor(pass, around, 1);
  const { indices, lines } = elementLines(pass, around, 1, names);
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
    lines: [
      `let slice = (group.y * groups.x + group.x) * ${workgroup}u + local;`,
      `if (slice >= ${count}u) { return; }`,
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
