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

static double total(const double *a) {
  return (a[0] + a[2]) + (a[1] + a[3]);
}

static void sumSquares(double (*lanes)[stride], const real *const *from, int width, size_t count, ptrdiff_t ahead) {
  const real *const first = from[0], *const second = from[width - 1];
  const size_t whole = count - count % (2 * stride);
  wide x, y;
  memcpy(&x, lanes[0], sizeof x);
  memcpy(&y, lanes[width - 1], sizeof y);
  if (width == 1)
    for (size_t i = 0; i < whole; i += 2 * stride) {
      const turns next = widened(first + i);
      for (int k = 0; k < 2; k++) { const wide v = next.turn[k], a = x; x = a + v * v; }
    }
  else
    for (size_t i = 0; i < whole; i += 2 * stride) {
      __builtin_prefetch(first + i + ahead), __builtin_prefetch(second + i + ahead);
      const turns next = widened(first + i), other = widened(second + i);
      for (int k = 0; k < 2; k++) {
        { const wide v = next.turn[k], a = x; x = a + v * v; }
        { const wide v = other.turn[k], a = y; y = a + v * v; }
      }
    }
  memcpy(lanes[width - 1], &y, sizeof y);
  memcpy(lanes[0], &x, sizeof x);
  for (int k = 0; k < width; k++)
    for (size_t i = whole; i < count; i++) { const double v = from[k][i], a = lanes[k][i % stride]; lanes[k][i % stride] = a + v * v; }
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
  double lanes0[2][stride];
  const real *from0[2];
  for (uint32_t s = called->first; s < called->last;) {
    const size_t count = segment[1];
    const int width = s + 1 < called->last && segment[7] == count ? 2 : 1;
    for (int k = 0; k < width; k++) {
      for (int lane = 0; lane < stride; lane++) {
        lanes0[k][lane] = 0.0;
      }
    }
    const size_t block = count;
    for (size_t start = 0; start < count; start += block) {
      const size_t end = count - start < block ? count : start + block;
      for (int k = 0; k < width; k++, segment += 6) {
        real *restrict const at_g = (real *)address(memory, at[3]) + segment[0];
        from0[k] = at_g + start;
      }
      segment -= 6 * width;
      sumSquares(lanes0, from0, width, end - start, 2 * (from0[width - 1] - from0[0]));
    }
    for (int k = 0; k < width; k++, results += 1) {
      results[0] = total(lanes0[k]);
    }
    s += width, segment += 6 * width;
  }
}

void run1(const call *called) {
  unsigned char *const memory = called->memory;
  const uint32_t *const at = (const uint32_t *)address(memory, called->block);
  const real *const uniforms = (const real *)((const unsigned char *)at + 24);
  const real v1 = uniforms[0];
  const real v3 = uniforms[1];
  const uint32_t *segment = (const uint32_t *)address(memory, at[0]) + 6 * (size_t)called->first;
  if (called->first == called->last) return;
  const uint32_t *const end = segment + 6 * (size_t)(called->last - called->first - 1);
  const size_t count = (size_t)end[0] + end[1] - segment[0];
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
