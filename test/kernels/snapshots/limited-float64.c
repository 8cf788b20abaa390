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

static inline real least(real x, real y) {
  return x < y ? x : y < x ? y : number(bits(x) | bits(y));
}

static inline real most(real x, real y) {
  return x > y ? x : y > x ? y : x == y ? number(bits(x) & bits(y)) : x + y;
}

static inline real powerOfTwo(real k) {
  return number(bits(k + (real)4503599627371519) << 52);
}

static inline real exponentOf(real x) {
  return number(bits(x) >> 52 | bits((real)4503599627370496)) - (real)4503599627371519;
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
  if (called->first == called->last) return;
  const uint32_t *const end = segment + 6 * (size_t)(called->last - called->first - 1);
  const size_t count = (size_t)end[0] + end[1] - segment[0];
  real *restrict const at_p = (real *)address(memory, at[3]) + segment[0];
  real *restrict const at_g = (real *)address(memory, at[4]) + segment[0];
  INDEPENDENT
  for (size_t i = 0; i < count; i++) {
    const real v0 = at_p[i];
    const real v1 = at_g[i];
    const _Bool v3 = v1 > 1.0;
    const _Bool v5 = v0 < 0.0;
    const _Bool v6 = !v5;
    const _Bool v7 = v3 & v6;
    const real v8 = -v1;
    const real v10 = most(v8, (-746.0));
    const real v12 = least(v10, 710.0);
    const real v14 = 1.4426950408889634 * v12;
    const real v16 = v14 + 0.5;
    const real v17 = floor(v16);
    const real v19 = v17 * 0.6931471803691238;
    const real v20 = v12 - v19;
    const real v22 = v17 * 1.9082149292705877e-10;
    const real v23 = v20 - v22;
    const real v36 = v23 * 1.1470745597729725e-11;
    const real v37 = 1.6059043836821613e-10 + v36;
    const real v38 = v23 * v37;
    const real v39 = 2.08767569878681e-9 + v38;
    const real v40 = v23 * v39;
    const real v41 = 2.505210838544172e-8 + v40;
    const real v42 = v23 * v41;
    const real v43 = 2.755731922398589e-7 + v42;
    const real v44 = v23 * v43;
    const real v45 = 0.0000027557319223985893 + v44;
    const real v46 = v23 * v45;
    const real v47 = 0.0000248015873015873 + v46;
    const real v48 = v23 * v47;
    const real v49 = 0.0001984126984126984 + v48;
    const real v50 = v23 * v49;
    const real v51 = 0.001388888888888889 + v50;
    const real v52 = v23 * v51;
    const real v53 = 0.008333333333333333 + v52;
    const real v54 = v23 * v53;
    const real v55 = 0.041666666666666664 + v54;
    const real v56 = v23 * v55;
    const real v57 = 0.16666666666666666 + v56;
    const real v58 = v23 * v57;
    const real v59 = 0.5 + v58;
    const real v60 = v23 * v59;
    const real v61 = 1.0 + v60;
    const real v62 = v23 * v61;
    const real v63 = 1.0 + v62;
    const real v64 = 0.5 * v17;
    const real v65 = floor(v64);
    const real v66 = powerOfTwo(v65);
    const real v67 = v63 * v66;
    const real v68 = v17 - v65;
    const real v69 = powerOfTwo(v68);
    const real v70 = v67 * v69;
    const _Bool v71 = v0 == 0.0;
    const _Bool v73 = v0 > 0.0;
    const _Bool v75 = v0 < (real)INFINITY;
    const _Bool v77 = v0 < 2.2250738585072014e-308;
    const real v79 = 18014398509481984.0 * v0;
    const real v80 = v77 ? v79 : v0;
    const real v81 = exponentOf(v80);
    const real v82 = -v81;
    const real v83 = 0.5 * v82;
    const real v84 = floor(v83);
    const real v85 = powerOfTwo(v84);
    const real v86 = v80 * v85;
    const real v87 = v82 - v84;
    const real v88 = powerOfTwo(v87);
    const real v89 = v86 * v88;
    const _Bool v91 = v89 > 1.4142135623730951;
    const real v92 = v91 ? 1.0 : 0.0;
    const real v93 = v81 + v92;
    const real v95 = v77 ? 54.0 : 0.0;
    const real v96 = v93 - v95;
    const real v97 = v96 * 0.6931471803691238;
    const real v98 = 0.5 * v89;
    const real v99 = v91 ? v98 : v89;
    const real v100 = v99 - 1.0;
    const real v101 = v99 + 1.0;
    const real v102 = v100 / v101;
    const real v104 = v102 * v102;
    const real v116 = v104 * 0.08695652173913043;
    const real v117 = 0.09523809523809523 + v116;
    const real v118 = v104 * v117;
    const real v119 = 0.10526315789473684 + v118;
    const real v120 = v104 * v119;
    const real v121 = 0.11764705882352941 + v120;
    const real v122 = v104 * v121;
    const real v123 = 0.13333333333333333 + v122;
    const real v124 = v104 * v123;
    const real v125 = 0.15384615384615385 + v124;
    const real v126 = v104 * v125;
    const real v127 = 0.18181818181818182 + v126;
    const real v128 = v104 * v127;
    const real v129 = 0.2222222222222222 + v128;
    const real v130 = v104 * v129;
    const real v131 = 0.2857142857142857 + v130;
    const real v132 = v104 * v131;
    const real v133 = 0.4 + v132;
    const real v134 = v104 * v133;
    const real v135 = 0.6666666666666666 + v134;
    const real v136 = v104 * v135;
    const real v137 = 2.0 + v136;
    const real v138 = v102 * v137;
    const real v139 = v96 * 1.9082149292705877e-10;
    const real v140 = v138 + v139;
    const real v141 = v97 + v140;
    const real v142 = v75 ? v141 : v0;
    const real v144 = v73 ? v142 : (real)NAN;
    const real v145 = v71 ? (real)-INFINITY : v144;
    const real v146 = v7 ? v70 : v145;
    const real v147 = v0 + v146;
    at_p[i] = v147;
  }
}
