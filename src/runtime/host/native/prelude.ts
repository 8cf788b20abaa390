/**
 * What every emitted C file begins with: the types of a dtype, the bits of a number, and reductions into lanes. The i-th element
 * of a segment goes into lane i modulo their number, and lanes are combined in one order, so bits are those of other backends.
 */
import type { DType } from "../../../language/dtype.ts";
import type { Reduction } from "../../../language/operations.ts";
import { strideOf } from "../alignment.ts";

/** Names of C for a dtype: its elements, and words of as many bits. */
const types = {
  float32: { real: "float", word: "uint32_t" },
  float64: { real: "double", word: "uint64_t" },
} as const;

/** The C type that a reduction's lanes have. */
export const laneType = (op: Reduction): "double" | "real" => (op === "max" ? "real" : "double");

/** How an element `v` is taken into a lane `a`. A comparison with NaN is false, so a NaN stays. */
export const takes: Readonly<Record<Reduction, string>> = {
  sum: "a + (double)v",
  sumSquares: "a + (double)v * (double)v",
  max: "v > a || v != v ? v : a",
};

/** The sum of lanes, in the order in which vectors of two are added. */
const totals = {
  float32: "((a[0] + a[2]) + (a[4] + a[6])) + ((a[1] + a[3]) + (a[5] + a[7]))",
  float64: "(a[0] + a[2]) + (a[1] + a[3])",
} as const;

const reduction = (op: Reduction): string => `
static void ${op}(${laneType(op)} *restrict lanes, const real *restrict from, size_t count) {
  ${laneType(op)} kept[stride];
  for (int lane = 0; lane < stride; lane++) kept[lane] = lanes[lane];
  size_t i = 0;
  for (; i + stride <= count; i += stride)
    for (int lane = 0; lane < stride; lane++) {
      const real v = from[i + lane];
      const ${laneType(op)} a = kept[lane];
      kept[lane] = ${takes[op]};
    }
  for (int lane = 0; i + lane < count; lane++) {
    const real v = from[i + lane];
    const ${laneType(op)} a = kept[lane];
    kept[lane] = ${takes[op]};
  }
  for (int lane = 0; lane < stride; lane++) lanes[lane] = kept[lane];
}
`;

/** A maximum that is zero is +0: a comparison does not see its sign. */
const maximum = `
static double maximum(const real *lanes) {
  real a = lanes[0];
  for (int lane = 1; lane < stride; lane++) {
    const real v = lanes[lane];
    a = ${takes.max};
  }
  return (double)a + 0.0;
}
`;

const total = (dtype: DType): string => `
static double total(const double *a) {
  return ${totals[dtype]};
}
`;

/** The beginning of a file of kernels that have these reductions over segments. */
export function prelude(dtype: DType, reductions: ReadonlySet<Reduction>): string {
  const { real, word } = types[dtype];
  const isSum = reductions.has("sum") || reductions.has("sumSquares");
  return `#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <tgmath.h>

_Static_assert(FLT_EVAL_METHOD == 0, "results must be rounded to their own type");
typedef ${real} real;
typedef ${word} word;
enum { stride = ${strideOf[dtype]} };

// An element depends on no other: the arrays of a kernel do not overlap.
#ifdef __clang__
#define INDEPENDENT _Pragma("clang loop vectorize(assume_safety)")
#else
#define INDEPENDENT _Pragma("GCC ivdep")
#endif

static inline word bits(real x) {
  word w;
  memcpy(&w, &x, sizeof w);
  return w;
}

static inline real number(word w) {
  real x;
  memcpy(&x, &w, sizeof x);
  return x;
}
${[...reductions].map(reduction).join("")}${isSum ? total(dtype) : ""}${reductions.has("max") ? maximum : ""}`;
}
