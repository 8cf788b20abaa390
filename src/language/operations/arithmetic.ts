/** Arithmetic, choices and rounding: operations with an exact result that is rounded once. */
import { ofNumbers, type Rows } from "./row.ts";

/** Whether an argument is a constant, neither NaN nor the zero for which pmin or pmax differ. */
const isPlain = (constant: number | undefined, zero: 0 | -0): boolean =>
  constant !== undefined && !Number.isNaN(constant) && !Object.is(constant, zero);

/** NaN where the argument is NaN, its zero where it is one, and otherwise -0, which changes nothing that it is added to. */
const zeroOrNaN = (y: string): string[] => [
  ...[y, "const -0", y, "const 0", "eq", "v128.bitselect"],
  ...[y, y, "ne", "v128.or", "once"],
];

/** The same with the sign of the zero alone, and otherwise no bit. */
const signOfZeroOrNaN = (y: string): string[] => [
  ...[y, "const -0", "v128.and", y, "const 0", "eq", "v128.and"],
  ...[y, y, "ne", "v128.or", "once"],
];

export const arithmetic = {
  add: {
    ...ofNumbers[2],
    evaluate: (x, y) => x + y,
    infix: ["+", 4],
    tex: "+",
    derivative: ["1", "1"],
    js: (m, end, o, a, b) => {
      for (; o < end; o += 4, a += 4, b += 4) {
        m[o] = m[a] + m[b];
        m[o + 1] = m[a + 1] + m[b + 1];
        m[o + 2] = m[a + 2] + m[b + 2];
        m[o + 3] = m[a + 3] + m[b + 3];
      }
    },
    wasm: "add",
    c: "x + y",
    wgsl: "x + y",
  },
  sub: {
    ...ofNumbers[2],
    evaluate: (x, y) => x - y,
    infix: ["-", 4],
    tex: "-",
    derivative: ["1", "-1"],
    js: (m, end, o, a, b) => {
      for (; o < end; o += 4, a += 4, b += 4) {
        m[o] = m[a] - m[b];
        m[o + 1] = m[a + 1] - m[b + 1];
        m[o + 2] = m[a + 2] - m[b + 2];
        m[o + 3] = m[a + 3] - m[b + 3];
      }
    },
    wasm: "sub",
    c: "x - y",
    wgsl: "x - y",
  },
  mul: {
    ...ofNumbers[2],
    evaluate: (x, y) => x * y,
    infix: ["*", 5],
    tex: "",
    derivative: ["y", "x"],
    js: (m, end, o, a, b) => {
      for (; o < end; o += 4, a += 4, b += 4) {
        m[o] = m[a] * m[b];
        m[o + 1] = m[a + 1] * m[b + 1];
        m[o + 2] = m[a + 2] * m[b + 2];
        m[o + 3] = m[a + 3] * m[b + 3];
      }
    },
    wasm: "mul",
    c: "x * y",
    wgsl: "x * y",
  },
  div: {
    ...ofNumbers[2],
    evaluate: (x, y) => x / y,
    infix: ["/", 5],
    tex: "\\frac{#1}{#2}",
    derivative: ["1/y", "-x/y^2"],
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = m[a] / m[b];
    },
    wasm: "div",
    c: "x / y",
    wgsl: "x / y",
  },
  neg: {
    ...ofNumbers[1],
    evaluate: (x) => -x,
    infix: ["-", 6],
    tex: "-",
    derivative: ["-1"],
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = -m[a];
    },
    wasm: "neg",
    c: "-x",
    wgsl: "-x",
  },
  square: {
    ...ofNumbers[1],
    evaluate: (x) => x * x,
    tex: "#1^{2}",
    derivative: ["2*x"],
    lower: () => "s = x*x",
  },
  abs: {
    ...ofNumbers[1],
    evaluate: (x) => Math.abs(x),
    tex: "\\left|#1\\right|",
    derivative: ["sign(x)"],
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = Math.abs(m[a]);
    },
    wasm: "abs",
    c: "fabs(x)",
    wgsl: "abs(x)",
  },
  // sign(-0) is -0 and sign(NaN) is NaN, as in IEEE arithmetic and in Math.sign.
  sign: {
    ...ofNumbers[1],
    evaluate: (x) => Math.sign(x),
    tex: "\\mathrm{sign}(#1)",
    derivative: ["0"],
    js: (m, end, o, a) => {
      for (; o < end; o += 4, a += 4) {
        m[o] = Math.sign(m[a]);
        m[o + 1] = Math.sign(m[a + 1]);
        m[o + 2] = Math.sign(m[a + 2]);
        m[o + 3] = Math.sign(m[a + 3]);
      }
    },
    // The sign's bit, the bits of 1 unless it is 0, and its own where it is NaN.
    wasm: [
      ...["x", "const -0", "v128.and", "x", "const 0", "ne", "const 1", "v128.and", "v128.or"],
      ...["x", "x", "ne", "x", "v128.and", "v128.or"],
    ],
    c: "x > 0 ? 1 : x < 0 ? -1 : x",
    wgsl: "select(select(x, F(-1), x < F(0)), F(1), x > F(0))",
    lower: () => "s = where(x > 0, 1, where(x < 0, -1, x))",
  },
  floor: {
    ...ofNumbers[1],
    evaluate: (x) => Math.floor(x),
    tex: "\\lfloor #1 \\rfloor",
    derivative: ["0"],
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = Math.floor(m[a]);
    },
    wasm: "floor",
    c: "floor(x)",
    wgsl: "floor(x)",
  },
  ceil: {
    ...ofNumbers[1],
    evaluate: (x) => Math.ceil(x),
    tex: "\\lceil #1 \\rceil",
    derivative: ["0"],
    js: (m, end, o, a) => {
      for (; o < end; o++, a++) m[o] = Math.ceil(m[a]);
    },
    wasm: "ceil",
    c: "ceil(x)",
    wgsl: "ceil(x)",
  },
  min: {
    ...ofNumbers[2],
    evaluate: (x, y) => Math.min(x, y),
    tex: "\\min(#1, #2)",
    derivative: ["where(x <= y, 1, 0)", "where(x <= y, 0, 1)"],
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = Math.min(m[a], m[b]);
    },
    // pmin(a, b) is b < a ? b : a, one instruction of a processor, and f32x4.min is eight. It differs for NaN and zeros.
    wasm: (_, [x, y], [isXFixed, isYFixed]) => {
      if (isPlain(y, -0)) return ["x", "y", "pmin"];
      if (isPlain(x, -0)) return ["y", "x", "pmin"];
      if (isYFixed) return [...signOfZeroOrNaN("y"), "x", "y", "pmin", "get once", "v128.or"];
      if (isXFixed) return [...signOfZeroOrNaN("x"), "y", "x", "pmin", "get once", "v128.or"];
      return ["x", "y", "pmin", "y", "x", "pmin", "v128.or"];
    },
    c: "least(x, y)",
    wgsl: "min(x, y)",
  },
  max: {
    ...ofNumbers[2],
    evaluate: (x, y) => Math.max(x, y),
    tex: "\\max(#1, #2)",
    derivative: ["where(x >= y, 1, 0)", "where(x >= y, 0, 1)"],
    js: (m, end, o, a, b) => {
      for (; o < end; o++, a++, b++) m[o] = Math.max(m[a], m[b]);
    },
    // Both orders give the same bits, or both zeros, or a NaN and another number: x|y - x^y is then the value, 0, NaN.
    wasm: (_, [x, y], [isXFixed, isYFixed]) => {
      if (isPlain(y, 0)) return ["x", "y", "pmax"];
      if (isPlain(x, 0)) return ["y", "x", "pmax"];
      if (isYFixed) return [...zeroOrNaN("y"), "x", "y", "pmax", "get once", "add"];
      if (isXFixed) return [...zeroOrNaN("x"), "y", "x", "pmax", "get once", "add"];
      return [
        ...["x", "y", "pmax", "set first", "y", "x", "pmax", "set second"],
        ...["get first", "get second", "v128.or", "get first", "get second", "v128.xor", "sub"],
      ];
    },
    c: "most(x, y)",
    wgsl: "max(x, y)",
  },
  max3: {
    ...ofNumbers[3],
    evaluate: (x, y, z) => Math.max(x, y, z),
    name: "max",
    tex: "\\max(#1, #2, #3)",
    derivative: [
      "where(x >= y && x >= z, 1, 0)",
      "where(y > x && y >= z, 1, 0)",
      "where(z > x && z > y, 1, 0)",
    ],
    lower: () => "most = max(max(x, y), z)",
  },
  min3: {
    ...ofNumbers[3],
    evaluate: (x, y, z) => Math.min(x, y, z),
    name: "min",
    tex: "\\min(#1, #2, #3)",
    derivative: [
      "where(x <= y && x <= z, 1, 0)",
      "where(y < x && y <= z, 1, 0)",
      "where(z < x && z < y, 1, 0)",
    ],
    lower: () => "least = min(min(x, y), z)",
  },
  /** x within [y, z]; z where y is above it. */
  clip: {
    ...ofNumbers[3],
    evaluate: (x, y, z) => Math.min(Math.max(x, y), z),
    tex: "\\mathrm{clip}(#1, #2, #3)",
    derivative: [
      "where(x >= y && x <= z, 1, 0)",
      "where(y > x && y <= z, 1, 0)",
      "where(x > z || y > z, 1, 0)",
    ],
    lower: () => "within = min(max(x, y), z)",
  },
} as const satisfies Rows;
