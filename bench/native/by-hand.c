/*
 * Steps as C written by hand: plain loops with arguments that do not overlap, on memory of their own on huge pages. On one thread, on two
 * that share each pass, and as a control on two that share nothing. OPTIMIZER is the one that is compiled; bias corrections are the host's
 * work, as in the library.
 */
#define _GNU_SOURCE
#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/mman.h>

enum { adam, yogi, clipped_adamw, lion };

static float *p, *g, *m, *v;
static long n, t;
static char *regions[4];

/* The regions do not begin at the same place of a page. */
static float *region(int index, float first) {
  const size_t bytes = ((4 * n + 8192 + (1 << 21) - 1) >> 21) << 21;
  free(regions[index]);
  regions[index] = aligned_alloc(1 << 21, bytes);
#ifdef MADV_HUGEPAGE
  madvise(regions[index], bytes, MADV_HUGEPAGE);
#endif
  float *const found = (float *)(regions[index] + index * 1088);
  for (long i = 0; i < n; i++) found[i] = first;
  return found;
}

void begin(long elements, const float *params, const float *gradients) {
  n = elements;
  t = 0;
  p = region(0, 0);
  g = region(1, 0);
  m = region(2, 0);
  v = region(3, OPTIMIZER == yogi ? 1e-6f : 0);
  for (long i = 0; i < n; i++) p[i] = params[i], g[i] = gradients[i];
}

const float *params(void) { return p; }

/* What is the same for all elements of a step. */
typedef struct {
  float rate, c1, c2, scale;
} uniforms;

static uniforms at(long count, double norm) {
  const double rate = OPTIMIZER == yogi ? 1e-2 : OPTIMIZER == lion ? 1e-4 : 1e-3;
  const double c1 = 1 / (1 - pow(.9, count)), c2 = 1 / (1 - pow(.999, count));
  return (uniforms){(float)rate, (float)c1, (float)c2, norm > 1 ? (float)(1 / norm) : 1};
}

static void elements(float *restrict P, const float *restrict G, float *restrict M, float *restrict V, long count, uniforms u) {
  for (long i = 0; i < count; i++) {
    const float gi = OPTIMIZER == clipped_adamw ? G[i] * u.scale : G[i];
    if (OPTIMIZER == lion) {
      const float c = .9f * M[i] + .1f * gi;
      M[i] = .99f * M[i] + .01f * gi;
      P[i] = P[i] - u.rate * ((c > 0 ? 1.f : 0.f) - (c < 0 ? 1.f : 0.f));
      continue;
    }
    M[i] = .9f * M[i] + .1f * gi;
    const float square = gi * gi, d = V[i] - square;
    if (OPTIMIZER == yogi) V[i] = V[i] - .001f * (((d > 0 ? 1.f : 0.f) - (d < 0 ? 1.f : 0.f)) * square);
    else V[i] = .999f * V[i] + .001f * square;
    const float update = M[i] * u.c1 / (sqrtf(V[i] * u.c2) + (OPTIMIZER == yogi ? 1e-3f : 1e-8f));
    P[i] = P[i] - u.rate * (OPTIMIZER == clipped_adamw ? update + .01f * P[i] : update);
  }
}

static void pass(long from, long to, uniforms u) {
  elements(p + from, g + from, m + from, v + from, to - from, u);
}

/* Sixteen sums side by side, so that they are vectors. */
static double squares(long from, long to) {
  double lanes[16] = {0}, sum = 0;
  long i = from;
  for (; i + 16 <= to; i += 16)
    for (int lane = 0; lane < 16; lane++) lanes[lane] += (double)g[i + lane] * g[i + lane];
  for (; i < to; i++) sum += (double)g[i] * g[i];
  for (int lane = 0; lane < 16; lane++) sum += lanes[lane];
  return sum;
}

void one(long times) {
  while (times--) {
    t++;
    pass(0, n, at(t, OPTIMIZER == clipped_adamw ? sqrt(squares(0, n)) : 0));
  }
}

/*
 * The other thread has the upper half of everything. While steps are asked for it looks for work all the time; between them it sleeps, so
 * that it takes no processor from those whose turn it is.
 */
static _Alignas(128) atomic_long told;
static _Alignas(128) atomic_long done;
static enum { norm, update, steps, rest, end } what;
static uniforms now;
static double upper;
static long several, first;
static pthread_t thread;
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t called = PTHREAD_COND_INITIALIZER;
static int awake;

static void sleep_until_called(void) {
  pthread_mutex_lock(&door);
  while (!awake) pthread_cond_wait(&called, &door);
  awake = 0;
  pthread_mutex_unlock(&door);
}
static void call(void) {
  pthread_mutex_lock(&door);
  awake = 1;
  pthread_cond_signal(&called);
  pthread_mutex_unlock(&door);
}

static inline void relax(void) {
#if defined __x86_64__
  __builtin_ia32_pause();
#elif defined __aarch64__
  __asm__ volatile("yield");
#endif
}

/* Steps on a half by itself. */
static void alone(long from, long to, long count, long times) {
  while (times--) {
    count++;
    pass(from, to, at(count, OPTIMIZER == clipped_adamw ? sqrt(squares(from, to)) : 0));
  }
}

static void *serve(void *unused) {
  (void)unused;
  sleep_until_called();
  for (long turn = 1;; turn++) {
    while (atomic_load(&told) != turn) relax();
    if (what == norm) upper = squares(n / 2, n);
    else if (what == update) pass(n / 2, n, now);
    else if (what == steps) alone(n / 2, n, first, several);
    const int over = what == end, tired = what == rest;
    atomic_store(&done, turn);
    if (over) return NULL;
    if (tired) sleep_until_called();
  }
}

static void tell(int that) {
  what = that;
  atomic_fetch_add(&told, 1);
}
static void await(void) {
  while (atomic_load(&done) != atomic_load(&told)) relax();
}

void start(void) {
  atomic_store(&told, 0);
  atomic_store(&done, 0);
  pthread_create(&thread, NULL, serve, NULL);
}
void stop(void) {
  call();
  tell(end);
  pthread_join(thread, NULL);
}

void two(long times) {
  call();
  while (times--) {
    t++;
    double sum = 0;
    if (OPTIMIZER == clipped_adamw) {
      tell(norm);
      sum = squares(0, n / 2);
      await();
      sum += upper;
    }
    now = at(t, sqrt(sum));
    tell(update);
    pass(0, n / 2, now);
    await();
  }
  tell(rest);
  await();
}

void control(long times) {
  call();
  several = times;
  first = t;
  tell(steps);
  alone(0, n / 2, t, times);
  await();
  tell(rest);
  await();
  t += times;
}
