// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrnoCaptureTest {

  enum Threads {
    PLATFORM,
    VIRTUAL;

    ThreadFactory factory() {
      return this == VIRTUAL ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    }
  }

  private static final SystemCall CLOSE = SystemCall.returningInt("close");
  private static final SystemCall ACCESS = SystemCall.returningInt("access");
  private static final SystemCall MUNMAP = SystemCall.returningInt("munmap");

  private int slots;

  @BeforeEach
  void countTheSlots() throws Exception {
    slots = freeSlots();
    assertThat(slots).isPositive();
  }

  /**
   * {@return the number of free slots of the pool: a virtual thread takes all of them and gives
   * them back} The pool is global memory. If a thread gets a capture outside the pool, its scope is
   * not global.
   */
  private static int freeSlots() throws Exception {
    Callable<Integer> count =
        () -> {
          List<MemorySegment> captures = new ArrayList<>();
          do {
            captures.add(ErrnoCapture.acquire());
          } while (captures.getLast().scope().equals(Arena.global().scope()));
          captures.forEach(ErrnoCapture::release);
          return captures.size() - 1;
        };
    return runAll(Threads.VIRTUAL, List.of(count)).getFirst();
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void everyThreadSeesTheErrnoOfItsOwnCall(Threads threads) throws Exception {
    List<Callable<Integer>> tasks = new ArrayList<>();
    try (Arena arena = Arena.ofShared()) {
      MemorySegment path = arena.allocateFrom("/does/not/exist");
      for (int i = 0; i < 60; i++) {
        tasks.add(() -> wrongAnswers(() -> (int) CLOSE.call(-1), Errno.EBADF));
        tasks.add(() -> wrongAnswers(() -> (int) ACCESS.call(path.address(), 0), Errno.ENOENT));
        tasks.add(() -> wrongAnswers(() -> (int) MUNMAP.call(1, 1), Errno.EINVAL));
      }
      assertThat(runAll(threads, tasks)).hasSize(180).containsOnly(0);
    }
    assertThat(freeSlots()).isEqualTo(slots);
  }

  private interface Call {
    int invoke();
  }

  private static int wrongAnswers(Call call, int errno) {
    int wrong = 0;
    for (int i = 0; i < 3_000; i++) {
      if (call.invoke() != -errno) {
        wrong++;
      }
    }
    return wrong;
  }

  @ParameterizedTest
  @EnumSource(Threads.class)
  void noTwoThreadsHoldTheSameCapture(Threads threads) throws Exception {
    // There are far more holders than slots, so some threads get memory of their own.
    int holders = 500;
    CountDownLatch allHold = new CountDownLatch(holders);
    List<Callable<MemorySegment>> tasks = new ArrayList<>();
    for (int i = 0; i < holders; i++) {
      tasks.add(() -> {
        MemorySegment capture = ErrnoCapture.acquire();
        allHold.countDown();
        allHold.await();
        ErrnoCapture.release(capture);
        return capture;
      });
    }
    List<MemorySegment> captures = runAll(threads, tasks);
    assertThat(captures).hasSize(holders).allMatch(MemorySegment::isNative);
    assertThat(captures.stream().map(MemorySegment::address).collect(Collectors.toSet()))
        .hasSize(holders);
    assertThat(freeSlots()).isEqualTo(slots);
  }

  @Test
  void aPlatformThreadKeepsItsCapture() {
    MemorySegment first = ErrnoCapture.acquire();
    ErrnoCapture.release(first);
    MemorySegment second = ErrnoCapture.acquire();
    ErrnoCapture.release(second);
    assertThat(second).isSameAs(first);
  }

  @Test
  void withoutMemoryForItsPoolEachCallGetsACaptureOfItsOwn() {
    assertThat(ErrnoCapture.Pool.allocate(1L << 60)).isEqualTo(MemorySegment.NULL);
  }

  private static <T> List<T> runAll(Threads threads, List<Callable<T>> tasks) throws Exception {
    try (ExecutorService executor = Executors.newThreadPerTaskExecutor(threads.factory())) {
      List<T> results = new ArrayList<>();
      for (Future<T> future : executor.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results;
    }
  }
}
