#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <tgmath.h>

_Static_assert(FLT_EVAL_METHOD == 0, "results must be rounded to their own type");
typedef double real;
typedef uint64_t word;
enum { stride = 4 };

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

static void sumSquares(double *restrict lanes, const real *restrict from, size_t count) {
  double kept[stride];
  for (int lane = 0; lane < stride; lane++) kept[lane] = lanes[lane];
  size_t i = 0;
  for (; i + stride <= count; i += stride)
    for (int lane = 0; lane < stride; lane++) {
      const real v = from[i + lane];
      const double a = kept[lane];
      kept[lane] = a + (double)v * (double)v;
    }
  for (int lane = 0; i + lane < count; lane++) {
    const real v = from[i + lane];
    const double a = kept[lane];
    kept[lane] = a + (double)v * (double)v;
  }
  for (int lane = 0; lane < stride; lane++) lanes[lane] = kept[lane];
}

static double total(const double *a) {
  return (a[0] + a[2]) + (a[1] + a[3]);
}

typedef struct {
  unsigned char *memory;
  uint32_t block, first, last;
} call;

static inline unsigned char *address(unsigned char *memory, uint32_t units) {
  return memory + (size_t)units * 16;
}

void run0(const call *called) {
  unsigned char *const memory = called->memory;
  const uint32_t *const at = (const uint32_t *)address(memory, called->block);
  const uint32_t *segment = (const uint32_t *)address(memory, at[0]) + 6 * (size_t)called->first;
  for (uint32_t s = called->first; s < called->last; s++, segment += 6) {
    const size_t count = segment[1];
    real *restrict const at_g = (real *)address(memory, at[3]) + segment[0];
    double lanes0[stride];
    for (int lane = 0; lane < stride; lane++) {
      lanes0[lane] = 0.0;
    }
    for (size_t start = 0; start < count; start += 1024) {
      const size_t end = count - start < 1024 ? count : start + 1024;
      sumSquares(lanes0, at_g + start, end - start);
    }
    double *const results = (double *)address(memory, at[1]) + 1 * (size_t)s;
    results[0] = total(lanes0);
  }
}

void run1(const call *called) {
  unsigned char *const memory = called->memory;
  const uint32_t *const at = (const uint32_t *)address(memory, called->block);
  const real *const uniforms = (const real *)((const unsigned char *)at + 24);
  const real v1 = uniforms[0];
  const real v3 = uniforms[1];
  const uint32_t *segment = (const uint32_t *)address(memory, at[0]) + 6 * (size_t)called->first;
  for (uint32_t s = called->first; s < called->last; s++, segment += 6) {
    const size_t count = segment[1];
    real *restrict const at_p = (real *)address(memory, at[3]) + segment[0];
    real *restrict const at_g = (real *)address(memory, at[4]) + segment[0];
    INDEPENDENT
    for (size_t i = 0; i < count; i++) {
      const real v0 = at_p[i];
      const real v2 = at_g[i];
      const real v4 = v2 * v3;
      const real v5 = v1 * v4;
      const real v6 = v0 + v5;
      at_p[i] = v6;
    }
  }
}
