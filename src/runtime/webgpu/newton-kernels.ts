/**
 * Inverse roots by the coupled Newton iteration (`newtonInverseRoot` of linear-algebra/): what there is beside products. Nothing is read back: so many
 * iterations are dispatched as float32 can need, and each ends at once for a matrix that has come as near as it can.
 */
import { leastRidge, tooFar } from "../../linear-algebra/inverse-root.ts";
import { uniforms } from "./host-kernels.ts";
import { type Declared, type Module, moduleOf, partBinding } from "./module.ts";
import { type MatrixSurroundings, state, stateLength } from "./product-kernel.ts";

/**
 * Iterations at most. Each at least doubles an eigenvalue that is far below 1: after 24, what was above the precision of float32 is near 1, and then
 * errors are squared.
 */
export const iterations = 32;

/** Roots have so many bits at most. */
export const rootBits = 4;

/** The largest r of A^(-1/r). */
export const mostRoot = 2 ** rootBits - 1;

/** Why a larger one is refused. */
export const largeRoot = (root: number): string =>
  `"webgpu" computes inverse roots A^(-1/r) with r up to ${mostRoot}; got ${root}: choose a smaller one, or use "wasm"`;

/** Places of what is known of a matrix. */
export const known = {
  /** How far M is from the identity, by what the matrix is multiplied, and what the root begins with. */
  error: 0,
  scale: 1,
  start: 2,
  /** Whether the iteration goes on. */
  isActive: 3,
  /** Whether M is multiplied by the factor's power of 2^bit, and whether there are higher powers. */
  isTaken: (bit: number): number => 4 + 2 * bit,
  isSquared: (bit: number): number => 5 + 2 * bit,
  /** What is added to the diagonal. */
  ridge: 4 + 2 * rootBits,
} as const;

const at = (place: number): string => `iteration[matrix * ${stateLength}u + ${place}u]`;

/** Where the iteration ends: as on the host. */
const tolerance = 1e-6;

/** WGSL of the numbers of an inverse root. */
export interface RootNumbers {
  readonly root: string;
  readonly epsilon: string;
}

/** Invocations that take a whole matrix. */
const combining = (workgroup: number): number => Math.min(workgroup, 256);

const read = (binding: number, buffer: string, name: string): Declared => ({
  ...{ binding, buffer, name },
  ...{ kind: "read", type: "array<f32>" },
});
const written = (binding: number, buffer: string, name: string): Declared => ({
  ...read(binding, buffer, name),
  kind: "write",
});

/** Lines that leave in `part[0]` what `combine` makes of `value` of all invocations. */
const treeLines = (value: string, combine: (a: string, b: string) => string, size: number): string[] => [
  `part[local] = ${value};`,
  `for (var half = ${size / 2}u; half > 0u; half /= 2u) {`,
  "  workgroupBarrier();",
  `  if (local < half) { part[local] = ${combine("part[local]", "part[local + half]")}; }`,
  "}",
  "workgroupBarrier();",
];

/** A kernel whose workgroups take a whole matrix each, of those in `from`: invocation `local` of `size`. */
const wholeMatrixKernel = (
  from: Declared,
  around: MatrixSurroundings,
  size: number,
  lines: readonly string[],
): Module =>
  moduleOf({
    lanes: 1,
    declared: [uniforms(around.uniforms, false), partBinding, from, state(around, "write")],
    workgroup: size,
    isGuarded: false,
    top: [`var<workgroup> part: array<f32, ${size}>;`],
    lines: [
      ...around.leave,
      "let matrix = group.y * groups.x + group.x;",
      "if (matrix >= c.w) { return; }",
      ...lines,
    ],
  });

/** Each of `c.w` matrices `a` of `c.x` rows: by what it is multiplied, and what the root begins with. */
export function beginKernel(a: string, { root, epsilon }: RootNumbers, around: MatrixSurroundings): Module {
  const size = combining(around.workgroup);
  const over = (line: string): string => `for (var i = local; i < size; i += ${size}u) { ${line} }`;
  /** Sets `norm` to the norm of `a` with a number added to the diagonal. */
  const normLines = (shift: string): string[] => {
    const value = `a[matrix * size + i] + select(0f, ${shift}, i % (c.x + 1u) == 0u)`;
    return [
      "{",
      // Relative to the largest, squares are no too small or too large numbers.
      "var most = 0f;",
      over(`most = max(most, abs(${value}));`),
      ...treeLines("most", (a, b) => `max(${a}, ${b})`, size),
      "let largest = part[0];",
      "workgroupBarrier();",
      "var sum = 0f;",
      over(`let x = (${value}) / largest; sum += x * x;`),
      ...treeLines("sum", (a, b) => `${a} + ${b}`, size),
      "norm = select(largest * sqrt(part[0]), 0f, largest == 0f);",
      "workgroupBarrier();",
      "}",
    ];
  };
  return wholeMatrixKernel(read(2, a, "a"), around, size, [
    "let size = c.x * c.x;",
    "var norm = 0f;",
    ...normLines("0f"),
    `let ridge = max(${epsilon}, ${leastRidge.float32}f * norm);`,
    ...normLines("ridge"),
    "if (local == 0u) {",
    `  let root = ${root};`,
    "  let z = (root + 1f) / (2f * norm);",
    "  var start = exp2(log2(z) / root);",
    // A step of Newton's: exp2 and log2 may be off by some units.
    "  var power = 1f;",
    "  for (var k = 0f; k < root; k += 1f) { power *= start; }",
    "  start *= 1f + (z / power - 1f) / root;",
    `  ${at(known.error)} = 1e30f;`,
    `  ${at(known.scale)} = z;`,
    `  ${at(known.start)} = start;`,
    `  ${at(known.isActive)} = 1f;`,
    `  ${at(known.ridge)} = ridge;`,
    "}",
  ]);
}

/** Lines that go through the elements of all matrices, `at` within one of them. */
const elements = (workgroup: number, lines: readonly string[]): string[] => [
  "let size = c.x * c.x;",
  `for (var i = (group.y * groups.x + group.x) * ${workgroup}u + local; i < size * c.w; i += groups.x * groups.y * ${workgroup}u) {`,
  "  let at = i % size;",
  "  let isDiagonal = at % (c.x + 1u) == 0u;",
  "  let matrix = i / size;",
  ...lines.map((line) => `  ${line}`),
  "}",
];

/** M and the root as they begin; `isAcross`: where `a` lies as its transpose. */
export function firstKernel(
  {
    a,
    m,
    out,
    isAcross,
  }: { readonly a: string; readonly m: string; readonly out: string; readonly isAcross: boolean },
  around: MatrixSurroundings,
): Module {
  const from = isAcross ? "i - at + at % c.x * c.x + at / c.x" : "i";
  return moduleOf({
    lanes: 1,
    declared: [
      ...[uniforms(around.uniforms, false), partBinding, read(2, a, "a")],
      ...[written(3, m, "m"), written(4, out, "out"), state(around, "read")],
    ],
    workgroup: around.workgroup,
    isGuarded: false,
    lines: [
      ...around.leave,
      ...elements(around.workgroup, [
        `m[i] = (a[${from}] + select(0f, ${at(known.ridge)}, isDiagonal)) * ${at(known.scale)};`,
        `out[i] = select(0f, ${at(known.start)}, isDiagonal);`,
      ]),
    ],
  });
}

/** The factor of an iteration. */
export function factorKernel(
  m: string,
  factor: string,
  { root }: RootNumbers,
  around: MatrixSurroundings,
): Module {
  return moduleOf({
    lanes: 1,
    declared: [
      ...[uniforms(around.uniforms, false), partBinding, read(2, m, "m")],
      ...[written(3, factor, "factor"), state(around, "read")],
    ],
    workgroup: around.workgroup,
    isGuarded: false,
    lines: [
      ...around.leave,
      ...elements(around.workgroup, [
        `if (${at(known.isActive)} != 0f) { factor[i] = select(0f, 1f + 1f / ${root}, isDiagonal) - m[i] / ${root}; }`,
      ]),
    ],
  });
}

/** How far M is from the identity, and whether another iteration brings it nearer. */
export function errorKernel(m: string, { root }: RootNumbers, around: MatrixSurroundings): Module {
  const size = combining(around.workgroup);
  return wholeMatrixKernel(read(2, m, "m"), around, size, [
    `let isActive = ${at(known.isActive)} != 0f;`,
    "var most = 0f;",
    "if (isActive) {",
    `  for (var column = local; column < c.x; column += ${size}u) {`,
    "    var sum = 0f;",
    "    for (var row = 0u; row < c.x; row++) {",
    "      sum += abs(m[matrix * c.x * c.x + row * c.x + column] - select(0f, 1f, row == column));",
    "    }",
    "    most = max(most, sum);",
    "  }",
    "}",
    ...treeLines("most", (a, b) => `max(${a}, ${b})`, size),
    "if (local == 0u && isActive) {",
    "  let error = part[0];",
    `  let before = ${at(known.error)};`,
    // Rounding lets it fall no further.
    "  let isStuck = before < 0.5f && error > before / 2f;",
    // No row of one that converges is so far: it diverges, and ends before there is an infinity.
    `  let isLost = error > ${mostRoot}f * sqrt(f32(c.x));`,
    `  let goesOn = error > ${tolerance}f && !isStuck && !isLost;`,
    `  let bits = select(0u, u32(${root} + 0.5f), goesOn);`,
    `  ${at(known.error)} = error;`,
    `  ${at(known.isActive)} = select(0f, 1f, goesOn);`,
    ...Array.from({ length: rootBits }, (_, bit) => [
      `  ${at(known.isTaken(bit))} = f32((bits >> ${bit}u) & 1u);`,
      `  ${at(known.isSquared(bit))} = f32(bits >> ${bit + 1}u);`,
    ]).flat(),
    "}",
  ]);
}

/** Where the iteration has not converged: `otherwise`, if that is an inverse root, or the identity. */
export function settleKernel(out: string, otherwise: string | undefined, around: MatrixSurroundings): Module {
  // The first element of an inverse root is above 0.
  const first = "otherwise[matrix * size]";
  const instead = otherwise ? `select(f32(isDiagonal), otherwise[i], ${first} > 0f)` : "f32(isDiagonal)";
  return moduleOf({
    lanes: 1,
    declared: [
      ...[uniforms(around.uniforms, false), partBinding, written(2, out, "out")],
      ...(otherwise ? [read(3, otherwise, "otherwise")] : []),
      state(around, "read"),
    ],
    workgroup: around.workgroup,
    isGuarded: false,
    lines: [
      ...around.leave,
      ...elements(around.workgroup, [
        `let isFound = ${at(known.error)} < ${tooFar}f && ${at(known.scale)} > 0f;`,
        `if (!isFound) { out[i] = ${instead}; }`,
      ]),
    ],
  });
}
