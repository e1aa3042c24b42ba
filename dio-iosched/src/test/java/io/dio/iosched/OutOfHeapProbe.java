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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.LongStream;

/**
 * Main class of a child JVM with a small heap, which is filled again and again while four threads
 * do I/O. When the heap is free again, every ticket must complete, and closing too.
 *
 * <p>Arguments: {@code uring}, {@code workers}, {@code inline} or {@code sync}, which is a file
 * without a scheduler; a folder; how often to fill the heap. Prints {@code key=value}, one a line:
 * {@code fillings} counts the times when not one more piece fitted, {@code shortages} the I/O steps
 * that ended for want of memory, {@code deaths} the schedulers that ended so.
 */
final class OutOfHeapProbe {
  private static final int THREADS = 4;

  /**
   * How many of its latest tickets a thread keeps. More would fill the heap themselves while the
   * first classes are loaded.
   */
  private static final int TICKETS_KEPT = 1_000;

  private static final int BLOCK = 4096;

  /** A dead ring may keep all buffers until the next filling. */
  private static final Duration BRIEFLY = Duration.ofMillis(10);

  private static final long LIMIT_SECONDS = 30;

  /** The sizes of what fills the heap: the small pieces go where the large ones no longer fit. */
  private static final int[] PIECE_BYTES = {100_000, 1_000, 64};

  /** More than fit into the heap of the child. */
  private static final int MOST_PIECES = 100_000;

  /** So many I/O steps of each thread are awaited with a full heap, as long as these go on. */
  private static final int STEPS_WHILE_FULL = 3;

  private static final long MOST_MILLISECONDS_WHILE_FULL = 50;

  private final String kind;
  private final DioFile file;
  private volatile MmapPool pool;
  private final MemorySegment memory;
  private final AtomicReferenceArray<Ticket> tickets =
      new AtomicReferenceArray<>(THREADS * TICKETS_KEPT);
  private final long[] accepted = new long[THREADS];
  private final long[] steps = new long[THREADS];
  private final long[] shortages = new long[THREADS];
  private final long[] before = new long[THREADS];
  private volatile IoScheduler scheduler;
  private volatile boolean stop;

  /** The memory that fills the heap. Its list exists beforehand, so filling needs nothing else. */
  private final byte[][] hog = new byte[MOST_PIECES][];

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
    int filled = 0;
    // Now and then another thread frees the memory that the last piece did not get.
    for (int attempt = 1; filled < fillings && attempt <= 2 * fillings; attempt++) {
      if (probe.run(attempt == 1)) {
        filled++;
      }
      System.gc();
      String trouble = probe.trouble();
      if (!trouble.isEmpty()) {
        System.out.println("trouble=" + trouble + " after attempt " + attempt);
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
    System.out.println("fillings=" + filled);
    System.out.println("shortages=" + LongStream.of(probe.shortages).sum());
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

  /** Fills the heap once. {@return whether not one more piece fitted} */
  private boolean run(boolean warm) throws Exception {
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
      awaitSteps(200, 2_000);
    }
    boolean full = false;
    try {
      full = fill();
      awaitSteps(STEPS_WHILE_FULL, MOST_MILLISECONDS_WHILE_FULL);
    } catch (OutOfMemoryError e) {
      // This thread may be the one that runs out of memory.
    } finally {
      Arrays.fill(hog, null);
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
    return full;
  }

  private static String where(Thread thread) {
    StringBuilder text = new StringBuilder();
    for (StackTraceElement element : thread.getStackTrace()) {
      text.append(element).append(" < ");
    }
    return text.toString();
  }

  /** {@return whether the heap was full in the end, not the array of pieces} */
  private boolean fill() {
    int pieces = 0;
    boolean full = false;
    for (int size : PIECE_BYTES) {
      full = false;
      try {
        while (pieces < MOST_PIECES) {
          hog[pieces] = new byte[size];
          pieces++;
        }
      } catch (OutOfMemoryError e) {
        full = true;
      }
    }
    return full;
  }

  /**
   * Waits a while until the other threads have made so many steps, each with a result or an error.
   */
  private void awaitSteps(long count, long milliseconds) throws InterruptedException {
    System.arraycopy(steps, 0, before, 0, THREADS);
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(milliseconds);
    for (int i = 0; i < THREADS; i++) {
      while (steps[i] - before[i] < count && System.nanoTime() < end) {
        // Every other way to wait for a thread creates an object, and there is no memory for it.
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
        if (isShortage(e)) {
          shortages[index]++;
        }
        if (e instanceof IllegalStateException) {
          Thread.onSpinWait();
        }
      }
      steps[index]++;
    }
  }

  private static boolean isShortage(Throwable failure) {
    return failure instanceof OutOfMemoryError || failure.getCause() instanceof OutOfMemoryError;
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
    int number = (int) (accepted[index]++ % TICKETS_KEPT);
    tickets.set(index * TICKETS_KEPT + number, ticket);
    ticket.await();
  }

  /** {@return the tickets that did not complete, or an empty text} */
  private String trouble() throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    for (int i = 0; i < tickets.length(); i++) {
      Ticket ticket = tickets.getAndSet(i, null);
      while (ticket != null && !ticket.isDone()) {
        if (System.nanoTime() > end) {
          return "never ended: " + ticket;
        }
        Thread.sleep(1); // as in awaitSteps
      }
    }
    return "";
  }
}
