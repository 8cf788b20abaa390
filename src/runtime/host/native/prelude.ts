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

/** How an element `v`, in the lane's type, is taken into a lane `a`. A comparison with NaN is false, so a NaN stays. */
export const takes: Readonly<Record<Reduction, string>> = {
  sum: "a + v",
  sumSquares: "a + v * v",
  max: "v > a || v != v ? v : a",
};

/** The sum of lanes, in the order in which vectors of two are added. */
const totals = {
  float32: "((a[0] + a[2]) + (a[4] + a[6])) + ((a[1] + a[3]) + (a[5] + a[7]))",
  float64: "(a[0] + a[2]) + (a[1] + a[3])",
} as const;

/** Lanes of a sum as vectors, which compilers divide into the processor's; two turns of them are loaded at once, a line of a cache. */
const vectors = `
typedef double wide __attribute__((vector_size(stride * sizeof(double))));
typedef real two __attribute__((vector_size(2 * stride * sizeof(real))));
typedef double wideTwo __attribute__((vector_size(2 * stride * sizeof(double))));
typedef struct {
  wide turn[2];
} turns;

static inline turns widened(const real *from) {
  two v;
  memcpy(&v, from, sizeof v);
  const wideTwo all = __builtin_convertvector(v, wideTwo);
  turns found;
  memcpy(&found, &all, sizeof found);
  return found;
}
`;

/**
 * Takes `count` elements of one segment into its lanes, or of two, whose chains of additions then wait at the same time. What lies `ahead` is
 * fetched meanwhile: processors do not foresee two streams as they do one.
 */
const reduction = (op: Reduction): string => (op === "max" ? maxima : sums(op));

const sums = (op: Reduction): string => {
  const taken = (type: string, from: string, lane: string) =>
    `{ const ${type} v = ${from}, a = ${lane}; ${lane} = ${takes[op]}; }`;
  return `
static void ${op}(double (*lanes)[stride], const real *const *from, int width, size_t count, ptrdiff_t ahead) {
  const real *const first = from[0], *const second = from[width - 1];
  const size_t whole = count - count % (2 * stride);
  wide x, y;
  memcpy(&x, lanes[0], sizeof x);
  memcpy(&y, lanes[width - 1], sizeof y);
  if (width == 1)
    for (size_t i = 0; i < whole; i += 2 * stride) {
      const turns next = widened(first + i);
      for (int k = 0; k < 2; k++) ${taken("wide", "next.turn[k]", "x")}
    }
  else
    for (size_t i = 0; i < whole; i += 2 * stride) {
      __builtin_prefetch(first + i + ahead), __builtin_prefetch(second + i + ahead);
      const turns next = widened(first + i), other = widened(second + i);
      for (int k = 0; k < 2; k++) {
        ${taken("wide", "next.turn[k]", "x")}
        ${taken("wide", "other.turn[k]", "y")}
      }
    }
  memcpy(lanes[width - 1], &y, sizeof y);
  memcpy(lanes[0], &x, sizeof x);
  for (int k = 0; k < width; k++)
    for (size_t i = whole; i < count; i++) ${taken("double", "from[k][i]", "lanes[k][i % stride]")}
}
`;
};

const maxima = `
static void max(real (*lanes)[stride], const real *const *from, int width, size_t count, ptrdiff_t ahead) {
  (void)ahead;
  for (int k = 0; k < width; k++) {
    real kept[stride];
    memcpy(kept, lanes[k], sizeof kept);
    size_t i = 0;
    for (; i + stride <= count; i += stride)
      for (int lane = 0; lane < stride; lane++) {
        const real v = from[k][i + lane], a = kept[lane];
        kept[lane] = ${takes.max};
      }
    for (int lane = 0; i + lane < count; lane++) {
      const real v = from[k][i + lane], a = kept[lane];
      kept[lane] = ${takes.max};
    }
    memcpy(lanes[k], kept, sizeof kept);
  }
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
${isSum ? vectors + total(dtype) : ""}${[...reductions].map(reduction).join("")}${reductions.has("max") ? maximum : ""}`;
}
