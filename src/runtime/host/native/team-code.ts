/**
 * Teams of threads as C: a pass is divided into parts, the caller takes them from the front, workers from the back, and the caller waits
 * only for parts that workers have taken. As `threads/team.ts`, with threads of the process instead of the engine's.
 */
import { mostParts } from "../segments.ts";
import { mostThreads } from "../threads/words.ts";
import { callType } from "./emit.ts";

/** Teams of a process: a thread that takes a step while others do takes one that is free, or takes its step alone. */
const teams = 8;

/** Nanoseconds that a thread looks for work, or for the end of another's, before it sleeps. */
const look = 200_000;

/** The source; it is compiled once, as kernels are. */
export const teamCode = `#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#ifdef __linux__
#include <sys/syscall.h>
#include <unistd.h>
#endif
#ifdef __APPLE__
#include <dlfcn.h>
#endif
${callType}
typedef void kernel(const call *);

// A pass in parts, by the first segment of each and the end. The caller may leave all parts to the workers.
typedef struct {
  kernel *run;
  unsigned char *memory;
  uint32_t block, parts, threads, takes;
  uint32_t bounds[${mostParts + 1}];
} pass;

typedef struct team team;

// Words that different threads write lie on different lines of the caches.
typedef struct {
  _Alignas(128) atomic_uint awake;
  uint32_t number;
  team *of;
} worker;

struct team {
  // Parts that nobody has taken: those from its high half to before its low half.
  _Alignas(128) atomic_uint left;
  // Parts that workers have finished, and whether the caller sleeps until there are more.
  _Alignas(128) atomic_uint done;
  atomic_uint sleeps;
  // How many workers may take parts: those with the first numbers.
  _Alignas(128) atomic_uint limit;
  pass now;
  // Whether a caller has it, its workers, and whether no more can be had.
  _Alignas(128) atomic_uint taken;
  atomic_uint workers;
  uint32_t isFull;
  worker members[${mostThreads - 1}];
};

static team teams[${teams}];

// The team that this thread had last: its workers have in their caches what they had there in the step before.
static _Thread_local uint32_t own;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static inline void relax(void) {
#if defined __x86_64__ || defined __i386__
  __builtin_ia32_pause();
#elif defined __aarch64__
  __asm__ volatile("yield");
#endif
}

// Sleeps while a word has a value; whoever changes it wakes.
#ifdef __linux__
// FUTEX_WAIT_PRIVATE and FUTEX_WAKE_PRIVATE: not every compiler comes with the kernel's headers.
enum { waits = 128, wakes = 129 };
static void sleepWhile(atomic_uint *word, uint32_t value) {
  while (atomic_load(word) == value) syscall(SYS_futex, word, waits, value, NULL, NULL, 0);
}
static void wake(atomic_uint *word) {
  syscall(SYS_futex, word, wakes, 1, NULL, NULL, 0);
}
#else
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static void sleepWhile(atomic_uint *word, uint32_t value) {
  pthread_mutex_lock(&lock);
  while (atomic_load(word) == value) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}
static void wake(atomic_uint *word) {
  (void)word;
  pthread_mutex_lock(&lock);
  pthread_cond_broadcast(&changed);
  pthread_mutex_unlock(&lock);
}
#endif

static inline void runPart(const team *t, uint32_t part) {
  const call called = {t->now.memory, t->now.block, t->now.bounds[part], t->now.bounds[part + 1]};
  t->now.run(&called);
}

static inline _Bool isWork(const team *t, uint32_t left, uint32_t number) {
  return left >> 16 < (left & 0xffff) && number < atomic_load(&t->limit);
}

static void *attend(void *argument) {
  worker *const me = argument;
  team *const t = me->of;
  int64_t until = now() + ${look};
  for (uint32_t turn = 1;; turn++) {
    uint32_t left = atomic_load(&t->left);
    if (isWork(t, left, me->number)) {
      // Whoever takes a part holds the pass: what is read from here on is of the part that was taken, even if others came in between.
      if (!atomic_compare_exchange_strong(&t->left, &left, left - 1)) continue;
      runPart(t, (left & 0xffff) - 1);
      atomic_fetch_add(&t->done, 1);
      if (atomic_load(&t->sleeps)) wake(&t->done);
      until = now() + ${look};
    } else if (turn % 16 == 0 && now() > until) {
      atomic_store(&me->awake, 0);
      // The caller may have seen that it was awake just before.
      if (isWork(t, atomic_load(&t->left), me->number)) atomic_store(&me->awake, 1);
      else sleepWhile(&me->awake, 0);
      until = now() + ${look};
    } else relax();
  }
  return NULL;
}

// Starts workers until there are so many, or as many as can be had. Signals are for the engine's threads.
static void grow(team *t, uint32_t count) {
  if (count > ${mostThreads - 1}) count = ${mostThreads - 1};
  uint32_t workers = atomic_load(&t->workers);
  if (t->isFull) return;
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  for (; workers < count; workers++) {
    worker *const one = &t->members[workers];
    one->of = t;
    one->number = workers;
    atomic_store(&one->awake, 1);
    pthread_t thread;
    if (pthread_create(&thread, NULL, attend, one)) {
      t->isFull = 1;
      break;
    }
    pthread_detach(thread);
  }
  atomic_store(&t->workers, workers);
  pthread_sigmask(SIG_SETMASK, &before, NULL);
}

// The team of this thread if no other has it, or one that is free; nothing where all are taken.
static team *take(void) {
  for (uint32_t k = 0; k < ${teams}; k++) {
    const uint32_t index = (own + k) % ${teams};
    uint32_t nobody = 0;
    if (!atomic_compare_exchange_strong(&teams[index].taken, &nobody, 1)) continue;
    own = index;
    return &teams[index];
  }
  return NULL;
}

static void finish(team *t, uint32_t parts) {
  const int64_t until = now() + ${look};
  for (uint32_t turn = 1;; turn++) {
    uint32_t done = atomic_load(&t->done);
    if (done == parts) return;
    if (turn % 16 || now() < until) {
      relax();
      continue;
    }
    atomic_store(&t->sleeps, 1);
    while ((done = atomic_load(&t->done)) != parts) sleepWhile(&t->done, done);
    atomic_store(&t->sleeps, 0);
    return;
  }
}

// Runs a pass.
void divide(const pass *given) {
  team *const t = take();
  if (t && atomic_load(&t->workers) + 1 < given->threads) grow(t, given->threads - 1);
  if (!t || atomic_load(&t->workers) == 0) {
    const call whole = {given->memory, given->block, given->bounds[0], given->bounds[given->parts]};
    given->run(&whole);
    if (t) atomic_store(&t->taken, 0);
    return;
  }
  t->now = *given;
  const uint32_t parts = given->parts, limit = given->threads - 1;
  atomic_store(&t->limit, limit);
  atomic_store(&t->done, 0);
  atomic_store(&t->left, parts);
  const uint32_t workers = atomic_load(&t->workers);
  for (uint32_t k = 0; k < limit && k < workers; k++) {
    uint32_t asleep = 0;
    if (atomic_load(&t->members[k].awake) == 0 && atomic_compare_exchange_strong(&t->members[k].awake, &asleep, 1))
      wake(&t->members[k].awake);
  }
  uint32_t mine = 0, left = atomic_load(&t->left);
  while (given->takes && left >> 16 < (left & 0xffff)) {
    if (!atomic_compare_exchange_strong(&t->left, &left, left + 0x10000)) continue;
    runPart(t, left >> 16);
    mine++;
    left = atomic_load(&t->left);
  }
  finish(t, parts - mine);
  atomic_store(&t->taken, 0);
}

// How many workers with the first numbers look for work, of the team that this thread had last.
uint32_t awake(void) {
  const team *const t = &teams[own];
  const uint32_t workers = atomic_load(&t->workers);
  uint32_t count = 0;
  while (count < workers && atomic_load(&t->members[count].awake)) count++;
  return count;
}

// Starts workers for this thread's steps; how many threads there are.
uint32_t begin(uint32_t threads) {
#ifdef __APPLE__
  // Sleeping workers would lose their code when the library is closed at the end of the process.
  Dl_info found;
  if (dladdr((void *)begin, &found)) dlopen(found.dli_fname, RTLD_NOW | RTLD_NODELETE);
#endif
  team *const t = take();
  // Others use all of them now.
  if (!t) return threads;
  grow(t, threads - 1);
  const uint32_t count = 1 + atomic_load(&t->workers);
  atomic_store(&t->taken, 0);
  return count < threads ? count : threads;
}
`;
