// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Main class of a child JVM with a small heap, which is filled again and again while four threads
 * do I/O. When the heap is free again, every ticket must complete, and closing too.
 *
 * <p>Arguments: {@code uring}, {@code workers}, {@code inline} or {@code sync}, which is a file
 * without a scheduler; a folder; how often to fill the heap. Prints {@code key=value}, one a line.
 */
final class OutOfHeapProbe {
  private static final int THREADS = 4;
  private static final int MOST_TICKETS = 200_000;
  private static final int BLOCK = 4096;

  /** A dead ring may keep all buffers until the next filling. */
  private static final Duration BRIEFLY = Duration.ofMillis(10);

  private static final long LIMIT_SECONDS = 30;

  /** Slow machines fill the heap less often. */
  private static final long BUDGET_SECONDS = 20;

  /**
   * Bounds a filling where nobody runs out: only so many I/O steps are awaited with a full heap.
   */
  private static final int STEPS_WHILE_FULL = 5;

  private final String kind;
  private final DioFile file;
  private volatile MmapPool pool;
  private final MemorySegment memory;
  private final AtomicReferenceArray<Ticket> tickets = new AtomicReferenceArray<>(MOST_TICKETS);
  private final long[] accepted = new long[THREADS];
  private final long[] steps = new long[THREADS];
  private final long[] before = new long[THREADS];
  private volatile IoScheduler scheduler;
  private volatile boolean stop;

  /** What fills the heap: it only has to be reachable. */
  @SuppressWarnings("UnusedVariable")
  private volatile List<Object> hog;

  private OutOfHeapProbe(String kind, DioFile file, MmapPool pool, MemorySegment memory) {
    this.kind = kind;
    this.file = file;
    this.pool = pool;
    this.memory = memory;
  }

  public static void main(String[] arguments) throws Exception {
    int fillings = Integer.parseInt(arguments[2]);
    Path path = Path.of(arguments[1], "heap.bin");
    MmapPool pool = new MmapPool("heap", BLOCK, THREADS / 2);
    OutOfHeapProbe probe =
        new OutOfHeapProbe(
            arguments[0],
            DioFile.open(path, READ, WRITE, CREATE),
            pool,
            Arena.global().allocate(THREADS * BLOCK, BLOCK));
    probe.scheduler = probe.open();
    int reopened = 0;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(BUDGET_SECONDS);
    int done = 0;
    for (; done < fillings && (done == 0 || System.nanoTime() < end); done++) {
      probe.run(done == 0);
      System.gc();
      String trouble = probe.trouble();
      if (!trouble.isEmpty()) {
        System.out.println("trouble=" + trouble + " after filling " + (done + 1));
        Runtime.getRuntime().halt(1);
      }
      if (probe.isDead()) {
        ended("scheduler.close()", probe.scheduler::close);
        probe.scheduler = probe.open();
        reopened++;
        // A ring that died keeps the operations that it had in flight for ever, with their buffers.
        probe.pool = new MmapPool("heap", BLOCK, THREADS / 2);
      }
    }
    IoScheduler last = probe.scheduler;
    if (last != null) {
      ended("scheduler.close()", last::close);
    }
    ended("file.close()", probe.file::close);
    ended("pool.close()", probe.pool::close);
    System.out.println("fillings=" + done);
    System.out.println("deaths=" + reopened);
    // The effects of a full heap on the JVM's own threads do not matter here.
    Runtime.getRuntime().halt(0);
  }

  private IoScheduler open() {
    return switch (kind) {
      case "uring" -> IoScheduler.uring();
      case "workers" -> IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
      case "inline" -> IoScheduler.posix();
      default -> null;
    };
  }

  private boolean isDead() {
    IoScheduler present = scheduler;
    if (present == null) {
      return false;
    }
    try {
      present.submit(Op.read(file, memory.asSlice(0, BLOCK), 0)).await();
      return false;
    } catch (Exception e) {
      return true;
    }
  }

  private interface Closing {
    void run() throws Exception;
  }

  /** Halts the JVM if {@code closing} does not return. */
  private static void ended(String what, Closing closing) throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          try {
            closing.run();
          } catch (Exception e) {
            System.out.println(what + ": " + e);
          } finally {
            end.countDown();
          }
        });
    if (!end.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      System.out.println("trouble=" + what + " hangs");
      Runtime.getRuntime().halt(1);
    }
  }

  /** One filling of the heap. */
  private void run(boolean warm) throws Exception {
    stop = false;
    for (int i = 0; i < THREADS; i++) {
      accepted[i] = 0;
      steps[i] = 0;
    }
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int index = i;
      threads.add(Thread.ofPlatform().daemon().name("io-" + i).start(() -> work(index)));
    }
    if (warm) {
      // Every class and call site has been used before the heap gets full.
      awaitSteps(1_000, 2_000);
    }
    try {
      fill();
      awaitSteps(STEPS_WHILE_FULL, 100);
    } catch (OutOfMemoryError e) {
      // This thread may be the one that runs out of memory.
    } finally {
      hog = null;
      stop = true;
    }
    for (Thread thread : threads) {
      thread.join(LIMIT_SECONDS * 1_000);
    }
    for (Thread thread : threads) {
      if (thread.isAlive()) {
        System.out.println("trouble=" + thread.getName() + " hangs at " + where(thread));
        Runtime.getRuntime().halt(1);
      }
    }
  }

  private static String where(Thread thread) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement element : thread.getStackTrace()) {
      text.append(element).append(" < ");
    }
    return text.toString();
  }

  /** Large pieces first, then small ones, until not one more fits. */
  private void fill() {
    List<Object> pieces = new ArrayList<>(100_000);
    hog = pieces;
    for (int size : new int[] {100_000, 1_000, 64}) {
      try {
        while (true) {
          pieces.add(new byte[size]);
        }
      } catch (OutOfMemoryError e) {
        // Full.
      }
    }
  }

  /**
   * Waits a while until the other threads have made so many steps, each with a result or an error.
   */
  private void awaitSteps(long count, long milliseconds) throws InterruptedException {
    System.arraycopy(steps, 0, before, 0, THREADS);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    for (int i = 0; i < THREADS; i++) {
      while (steps[i] - before[i] < count && System.nanoTime() < end) {
        Thread.sleep(1);
      }
    }
  }

  private void work(int index) {
    while (!stop) {
      try {
        step(index);
      } catch (Throwable e) {
        // Out of memory, or the scheduler died of it: both may be.
        if (e instanceof IllegalStateException) {
          Thread.onSpinWait();
        }
      }
      steps[index]++;
    }
  }

  private void step(int index) throws Exception {
    if (scheduler == null) {
      file.dataSync();
      return;
    }
    MmapBuffer buffer = null;
    try {
      MemorySegment own = memory.asSlice((long) index * BLOCK, BLOCK);
      if (index == 0) {
        buffer = pool.acquire(BRIEFLY);
        follow(index, scheduler.submit(Op.read(file, buffer, 0)));
      } else if (index == 1) {
        buffer = pool.acquire(BRIEFLY);
        follow(index, scheduler.submit(Op.write(file, buffer, 0).link(Op.dataSync(file))));
      } else if (index == 2) {
        Ticket ticket = scheduler.submit(Op.write(file, own, BLOCK).durable());
        ticket.cancel();
        follow(index, ticket);
      } else {
        follow(index, scheduler.submit(Op.drain(file)));
      }
    } finally {
      if (buffer != null) {
        buffer.release();
      }
    }
  }

  /** Records an accepted ticket without allocating memory, and waits for it. */
  private void follow(int index, Ticket ticket) throws Exception {
    long number = accepted[index]++ % (MOST_TICKETS / THREADS);
    tickets.set(index * (MOST_TICKETS / THREADS) + (int) number, ticket);
    ticket.await();
  }

  /** {@return the tickets that did not complete, or an empty text} */
  private String trouble() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    for (int i = 0; i < MOST_TICKETS; i++) {
      Ticket ticket = tickets.getAndSet(i, null);
      while (ticket != null && !ticket.isDone()) {
        if (System.nanoTime() > end) {
          return "never ended: " + ticket;
        }
        Thread.sleep(1);
      }
    }
    return "";
  }
}
