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
  const real *const uniforms = (const real *)((const unsigned char *)at + 32);
  const real v0 = uniforms[0];
  const real v3 = uniforms[1];
  const real v7 = uniforms[2];
  const real v10 = uniforms[3];
  const real v15 = uniforms[4];
  const real v16 = uniforms[5];
  const real v18 = uniforms[6];
  const real v21 = uniforms[7];
  const uint32_t *segment = (const uint32_t *)address(memory, at[0]) + 6 * (size_t)called->first;
  if (called->first == called->last) return;
  const uint32_t *const end = segment + 6 * (size_t)(called->last - called->first - 1);
  const size_t count = (size_t)end[0] + end[1] - segment[0];
  real *restrict const at_m = (real *)address(memory, at[3]) + segment[0];
  real *restrict const at_g = (real *)address(memory, at[4]) + segment[0];
  real *restrict const at_v = (real *)address(memory, at[5]) + segment[0];
  real *restrict const at_p = (real *)address(memory, at[6]) + segment[0];
  INDEPENDENT
  for (size_t i = 0; i < count; i++) {
    const real v1 = at_m[i];
    const real v2 = v0 * v1;
    const real v4 = at_g[i];
    const real v5 = v3 * v4;
    const real v6 = v2 + v5;
    const real v8 = at_v[i];
    const real v9 = v7 * v8;
    const real v11 = v4 * v4;
    const real v12 = v10 * v11;
    const real v13 = v9 + v12;
    const real v14 = at_p[i];
    const real v17 = v6 * v16;
    const real v19 = v13 * v18;
    const real v20 = sqrt(v19);
    const real v22 = v20 + v21;
    const real v23 = v17 / v22;
    const real v24 = v15 * v23;
    const real v25 = v14 + v24;
    at_m[i] = v6;
    at_v[i] = v13;
    at_p[i] = v25;
  }
}
