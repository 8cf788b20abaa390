/** Modules of WGSL: what they bind, and how kernels are written into them. */
import { aliases, functionsFor } from "./functions.ts";
import type { Over, Words } from "./parts.ts";

/** A buffer by its name: `h`, `v`, `t` for values and tables, `c` for the part that is meant, or a group's array. */
export type BufferName = string;

/** What differs between places in buffers of the user's own: elements before parameter and gradient in what is bound, and elements of the chunk. */
export const shiftsName = "shifts";

/** Something that a module binds. */
export interface Bound {
  readonly binding: number;
  readonly kind: "uniform" | "read" | "write";
  readonly buffer: BufferName;
}

/** A dispatch of a module: how many workgroups, and what it goes through; nothing where it is one workgroup, for values of all tensors. */
export interface Dispatch {
  readonly label: string;
  readonly code: string;
  readonly bound: readonly Bound[];
  readonly workgroups: number;
  readonly over?: Over | undefined;
  /** What it reads as `c` where it goes through nothing. */
  readonly words?: Words | undefined;
  /** The place, among the numbers that the host brings, of one that is 0 where there is nothing to do; undefined where it is always done. */
  readonly when?: number | undefined;
  /** Whether it brings scalars from the ring: calls on divided tensors have theirs in place. */
  readonly isRing?: boolean | undefined;
  /** The same for arrays of the user's own that begin or end within a vector, where they are bound. */
  readonly uneven?: Module | undefined;
}

/** Code with what it binds. */
export interface Module {
  readonly code: string;
  readonly bound: readonly Bound[];
}

const spaces = { uniform: "uniform", read: "storage, read", write: "storage, read_write" } as const;

/** A binding with the name and the type that a module gives it. */
export interface Declared extends Bound {
  readonly name: string;
  readonly type: string;
}

/** What a module holds. */
export interface Body {
  readonly lanes: 1 | 4;
  readonly declared: readonly Declared[];
  readonly workgroup: number;
  readonly isGuarded: boolean;
  /** Whether it has float16. */
  readonly hasHalves?: boolean | undefined;
  /** Declarations at the top, such as memory of the workgroup, and functions of its own. */
  readonly top?: readonly string[];
  readonly lines: readonly string[];
}

/** The code of a module; its bindings are the declared ones that it uses. */
export function moduleOf({ lanes, declared, workgroup, isGuarded, hasHalves, top = [], lines }: Body): {
  code: string;
  bound: Bound[];
} {
  const body = [
    ...top,
    `@compute @workgroup_size(${workgroup})`,
    "fn main(@builtin(local_invocation_index) local: u32, @builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u) {",
    ...lines.map((line) => `  ${line}`),
    "}",
    "",
  ].join("\n");
  const functions = functionsFor(body, isGuarded);
  const text = functions + body;
  const used = declared.filter(({ name }) => new RegExp(`\\b${name}\\b`).test(text));
  const bindings = used.map(
    ({ binding, kind, name, type }) =>
      `@group(0) @binding(${binding}) var<${spaces[kind]}> ${name}: ${type};`,
  );
  return {
    code: `${[...(hasHalves ? ["enable f16;"] : []), aliases(lanes), ...bindings].join("\n")}\n${text}`,
    bound: used.map(({ binding, kind, buffer }) => ({ binding, kind, buffer })),
  };
}

/** Lines that give the number of the slice that an invocation is for, where a workgroup has so many, and end it beyond the last one. */
export const sliceOfInvocation = (name: string, workgroup: number): string[] => [
  `let ${name} = c.x + (group.y * groups.x + group.x) * ${workgroup}u + local;`,
  `if (${name} >= c.y) { return; }`,
];

/** The part that is meant. */
export const partBinding: Declared = {
  binding: 1,
  kind: "uniform",
  buffer: "c",
  name: "c",
  type: "vec4u",
};

/** How many workgroups lie along x and y, where there may be only so many along each. */
export function gridOf(workgroups: number, most: number): [number, number] {
  const x = Math.min(workgroups, most);
  return [x, Math.ceil(workgroups / Math.max(x, 1))];
}
