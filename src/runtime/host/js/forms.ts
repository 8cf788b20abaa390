/**
 * Forms of several operations that rules often hold, a loop each for float32 and float64: a value between two operations
 * stays in a register of the processor. Every operation of a form rounds as it would alone, so bits stay equal.
 */
import type { DType } from "../../../language/dtype.ts";
import type { Node } from "../../../language/graph.ts";
import type { Loop } from "../../../language/operations.ts";
import { parse } from "../../../language/parse.ts";

/** A pattern of operations, and its loops. */
export interface Form extends Readonly<Record<DType, Loop>> {
  readonly pattern: Node;
  /** Names of the operands in the loops' order: `a`, `b`, `c` have a value for each element, `s` and `t` one for all. */
  readonly operands: readonly string[];
}

/** Operands are in the order in which the text names them first. */
function form(text: string, float32: Loop, float64: Loop): Form {
  const operands = [...new Set(text.match(/\b[a-z]\b/g))];
  const { value } = parse("form", `y = ${text}`, operands).lines[0];
  return { pattern: value, operands, float32, float64 };
}

const { fround, sqrt } = Math;

/** All forms, those of more operations first. */
export const forms: readonly Form[] = [
  form(
    "a*s + b*c*t",
    (m, end, o, a, sAt, b, c, tAt) => {
      const s = m[sAt];
      const t = m[tAt];
      for (; o < end; o += 2, a += 2, b += 2, c += 2) {
        m[o] = fround(m[a] * s) + fround(fround(m[b] * m[c]) * t);
        m[o + 1] = fround(m[a + 1] * s) + fround(fround(m[b + 1] * m[c + 1]) * t);
      }
    },
    (m, end, o, a, sAt, b, c, tAt) => {
      const s = m[sAt];
      const t = m[tAt];
      for (; o < end; o += 2, a += 2, b += 2, c += 2) {
        m[o] = m[a] * s + m[b] * m[c] * t;
        m[o + 1] = m[a + 1] * s + m[b + 1] * m[c + 1] * t;
      }
    },
  ),
  form(
    "a*s + b*t",
    (m, end, o, a, sAt, b, tAt) => {
      const s = m[sAt];
      const t = m[tAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = fround(m[a] * s) + fround(m[b] * t);
        m[o + 1] = fround(m[a + 1] * s) + fround(m[b + 1] * t);
      }
    },
    (m, end, o, a, sAt, b, tAt) => {
      const s = m[sAt];
      const t = m[tAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = m[a] * s + m[b] * t;
        m[o + 1] = m[a + 1] * s + m[b + 1] * t;
      }
    },
  ),
  form(
    "a - s*b*c",
    (m, end, o, a, sAt, b, c) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2, c += 2) {
        m[o] = m[a] - fround(fround(s * m[b]) * m[c]);
        m[o + 1] = m[a + 1] - fround(fround(s * m[b + 1]) * m[c + 1]);
      }
    },
    (m, end, o, a, sAt, b, c) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2, c += 2) {
        m[o] = m[a] - s * m[b] * m[c];
        m[o + 1] = m[a + 1] - s * m[b + 1] * m[c + 1];
      }
    },
  ),
  form(
    "sqrt(a*s) + t",
    (m, end, o, a, sAt, tAt) => {
      const s = m[sAt];
      const t = m[tAt];
      for (; o < end; o += 2, a += 2) {
        m[o] = fround(sqrt(fround(m[a] * s))) + t;
        m[o + 1] = fround(sqrt(fround(m[a + 1] * s))) + t;
      }
    },
    (m, end, o, a, sAt, tAt) => {
      const s = m[sAt];
      const t = m[tAt];
      for (; o < end; o += 2, a += 2) {
        m[o] = sqrt(m[a] * s) + t;
        m[o + 1] = sqrt(m[a + 1] * s) + t;
      }
    },
  ),
  form(
    "a*s/b",
    (m, end, o, a, sAt, b) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = fround(m[a] * s) / m[b];
        m[o + 1] = fround(m[a + 1] * s) / m[b + 1];
      }
    },
    (m, end, o, a, sAt, b) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = (m[a] * s) / m[b];
        m[o + 1] = (m[a + 1] * s) / m[b + 1];
      }
    },
  ),
  form(
    "a + b*s",
    (m, end, o, a, b, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = m[a] + fround(m[b] * s);
        m[o + 1] = m[a + 1] + fround(m[b + 1] * s);
      }
    },
    (m, end, o, a, b, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = m[a] + m[b] * s;
        m[o + 1] = m[a + 1] + m[b + 1] * s;
      }
    },
  ),
  form(
    "a - b*s",
    (m, end, o, a, b, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = m[a] - fround(m[b] * s);
        m[o + 1] = m[a + 1] - fround(m[b + 1] * s);
      }
    },
    (m, end, o, a, b, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2, b += 2) {
        m[o] = m[a] - m[b] * s;
        m[o + 1] = m[a + 1] - m[b + 1] * s;
      }
    },
  ),
  form(
    "a*s",
    (m, end, o, a, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 4, a += 4) {
        m[o] = m[a] * s;
        m[o + 1] = m[a + 1] * s;
        m[o + 2] = m[a + 2] * s;
        m[o + 3] = m[a + 3] * s;
      }
    },
    (m, end, o, a, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 4, a += 4) {
        m[o] = m[a] * s;
        m[o + 1] = m[a + 1] * s;
        m[o + 2] = m[a + 2] * s;
        m[o + 3] = m[a + 3] * s;
      }
    },
  ),
  form(
    "a + s",
    (m, end, o, a, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2) {
        m[o] = m[a] + s;
        m[o + 1] = m[a + 1] + s;
      }
    },
    (m, end, o, a, sAt) => {
      const s = m[sAt];
      for (; o < end; o += 2, a += 2) {
        m[o] = m[a] + s;
        m[o + 1] = m[a + 1] + s;
      }
    },
  ),
];
