/**
 * Teams of threads as C: a pass is divided into parts, and each thread is dealt as many as the others, the same in every step, which its
 * caches then have. It takes half of what it has left at a time; without any it takes the last one of another's. The caller waits only for
 * parts that workers have taken. As `threads/team.ts`, with threads of the process instead of the engine's.
 */
import { mostParts } from "../segments.ts";
import { mostThreads } from "../threads/words.ts";
import { callType } from "./emit.ts";
import { systemCode } from "./team-system.ts";

/** Teams of a process: a thread that takes a step while others do takes one that is free, or takes its step alone. */
const teams = 8;

/** Nanoseconds that a thread looks for work, or for the end of another's, before it sleeps. */
const look = 200_000;

/** The source; it is compiled once, as kernels are. */
export const teamCode = `#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
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

// Parts that were dealt to a thread and that nobody has taken: those from its high half to before its low half.
typedef struct {
  _Alignas(128) atomic_uint left;
} dealt;

struct team {
  // Of the caller, then of the workers by their numbers, which begin with 1.
  dealt of[${mostThreads}];
  // Parts that workers have finished, and whether the caller sleeps until there are more.
  _Alignas(128) atomic_uint done;
  atomic_uint sleeps;
  // How many threads take parts: the caller, and the workers with the first numbers.
  _Alignas(128) atomic_uint threads;
  // The processor that the caller runs on.
  atomic_int processor;
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

${systemCode}

static inline _Bool areLeft(uint32_t left) {
  return left >> 16 < (left & 0xffff);
}

// Takes parts that were dealt to a thread: half of them from the front, or the last one. How many it ran. Whoever takes parts holds the
// pass: what is read from there on is of the pass that they belong to, even if others came in between.
static inline uint32_t takeFrom(team *t, uint32_t number, _Bool isOwn) {
  uint32_t left = atomic_load(&t->of[number].left);
  while (areLeft(left)) {
    const uint32_t from = left >> 16, to = left & 0xffff, count = isOwn ? (to - from + 1) / 2 : 1;
    if (!atomic_compare_exchange_weak(&t->of[number].left, &left, isOwn ? left + (count << 16) : left - 1)) continue;
    const uint32_t first = isOwn ? from : to - 1;
    const call called = {t->now.memory, t->now.block, t->now.bounds[first], t->now.bounds[first + count]};
    t->now.run(&called);
    return count;
  }
  return 0;
}

// Takes parts of one's own, then of others; how many it ran.
static uint32_t takeParts(team *t, uint32_t number) {
  uint32_t count = takeFrom(t, number, 1);
  const uint32_t threads = atomic_load(&t->threads);
  for (uint32_t k = 1; !count && k < threads; k++) count = takeFrom(t, (number + k) % threads, 0);
  return count;
}

static void *attend(void *argument) {
  worker *const me = argument;
  team *const t = me->of;
  atomic_uint *const dealt = &t->of[me->number].left;
  int64_t until = now() + ${look};
  for (uint32_t turn = 1;; turn++) {
    if (areLeft(atomic_load(dealt))) {
      const int processor = here();
      if (processor >= 0 && processor == atomic_load(&t->processor)) moveFrom(processor);
      for (uint32_t count; (count = takeParts(t, me->number));) {
        atomic_fetch_add(&t->done, count);
        if (atomic_load(&t->sleeps)) wake(&t->done);
      }
      until = now() + ${look};
    } else if (turn % 16 == 0 && now() > until) {
      atomic_store(&me->awake, 0);
      // The caller may have seen that it was awake just before.
      if (areLeft(atomic_load(dealt))) atomic_store(&me->awake, 1);
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
    one->number = workers + 1;
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
      // A worker that has begun a part may wait for this processor.
      if (turn % 1024 == 0) sched_yield();
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
  const uint32_t parts = given->parts, workers = atomic_load(&t->workers);
  const uint32_t threads = workers + 1 < given->threads ? workers + 1 : given->threads;
  atomic_store(&t->threads, threads);
  atomic_store(&t->processor, here());
  atomic_store(&t->done, 0);
  const uint32_t first = given->takes ? 0 : 1;
  for (uint32_t k = first; k < threads; k++) {
    const uint32_t from = parts * (k - first) / (threads - first), to = parts * (k - first + 1) / (threads - first);
    atomic_store(&t->of[k].left, from << 16 | to);
  }
  for (uint32_t k = 0; k + 1 < threads; k++) {
    uint32_t asleep = 0;
    if (atomic_load(&t->members[k].awake) == 0 && atomic_compare_exchange_strong(&t->members[k].awake, &asleep, 1))
      wake(&t->members[k].awake);
  }
  uint32_t mine = 0;
  for (uint32_t count; given->takes && (count = takeParts(t, 0));) mine += count;
  // Nobody helped: who waits for this processor may have it.
  if (mine == parts) sched_yield();
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
