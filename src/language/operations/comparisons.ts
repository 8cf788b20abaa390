/** Comparisons as IEEE 754 has them, conditions, and the choice between two values. */
import type { Rows } from "./row.ts";

/** A comparison jumps, and so does what depends on it: between jumps nothing changes. */
const comparison = { takes: ["number", "number"], gives: "boolean", derivative: ["0", "0"] } as const;
const logical = { takes: ["boolean", "boolean"], gives: "boolean", derivative: ["0", "0"] } as const;

export const comparisons = {
  lt: {
    ...comparison,
    evaluate: (x, y) => +(x < y),
    infix: ["<", 3],
    tex: "<",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] < m[b] ? 1 : 0;
    },
    wasm: "lt",
    c: "x < y",
    wgsl: "x < y",
  },
  le: {
    ...comparison,
    evaluate: (x, y) => +(x <= y),
    infix: ["<=", 3],
    tex: "\\le",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] <= m[b] ? 1 : 0;
    },
    wasm: "le",
    c: "x <= y",
    wgsl: "x <= y",
  },
  gt: {
    ...comparison,
    evaluate: (x, y) => +(x > y),
    infix: [">", 3],
    tex: ">",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] > m[b] ? 1 : 0;
    },
    wasm: "gt",
    c: "x > y",
    wgsl: "x > y",
  },
  ge: {
    ...comparison,
    evaluate: (x, y) => +(x >= y),
    infix: [">=", 3],
    tex: "\\ge",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] >= m[b] ? 1 : 0;
    },
    wasm: "ge",
    c: "x >= y",
    wgsl: "x >= y",
  },
  eq: {
    ...comparison,
    evaluate: (x, y) => +(x === y),
    infix: ["==", 3],
    tex: "=",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] === m[b] ? 1 : 0;
    },
    wasm: "eq",
    c: "x == y",
    wgsl: "x == y",
  },
  ne: {
    ...comparison,
    evaluate: (x, y) => +(x !== y),
    infix: ["!=", 3],
    tex: "\\ne",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] !== m[b] ? 1 : 0;
    },
    wasm: "ne",
    c: "x != y",
    wgsl: "x != y",
  },
  and: {
    ...logical,
    evaluate: (x, y) => x & y,
    infix: ["&&", 2],
    tex: "\\land",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] && m[b];
    },
    wasm: ["v128.and"],
    c: "x & y",
    wgsl: "x & y",
  },
  or: {
    ...logical,
    evaluate: (x, y) => x | y,
    infix: ["||", 1],
    tex: "\\lor",
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] || m[b];
    },
    wasm: ["v128.or"],
    c: "x | y",
    wgsl: "x | y",
  },
  not: {
    takes: ["boolean"],
    gives: "boolean",
    evaluate: (x) => 1 - x,
    infix: ["!", 6],
    tex: "\\lnot ",
    derivative: ["0"],
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = 1 - m[a];
    },
    wasm: ["v128.not"],
    c: "!x",
    wgsl: "!x",
  },
  where: {
    takes: ["boolean", "number", "number"],
    gives: "number",
    evaluate: (x, y, z) => (x ? y : z),
    tex: "\\begin{cases} #2 & #1 \\\\ #3 & \\text{otherwise} \\end{cases}",
    derivative: ["0", "where(x, 1, 0)", "where(x, 0, 1)"],
    js: (m, end, o, condition, a, b) => {
      for (; o < end; o++, condition++, a++, b++) m[o] = m[condition] ? m[a] : m[b];
    },
    // A choice between a value and 0 is a mask; a mask of ones is a NaN.
    wasm: (_, [, y, z]) => {
      if (Object.is(z, 0)) return ["y", "x", "v128.and"];
      if (Object.is(y, 0)) return ["z", "x", "v128.andnot"];
      if (Number.isNaN(y)) return ["z", "x", "v128.or"];
      return ["y", "z", "x", "v128.bitselect"];
    },
    c: "x ? y : z",
    wgsl: "select(z, y, x)",
  },
} as const satisfies Rows;
