/** What the kernels of a pass have in common: bindings, the slices that an element is in, its values. */
import type { Node } from "../../language/graph.ts";
import { operation } from "../../language/operations.ts";
import type { Kernel } from "../../plan/kernel.ts";
import type { Pass } from "../../plan/passes.ts";
import type { Scope, SliceScope } from "../../plan/scope.ts";
import { type CodedArray, codedLines, codedType, isCoded } from "./codes.ts";
import { type Declared, partBinding, shiftsName } from "./module.ts";
import type { Manner } from "./operate.ts";
import { tensorWords, word } from "./places.ts";
import { linesOf, nameOf } from "./values.ts";

/** Where a role lies. */
export interface RoleAt {
  readonly buffer: string;
  readonly first: number;
  /** WGSL of the elements before it in what is bound. */
  readonly shift?: string | undefined;
}

/** How a role is read and written: an expression and a statement. */
export interface Access {
  readonly load: string;
  readonly store: (value: string) => string;
}

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
  /** The buffer of a role, the vector from which it lies there in every chunk, and for one of the user's own the word that shifts it. */
  readonly roleAt: (group: number, role: string) => RoleAt;
  /** Whether arrays of the user's own begin or end within a vector: their elements are read and written one by one. */
  readonly isUneven: boolean;
  readonly manner: Manner;
  /** Whether a call may be declined. */
  readonly mayDecline: boolean;
  /** Lines that end an invocation besides. */
  readonly leave?: readonly string[] | undefined;
  readonly workgroup: number;
  /** Invocations that go through a block of a group. */
  readonly blockWorkgroup: (group: number) => number;
}

/** The bindings of a pass: uniforms, chunk, shifts, values, tables, roles; and how its roles are read and written, by functions at the top where they are uneven. */
export function declaredFor(
  pass: Pass,
  around: Surroundings,
  lanes: 1 | 4,
): { all: Declared[]; access: Access[]; top: string[] } {
  const { roles, stores, storages } = pass.kernel;
  const places = roles.map((role) => around.roleAt(pass.group, role));
  const buffers = [...new Set(places.map(({ buffer }) => buffer))];
  const isStored = (buffer: string) => stores.some(({ role }) => places[role]!.buffer === buffer);
  const top: string[] = [];
  const unevenly = (shift: string | undefined): shift is string =>
    shift !== undefined && lanes === 4 && around.isUneven;
  const codedArray = (role: number): CodedArray | undefined => {
    const [{ buffer, shift }, storage] = [places[role]!, storages[role]!];
    if (!isCoded(storage)) return undefined;
    const name = `r${buffers.indexOf(buffer)}`;
    const how = { lanes, isStored: isStored(buffer), isUneven: unevenly(shift) };
    return { name, storage, shift, elements: `${shiftsName}.z`, ...how };
  };
  const access = places.map(({ buffer, first, shift }, role): Access => {
    const name = `r${buffers.indexOf(buffer)}`;
    const called = { load: `get_${name}(i)`, store: (value: string) => `put_${name}(i, ${value});` };
    const array = codedArray(role);
    if (array) {
      top.push(...codedLines(array));
      return called;
    }
    if (unevenly(shift)) {
      top.push(...unevenLines(name, shift, isStored(buffer)));
      return called;
    }
    const from = shift === undefined ? `${first * (4 / lanes)}u` : lanes === 4 ? `${shift} / 4u` : shift;
    const place = from === "0u" ? `${name}[i]` : `${name}[${from} + i]`;
    // What is written behind an array of the user's own, a device may write into it.
    const guard = shift === undefined ? "" : `if (i < ${shiftsName}.z / 4u) `;
    return {
      load: place,
      store: (value) => (guard ? `${guard}{ ${place} = ${value}; }` : `${place} = ${value};`),
    };
  });
  const plainTypeOf = (buffer: string) =>
    lanes === 1 || places.some((place) => place.buffer === buffer && unevenly(place.shift))
      ? "array<f32>"
      : "array<vec4f>";
  const typeOf = (buffer: string) => {
    const array = codedArray(places.findIndex((place) => place.buffer === buffer));
    return array ? codedType(array) : plainTypeOf(buffer);
  };
  return {
    access,
    top,
    all: [
      { binding: 0, kind: "uniform", buffer: "h", name: "h", type: `array<vec4f, ${around.uniforms}>` },
      partBinding,
      { binding: 2, kind: "write", buffer: "v", name: "v", type: "array<f32>" },
      { binding: 3, kind: "read", buffer: "t", name: "t", type: "array<u32>" },
      ...buffers.map(
        (buffer, index): Declared => ({
          binding: 4 + index,
          kind: isStored(buffer) ? "write" : "read",
          buffer,
          name: `r${index}`,
          type: typeOf(buffer),
        }),
      ),
      {
        binding: 4 + buffers.length,
        kind: "uniform",
        buffer: shiftsName,
        name: shiftsName,
        type: "vec4u",
      },
    ],
  };
}

/** Functions that read and write four elements of an array that begins or ends within a vector; what lies behind it stays as it is. */
const unevenLines = (name: string, shift: string, isStored: boolean): string[] => {
  const at = `  let at = ${shift} + i * 4u;`;
  const get = [
    `fn get_${name}(i: u32) -> vec4f {`,
    at,
    `  return vec4f(${name}[at], ${name}[at + 1u], ${name}[at + 2u], ${name}[at + 3u]);`,
    "}",
  ];
  const put = [
    `fn put_${name}(i: u32, value: vec4f) {`,
    at,
    `  for (var lane = 0u; lane < 4u && i * 4u + lane < ${shiftsName}.z; lane++) { ${name}[at + lane] = value[lane]; }`,
    "}",
  ];
  return isStored ? [...get, ...put] : get;
};

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
export const tensorLines = (group: number, around: Surroundings, text: string): string[] =>
  wordNames
    .filter(([name]) => new RegExp(`\\b${name}\\b`).test(text))
    .map(([name, at]) => `let ${name} = t[${around.tensorTable(group) + at}u + tensor * ${tensorWords}u];`);

/** The values of a pass at element or vector `i`, and the slices that they come from. */
export function elementLines(
  pass: Pass,
  around: Surroundings,
  lanes: 1 | 4,
  access: readonly Access[],
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
      load: (role) => access[role]!.load,
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

/** Ends an invocation of a call that was declined. */
export const declinedLine = "if (h[0].w == 0f) { return; }";

export const declineLine = ({ mayDecline, leave = [] }: Surroundings): string[] => [
  ...(mayDecline ? [declinedLine] : []),
  ...leave,
];

export const storeLines = (kernel: Kernel, access: readonly Access[]): string[] =>
  kernel.stores.map(({ role, value }) => `${access[role]!.store(nameOf(kernel, value))}`);
