/*
 * Steps written by hand in C, and the floors. Plain loops with arguments that do not overlap, memory of its own on huge pages; with several
 * threads OpenMP's. Speaks the lines of serve.mjs. Usage: step hand|floor THREADS.
 */
#define _GNU_SOURCE
#include <math.h>
#include <omp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

#define LANES 16
typedef float *restrict Out;
typedef const float *restrict In;

/* Parameters, gradients, moments; they do not begin at the same place of a page. */
enum { P, G, M, V, REGIONS };
static char *mapped[REGIONS];
static size_t mapped_bytes;
static float *region[REGIONS];
static long n, count, t;
static int threads, kind = -1;

static const char *names[] = {"sgd", "adam", "yogi", "adamwClip", "lion", "adafactor"};
enum { SGD, ADAM, YOGI, ADAMW_CLIP, LION, ADAFACTOR, KINDS };

/* Bytes as in traffic.mjs. */
static const struct { int sums[2], writes; } traffic[KINDS] = {
  [SGD] = {{0}, 2}, [ADAM] = {{0}, 3}, [YOGI] = {{0}, 3}, [ADAMW_CLIP] = {{1}, 3}, [LION] = {{0}, 2}, [ADAFACTOR] = {{2, 1}, 1},
};

static float rate, correction, scale;

static void sgd(Out p, In g, Out m, long n) {
  for (long i = 0; i < n; i++) {
    m[i] = .9f * m[i] + g[i];
    p[i] = p[i] - .01f * m[i];
  }
}

static void adam(Out p, In g, Out m, Out v, long n, float rate, float correction) {
  for (long i = 0; i < n; i++) {
    m[i] = .9f * m[i] + .1f * g[i];
    v[i] = .999f * v[i] + .001f * (g[i] * g[i]);
    p[i] = p[i] - rate * m[i] / (sqrtf(v[i]) * correction + 1e-8f);
  }
}

static void yogi(Out p, In g, Out m, Out v, long n, float rate, float correction) {
  for (long i = 0; i < n; i++) {
    float square = g[i] * g[i], over = v[i] - square;
    float sign = (over > 0 ? 1.f : 0.f) - (over < 0 ? 1.f : 0.f);
    m[i] = .9f * m[i] + .1f * g[i];
    v[i] = v[i] - .001f * (sign * square);
    p[i] = p[i] - rate * m[i] / (sqrtf(v[i]) * correction + 1e-3f);
  }
}

static void adamw(Out p, In g, Out m, Out v, long n, float rate, float correction, float scale) {
  for (long i = 0; i < n; i++) {
    float gi = scale * g[i];
    m[i] = .9f * m[i] + .1f * gi;
    v[i] = .999f * v[i] + .001f * (gi * gi);
    p[i] = (1 - 1e-5f) * p[i] - rate * m[i] / (sqrtf(v[i]) * correction + 1e-12f);
  }
}

static void lion(Out p, In g, Out m, long n) {
  for (long i = 0; i < n; i++) {
    float mix = .9f * m[i] + .1f * g[i];
    m[i] = .99f * m[i] + .01f * g[i];
    p[i] = p[i] - 1e-4f * ((mix > 0 ? 1.f : 0.f) - (mix < 0 ? 1.f : 0.f));
  }
}

static double squares(In g, long n) {
  double lane[LANES] = {0}, sum = 0;
  long i = 0;
  for (; i + LANES <= n; i += LANES)
    for (int k = 0; k < LANES; k++) lane[k] += (double)g[i + k] * g[i + k];
  for (; i < n; i++) sum += (double)g[i] * g[i];
  for (int k = 0; k < LANES; k++) sum += lane[k];
  return sum;
}

static volatile uint32_t sink;
typedef uint32_t *restrict Words;
typedef const uint32_t *restrict ReadWords;

static void read1(ReadWords a, long n) {
  uint32_t all = 0;
  for (long i = 0; i < n; i++) all ^= a[i];
  sink = all;
}
static void read2(ReadWords a, ReadWords b, long n) {
  uint32_t all = 0;
  for (long i = 0; i < n; i++) all ^= a[i] ^ b[i];
  sink = all;
}
static void move1(ReadWords g, Words p, long n) {
  for (long i = 0; i < n; i++) p[i] ^= g[i];
}
static void move2(ReadWords g, Words p, Words m, long n) {
  for (long i = 0; i < n; i++) { p[i] ^= g[i]; m[i] ^= g[i]; }
}
static void move3(ReadWords g, Words p, Words m, Words v, long n) {
  for (long i = 0; i < n; i++) { p[i] ^= g[i]; m[i] ^= g[i]; v[i] ^= g[i]; }
}

/* Calls `part` for each run of elements of one tensor that a thread has. */
static void each(int id, int all, void (*part)(long first, long size)) {
  long size = n / count;
  if (count == 1) {
    long from = n * id / all & ~15L, to = id == all - 1 ? n : (n * (id + 1) / all & ~15L);
    if (to > from) part(from, to - from);
  } else {
    for (long k = count * id / all; k < count * (id + 1) / all; k++) part(k * size, size);
  }
}

static void step_part(long at, long size) {
  float *p = region[P] + at, *g = region[G] + at, *m = region[M] + at, *v = region[V] + at;
  switch (kind) {
    case SGD: sgd(p, g, m, size); break;
    case ADAM: adam(p, g, m, v, size, rate, correction); break;
    case YOGI: yogi(p, g, m, v, size, rate, correction); break;
    case ADAMW_CLIP: adamw(p, g, m, v, size, rate, correction, scale); break;
    case LION: lion(p, g, m, size); break;
  }
}

static void floor_part(long at, long size) {
  uint32_t *p = (uint32_t *)region[P] + at, *g = (uint32_t *)region[G] + at;
  uint32_t *m = (uint32_t *)region[M] + at, *v = (uint32_t *)region[V] + at;
  switch (traffic[kind].writes) {
    case 1: move1(g, p, size); break;
    case 2: move2(g, p, m, size); break;
    case 3: move3(g, p, m, v, size); break;
  }
}

static int sum_reads;
static void sum_part(long at, long size) {
  uint32_t *p = (uint32_t *)region[P] + at, *g = (uint32_t *)region[G] + at;
  if (sum_reads == 2) read2(g, p, size);
  else read1(g, size);
}

static double norms[1024];
static _Thread_local double own_norm;
static void norm_part(long at, long size) { own_norm += squares(region[G] + at, size); }

/* Waking threads for less takes longer than the step. */
static int is_alone(void) { return threads == 1 || n < 32768; }

static void on_threads(void (*part)(long, long)) {
  if (is_alone()) { each(0, 1, part); return; }
#pragma omp parallel num_threads(threads)
  each(omp_get_thread_num(), threads, part);
}

static float clipping(void) {
  double sum = 0;
  if (is_alone()) {
    own_norm = 0;
    each(0, 1, norm_part);
    sum = own_norm;
  } else {
#pragma omp parallel num_threads(threads)
    {
      own_norm = 0;
      each(omp_get_thread_num(), threads, norm_part);
      norms[omp_get_thread_num()] = own_norm;
    }
    for (int k = 0; k < threads; k++) sum += norms[k];
  }
  double norm = sqrt(sum);
  return norm > 1 ? 1 / norm : 1;
}

static void step(void) {
  t++;
  rate = (kind == YOGI ? .01 : 1e-3) / (1 - pow(.9, t));
  correction = 1 / sqrt(1 - pow(.999, t));
  if (kind == ADAMW_CLIP) scale = clipping();
  on_threads(step_part);
}

static void floor_step(void) {
  for (int k = 0; k < 2 && traffic[kind].sums[k]; k++) {
    sum_reads = traffic[kind].sums[k];
    on_threads(sum_part);
  }
  on_threads(floor_part);
}

/* As in data.mjs. */
static double mixed(uint32_t position) {
  uint32_t x = (position + 1) * 0x9e3779b1u;
  x = (x ^ x >> 15) * 0x2c1b3c6du;
  x = (x ^ x >> 12) * 0x297a2d39u;
  return (int32_t)(x ^ x >> 15) / 2147483648.;
}

static void let_go(void) {
  for (int k = 0; k < REGIONS; k++) {
    if (mapped[k]) munmap(mapped[k], mapped_bytes);
    mapped[k] = 0;
  }
}

static int begin(void) {
  const long huge = 1 << 21;
  let_go();
  mapped_bytes = 4 * n + 8192 + 2 * huge;
  for (int k = 0; k < REGIONS; k++) {
    mapped[k] = mmap(0, mapped_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped[k] == MAP_FAILED) { mapped[k] = 0; return 0; }
    char *aligned = (char *)(((uintptr_t)mapped[k] + huge - 1) & ~(uintptr_t)(huge - 1));
#ifdef MADV_HUGEPAGE
    madvise(aligned, 4 * n + 8192, MADV_HUGEPAGE);
#endif
    region[k] = (float *)(aligned + k * 1088);
  }
  float start = kind == YOGI ? 1e-6f : 0;
  for (long i = 0; i < n; i++) {
    double g = mixed(2 * i + 1);
    region[P][i] = mixed(2 * i);
    region[G][i] = g + (g < 0 ? -.01 : .01);
    region[M][i] = region[V][i] = start;
  }
  t = 0;
  return 1;
}

int main(int arguments, char **argument) {
  char line[256], name[32];
  long times;
  int is_floor = arguments > 1 && !strcmp(argument[1], "floor");
  threads = arguments > 2 ? atoi(argument[2]) : 1;
  omp_set_dynamic(0);
  setvbuf(stdout, 0, _IOLBF, 0);
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "begin %31s %ld %ld", name, &n, &count) == 3) {
      for (kind = 0; kind < KINDS && strcmp(names[kind], name); kind++);
      if (kind == KINDS || (kind == ADAFACTOR && !is_floor)) puts("no C by hand has no such optimizer");
      else puts(begin() ? "ok" : "no memory is not to be had");
    } else if (sscanf(line, "run %ld", &times) == 1) {
      struct timespec from, to;
      clock_gettime(CLOCK_MONOTONIC, &from);
      for (long i = 0; i < times; i++) {
        if (is_floor) floor_step();
        else step();
      }
      clock_gettime(CLOCK_MONOTONIC, &to);
      printf("%.9f\n", to.tv_sec - from.tv_sec + 1e-9 * (to.tv_nsec - from.tv_nsec));
    } else if (!strncmp(line, "show", 4)) {
      long shown = n < 64 ? n : 64;
      for (long j = 0; j < shown; j++) printf("%.9g ", region[P][n <= 64 ? j : j * (n - 1) / 63]);
      puts("");
    } else if (!strncmp(line, "free", 4)) {
      let_go();
      puts("ok");
    }
  }
}
