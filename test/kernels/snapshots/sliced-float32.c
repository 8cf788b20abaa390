#include <float.h>
#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <tgmath.h>

_Static_assert(FLT_EVAL_METHOD == 0, "results must be rounded to their own type");
typedef float real;
typedef uint32_t word;
enum { stride = 8 };

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

static void max(real (*lanes)[stride], const real *const *from, int width, size_t count, ptrdiff_t ahead) {
  (void)ahead;
  for (int k = 0; k < width; k++) {
    real kept[stride];
    memcpy(kept, lanes[k], sizeof kept);
    size_t i = 0;
    for (; i + stride <= count; i += stride)
      for (int lane = 0; lane < stride; lane++) {
        const real v = from[k][i + lane], a = kept[lane];
        kept[lane] = v > a || v != v ? v : a;
      }
    for (int lane = 0; i + lane < count; lane++) {
      const real v = from[k][i + lane], a = kept[lane];
      kept[lane] = v > a || v != v ? v : a;
    }
    memcpy(lanes[k], kept, sizeof kept);
  }
}

static double maximum(const real *lanes) {
  real a = lanes[0];
  for (int lane = 1; lane < stride; lane++) {
    const real v = lanes[lane];
    a = v > a || v != v ? v : a;
  }
  return (double)a + 0.0;
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
  double *results = (double *)address(memory, at[1]) + 1 * (size_t)called->first;
  real lanes0[2][stride];
  const real *from0[2];
  for (uint32_t s = called->first; s < called->last;) {
    const size_t count = segment[1];
    const int width = s + 1 < called->last && segment[7] == count ? 2 : 1;
    for (int k = 0; k < width; k++) {
      for (int lane = 0; lane < stride; lane++) {
        lanes0[k][lane] = (real)-INFINITY;
      }
    }
    const size_t block = 1024;
    for (size_t start = 0; start < count; start += block) {
      const size_t end = count - start < block ? count : start + block;
      for (int k = 0; k < width; k++, segment += 6) {
        real *restrict const at_g = (real *)address(memory, at[3]) + segment[0];
        double *restrict const columnSum0 = (double *)address(memory, at[4]) + segment[5];
        real *restrict const columnSum1 = (real *)address(memory, at[5]) + segment[5];
        INDEPENDENT
        for (size_t i = start; i < end; i++) {
          const real v0 = at_g[i];
          columnSum0[i] = columnSum0[i] + (double)v0;
          columnSum1[i] = (real)v0 > columnSum1[i] || (real)v0 != (real)v0 ? (real)v0 : columnSum1[i];
        }
        from0[k] = at_g + start;
      }
      segment -= 6 * width;
      max(lanes0, from0, width, end - start, 2 * (from0[width - 1] - from0[0]));
    }
    for (int k = 0; k < width; k++, results += 1) {
      results[0] = maximum(lanes0[k]);
    }
    s += width, segment += 6 * width;
  }
}

void run1(const call *called) {
  unsigned char *const memory = called->memory;
  const uint32_t *const at = (const uint32_t *)address(memory, called->block);
  const uint32_t *segment = (const uint32_t *)address(memory, at[0]) + 6 * (size_t)called->first;
  for (uint32_t s = called->first; s < called->last; s++, segment += 6) {
    real *restrict const at_p = (real *)address(memory, at[3]) + segment[0];
    const real *restrict const column0 = (const real *)address(memory, at[4]) + segment[3];
    const real *restrict const column1 = (const real *)address(memory, at[5]) + segment[3];
    const real *const segments = (const real *)(address(memory, at[2]) + segment[2] * sizeof(real));
    const real v1 = segments[0];
    const size_t count = segment[1];
    INDEPENDENT
    for (size_t i = 0; i < count; i++) {
      const real v0 = at_p[i];
      const real v2 = column0[i];
      const real v3 = v1 + v2;
      const real v4 = column1[i];
      const real v5 = v3 + v4;
      const real v6 = v0 + v5;
      at_p[i] = v6;
    }
  }
}
