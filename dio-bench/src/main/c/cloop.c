// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0
//
// What dio is measured against: the same job in C, over liburing or over pread and pwrite.
//
//   cloop uring FILE direct|buffered ACCESS FILE_BYTES BLOCK DEPTH   WARM_UP_SECONDS SECONDS SEED
//   cloop pread FILE direct|buffered ACCESS FILE_BYTES BLOCK THREADS WARM_UP_SECONDS SECONDS SEED
//   cloop setup FILE direct|buffered BLOCK DEPTH TIMES
//
// ACCESS is randread, read, randwrite or write. "uring" is one thread that keeps DEPTH operations
// outstanding: it fills the window, calls io_uring_submit_and_wait(1), and takes whatever completed.
// The ring descriptor is registered; files and buffers are not, and no setup flag is asked for.
// "pread" is THREADS threads, each with one blocking call at a time. Nothing is compared with
// anything, but a block is filled before it is written. Like the Java side, it times only so many
// operations that reading the clock takes about one per cent.
//
// One thread is the main thread, told by a signal how time goes by: in a process with a second
// thread the kernel counts references of the file for each call, five per cent of a cached read.
//
// "setup" opens a ring of DEPTH entries, registers its descriptor, reads one block, and closes the
// ring, TIMES times over, and gives the median of opening and reading, and that of closing.
//
// Prints one JSON object. Exit code 1: what failed is on standard error.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <liburing.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum {
  MAX_RING_ENTRIES = 32768,
  PAGE = 4096,
  CLOCK_COST_NANOS = 60,
  CLOCK_COST_SHARE = 100,
  SCARCE_OPERATIONS = 2048,
  // Latencies: 64 steps for each power of two, which is less than two per cent of error.
  STEP_BITS = 6,
  STEPS = 1 << STEP_BITS,
  BUCKETS = (64 - STEP_BITS) * STEPS,
};

static int fd;
static int is_write, is_random;
static size_t block;
static uint64_t block_count, seed;

// The measurement goes by these; the threads run on from warm-up into it without a barrier.
static atomic_int stopped;
static _Atomic uint64_t timing_mask = UINT64_MAX;

typedef struct {
  // Each thread counts on cache lines of its own.
  _Alignas(128) _Atomic uint64_t completed;
  _Atomic uint64_t system_calls;
  uint64_t started;
  uint64_t position;
  unsigned depth;
  uint64_t counts[BUCKETS];
} worker;

static void fail(const char *what, long result) {
  fprintf(stderr, "%s: %s (%ld)\n", what, result < 0 ? strerror((int)-result) : "refused", result);
  exit(1);
}

static uint64_t now_nanos(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000U + (uint64_t)t.tv_nsec;
}

static uint64_t cpu_nanos(const struct rusage *u) {
  return ((uint64_t)u->ru_utime.tv_sec + (uint64_t)u->ru_stime.tv_sec) * 1000000000U +
         ((uint64_t)u->ru_utime.tv_usec + (uint64_t)u->ru_stime.tv_usec) * 1000U;
}

static uint64_t mix(uint64_t value) {
  uint64_t z = (value ^ (value >> 32)) * 0xE7037ED1A0B428DBU;
  z = (z ^ (z >> 29)) * 0x8EBC6AF09C88C6E3U;
  return z ^ (z >> 32);
}

// Uniform over the blocks of the file, or one block after the other from the worker's own start.
static uint64_t next_offset(worker *w) {
  if (is_random) {
    w->position += 0x9E3779B97F4A7C15U;
    return (uint64_t)(((unsigned __int128)mix(w->position) * block_count) >> 64) * block;
  }
  uint64_t here = w->position;
  w->position = here + 1 == block_count ? 0 : here + 1;
  return here * block;
}

static void fill(char *buffer, uint64_t offset) {
  for (size_t i = 0; i < block; i += sizeof(uint64_t)) {
    uint64_t word = mix(seed ^ (offset + i));
    memcpy(buffer + i, &word, sizeof word);
  }
}

static unsigned bucket(uint64_t nanos) {
  if (nanos < STEPS) return (unsigned)nanos;
  unsigned shift = (unsigned)(63 - __builtin_clzll(nanos)) - STEP_BITS;
  return (shift + 1) * STEPS + (unsigned)((nanos >> shift) - STEPS);
}

static double bucket_nanos(unsigned index) {
  if (index < STEPS) return index;
  unsigned shift = index / STEPS - 1;
  return ((double)(index % STEPS) + STEPS + 0.5) * (double)(1ULL << shift);
}

static uint64_t start_time(worker *w) {
  return (++w->started & atomic_load_explicit(&timing_mask, memory_order_relaxed)) == 0 ? now_nanos() : 0;
}

static void end_time(worker *w, uint64_t start) {
  if (start) w->counts[bucket(now_nanos() - start)]++;
}

static void add(_Atomic uint64_t *counter, uint64_t more) {
  // One writer: a load and a store, not a locked instruction.
  atomic_store_explicit(counter, atomic_load_explicit(counter, memory_order_relaxed) + more, memory_order_relaxed);
}

static char *buffers(size_t count) {
  void *memory;
  int result = posix_memalign(&memory, PAGE, count * block);
  if (result) fail("posix_memalign", -result);
  memset(memory, 1, count * block);
  return memory;
}

static void *run_blocking(void *argument) {
  worker *w = argument;
  char *buffer = buffers(1);
  while (!atomic_load_explicit(&stopped, memory_order_relaxed)) {
    uint64_t offset = next_offset(w);
    if (is_write) fill(buffer, offset);
    uint64_t start = start_time(w);
    ssize_t got = is_write ? pwrite(fd, buffer, block, (off_t)offset) : pread(fd, buffer, block, (off_t)offset);
    if (got < 0 && errno == EINTR) continue;
    if (got != (ssize_t)block) fail(is_write ? "pwrite" : "pread", got < 0 ? -errno : got);
    end_time(w, start);
    add(&w->completed, 1);
    add(&w->system_calls, 1);
  }
  free(buffer);
  return NULL;
}

static void *run_ring(void *argument) {
  worker *w = argument;
  struct io_uring ring;
  unsigned entries = 1;
  while (entries < w->depth) entries *= 2;
  int result = io_uring_queue_init(entries, &ring, 0);
  if (result) fail("io_uring_queue_init", result);
  io_uring_register_ring_fd(&ring);  // older kernels cannot, and work all the same
  char *memory = buffers(w->depth);
  unsigned *idle = malloc(w->depth * sizeof *idle);
  uint64_t *starts = malloc(w->depth * sizeof *starts);
  if (!idle || !starts) fail("malloc", -ENOMEM);
  unsigned idle_count = 0;
  for (unsigned i = 0; i < w->depth; i++) idle[idle_count++] = i;
  for (;;) {
    int ending = atomic_load_explicit(&stopped, memory_order_relaxed);
    if (ending && idle_count == w->depth) break;
    while (!ending && idle_count) {
      struct io_uring_sqe *sqe = io_uring_get_sqe(&ring);
      if (!sqe) break;
      unsigned slot = idle[--idle_count];
      char *buffer = memory + (size_t)slot * block;
      uint64_t offset = next_offset(w);
      if (is_write) {
        fill(buffer, offset);
        io_uring_prep_write(sqe, fd, buffer, (unsigned)block, offset);
      } else {
        io_uring_prep_read(sqe, fd, buffer, (unsigned)block, offset);
      }
      sqe->user_data = slot;
      starts[slot] = start_time(w);
    }
    result = io_uring_submit_and_wait(&ring, 1);
    if (result < 0 && result != -EINTR) fail("io_uring_submit_and_wait", result);
    unsigned head, count = 0;
    struct io_uring_cqe *cqe;
    io_uring_for_each_cqe(&ring, head, cqe) {
      if (cqe->res != (int)block) fail(is_write ? "write" : "read", cqe->res);
      unsigned slot = (unsigned)cqe->user_data;
      end_time(w, starts[slot]);
      idle[idle_count++] = slot;
      count++;
    }
    io_uring_cq_advance(&ring, count);
    add(&w->completed, count);
    add(&w->system_calls, 1);
  }
  io_uring_queue_exit(&ring);
  free(starts);
  free(idle);
  free(memory);
  return NULL;
}

typedef struct {
  uint64_t nanos, completed, system_calls, cpu, device_bytes;
} reading;

static worker *workers;
static unsigned worker_count;
static reading begin, before, after;

static reading take(void) {
  reading r = {0};
  struct rusage u;
  getrusage(RUSAGE_SELF, &u);
  r.nanos = now_nanos();
  r.cpu = cpu_nanos(&u);
  r.device_bytes = (uint64_t)u.ru_inblock * 512;
  for (unsigned i = 0; i < worker_count; i++) {
    r.completed += atomic_load_explicit(&workers[i].completed, memory_order_relaxed);
    r.system_calls += atomic_load_explicit(&workers[i].system_calls, memory_order_relaxed);
  }
  return r;
}

static uint64_t timing_interval(uint64_t operations, uint64_t cpu) {
  uint64_t interval = 1;
  while (operations / interval > SCARCE_OPERATIONS &&
         cpu / operations * interval < CLOCK_COST_NANOS * CLOCK_COST_SHARE) {
    interval *= 2;
  }
  return interval;
}

// Ends the warm-up, later the measurement. Calls nothing that a signal handler may not call.
static void next_phase(int signal) {
  (void)signal;
  if (!before.nanos) {
    before = take();
    atomic_store(&timing_mask, timing_interval(before.completed - begin.completed, before.cpu - begin.cpu) - 1);
  } else if (!atomic_load(&stopped)) {
    after = take();
    // Goes on where nothing completed: a rate of nothing is no figure.
    atomic_store(&stopped, after.completed != before.completed);
  }
}

static struct timeval interval_of(double seconds) {
  struct timeval t = {(time_t)seconds, (suseconds_t)((seconds - (double)(time_t)seconds) * 1e6) + 1};
  return t;
}

static void run_alone(void *(*run)(void *), double warm_up, double measured) {
  struct sigaction action = {.sa_handler = next_phase, .sa_flags = SA_RESTART};
  sigaction(SIGALRM, &action, NULL);
  struct itimerval timer = {.it_value = interval_of(warm_up), .it_interval = interval_of(measured)};
  setitimer(ITIMER_REAL, &timer, NULL);
  run(&workers[0]);
  struct itimerval off = {0};
  setitimer(ITIMER_REAL, &off, NULL);
}

static void sleep_for(double seconds) {
  struct timespec t = {(time_t)seconds, (long)((seconds - (double)(time_t)seconds) * 1e9)};
  while (nanosleep(&t, &t) && errno == EINTR) {
  }
}

static void run_threads(void *(*run)(void *), double warm_up, double measured) {
  pthread_t *threads = malloc(worker_count * sizeof *threads);
  if (!threads) fail("malloc", -ENOMEM);
  for (unsigned i = 0; i < worker_count; i++) {
    int result = pthread_create(&threads[i], NULL, run, &workers[i]);
    if (result) fail("pthread_create", -result);
  }
  sleep_for(warm_up);
  next_phase(0);
  while (!atomic_load(&stopped)) {
    sleep_for(measured);
    next_phase(0);
  }
  for (unsigned i = 0; i < worker_count; i++) pthread_join(threads[i], NULL);
  free(threads);
}

static double percentile(const uint64_t *counts, uint64_t total, double share) {
  double wanted = (double)total * share;
  uint64_t seen = 0;
  for (unsigned i = 0; i < BUCKETS; i++) {
    seen += counts[i];
    if (counts[i] && (double)seen >= wanted) return bucket_nanos(i) / 1e3;
  }
  return 0;
}

static int by_value(const void *left, const void *right) {
  uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
  return (a > b) - (a < b);
}

static double median(uint64_t *values, unsigned long count) {
  qsort(values, count, sizeof *values, by_value);
  return ((double)values[(count - 1) / 2] + (double)values[count / 2]) / 2;
}

static void first_read(struct io_uring *ring, unsigned depth, char *buffer) {
  int result = io_uring_queue_init(depth, ring, 0);
  if (result) fail("io_uring_queue_init", result);
  io_uring_register_ring_fd(ring);
  io_uring_prep_read(io_uring_get_sqe(ring), fd, buffer, (unsigned)block, 0);
  do {
    result = io_uring_submit_and_wait(ring, 1);
  } while (result == -EINTR);
  if (result < 0) fail("io_uring_submit_and_wait", result);
  struct io_uring_cqe *cqe;
  result = io_uring_wait_cqe(ring, &cqe);  // has come, unless a signal cut the wait short
  if (result) fail("io_uring_wait_cqe", result);
  if (cqe->res != (int)block) fail("read", cqe->res);
  io_uring_cqe_seen(ring, cqe);
}

static int run_setup(char **argv) {
  block = strtoul(argv[4], NULL, 10);
  unsigned depth = (unsigned)strtoul(argv[5], NULL, 10);
  unsigned long times = strtoul(argv[6], NULL, 10);
  if (!block) fail("block", (long)block);
  if (!depth || depth > MAX_RING_ENTRIES) fail("depth", depth);
  if (!times) fail("times", (long)times);
  fd = open(argv[2], O_RDONLY | (strcmp(argv[3], "direct") ? 0 : O_DIRECT) | O_CLOEXEC);
  if (fd < 0) fail("open", -errno);
  char *buffer = buffers(1);
  uint64_t *opened = malloc(times * sizeof *opened), *closed = malloc(times * sizeof *closed);
  if (!opened || !closed) fail("malloc", -ENOMEM);
  for (unsigned long i = 0; i < times; i++) {
    struct io_uring ring;
    uint64_t start = now_nanos();
    first_read(&ring, depth, buffer);
    uint64_t read = now_nanos();
    io_uring_queue_exit(&ring);
    closed[i] = now_nanos() - read;
    opened[i] = read - start;
  }
  printf("{\"times\": %lu, \"openAndReadNanos\": %.1f, \"closeNanos\": %.1f}\n", times,
         median(opened, times), median(closed, times));
  return 0;
}

int main(int argc, char **argv) {
  if (argc == 7 && !strcmp(argv[1], "setup")) return run_setup(argv);
  if (argc != 11) {
    fprintf(stderr, "cloop: 10 arguments are needed, or 6 after setup, see the head of cloop.c\n");
    return 1;
  }
  int ring = !strcmp(argv[1], "uring");
  is_write = strstr(argv[4], "write") != NULL;
  is_random = !strncmp(argv[4], "rand", 4);
  uint64_t file_bytes = strtoull(argv[5], NULL, 10);
  block = strtoul(argv[6], NULL, 10);
  unsigned parallel = (unsigned)strtoul(argv[7], NULL, 10);
  double warm_up = strtod(argv[8], NULL), measured = strtod(argv[9], NULL);
  seed = strtoull(argv[10], NULL, 10);
  if (!parallel || (ring && parallel > MAX_RING_ENTRIES)) fail("depth", parallel);
  if (!block || block % sizeof(uint64_t) || file_bytes < block) fail("block", (long)block);
  block_count = file_bytes / block;
  fd = open(argv[2], (is_write ? O_RDWR : O_RDONLY) | (strcmp(argv[3], "direct") ? 0 : O_DIRECT) | O_CLOEXEC);
  if (fd < 0) fail("open", -errno);

  worker_count = ring ? 1 : parallel;
  workers = aligned_alloc(128, worker_count * sizeof *workers);
  if (!workers) fail("malloc", -ENOMEM);
  memset(workers, 0, worker_count * sizeof *workers);
  for (unsigned i = 0; i < worker_count; i++) {
    workers[i].depth = parallel;
    workers[i].position = is_random ? seed ^ ((i + 1) * 0xA0761D6478BD642FU) : block_count / worker_count * i;
  }
  begin = take();
  (worker_count == 1 ? run_alone : run_threads)(ring ? run_ring : run_blocking, warm_up, measured);
  uint64_t *counts = workers[0].counts, timed = 0;
  for (unsigned i = 0; i < worker_count; i++) {
    for (unsigned b = 0; b < BUCKETS; b++) {
      if (i) counts[b] += workers[i].counts[b];
      timed += workers[i].counts[b];
    }
  }
  printf("{\"operations\": %llu, \"nanos\": %llu, \"cpuNanos\": %llu, \"systemCalls\": %llu, "
         "\"deviceReadBytes\": %llu, \"timed\": %llu, "
         "\"p50Micros\": %.3f, \"p99Micros\": %.3f, \"p999Micros\": %.3f}\n",
         (unsigned long long)(after.completed - before.completed),
         (unsigned long long)(after.nanos - before.nanos), (unsigned long long)(after.cpu - before.cpu),
         (unsigned long long)(after.system_calls - before.system_calls),
         (unsigned long long)(after.device_bytes - before.device_bytes), (unsigned long long)timed,
         percentile(counts, timed, 0.5), percentile(counts, timed, 0.99), percentile(counts, timed, 0.999));
  return 0;
}
