/** What threads of a team ask of the system, as C: to sleep and to wake, and which processor they run on. Part of the source of teams. */

/** The functions. */
export const systemCode = `// Sleeps while a word has a value; whoever changes it wakes.
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

// Systems wake a thread where it ran before, or beside the one that wakes it: a worker that finds itself on the caller's processor, and so runs
// only while the caller does not, moves to another.
#ifdef __linux__
static inline int here(void) {
  return sched_getcpu();
}
static void moveFrom(int processor) {
  cpu_set_t all, others;
  if (sched_getaffinity(0, sizeof all, &all)) return;
  others = all;
  CPU_CLR(processor, &others);
  if (CPU_COUNT(&others) == 0 || sched_setaffinity(0, sizeof others, &others)) return;
  sched_setaffinity(0, sizeof all, &all);
}
#else
static inline int here(void) {
  return -1;
}
static void moveFrom(int processor) {
  (void)processor;
}
#endif`;
