// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Closing a scheduler, with and without submissions at the same time. */
interface CloseClauses extends BackendContract {

  @Test
  default void submittingToAClosedSchedulerIsRefusedAndNothingIsHeld() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    scheduler().close();
    MemorySegment memory = memory(100);
    try (MmapPool pool = new MmapPool("contract", 4096, 1)) {
      MmapBuffer buffer = pool.acquire();
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler().submit(Op.write(file, buffer, 0)))
          .withMessage(scheduler() + " is closed");
      buffer.release();
      assertThat(pool.outstanding()).isZero();
    }
    for (Op op : List.of(Op.read(file, memory, 0), Op.sync(file), Op.drain(file))) {
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler().submit(op))
          .withMessage(scheduler() + " is closed");
    }
    assertBlockingCallsAreRefused(file, memory);
    Background.run(() -> assertBlockingCallsAreRefused(file, memory)).get();
    Thread virtual =
        Thread.ofVirtual().unstarted(() -> assertBlockingCallsAreRefused(file, memory));
    List<Throwable> failures = new ArrayList<>();
    virtual.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
    virtual.start();
    virtual.join();
    assertThat(failures).isEmpty();
    file.close();
  }

  private void assertBlockingCallsAreRefused(DioFile file, MemorySegment memory) {
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().read(file, memory, 0))
        .withMessage(scheduler() + " is closed");
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().write(file, memory, 0))
        .withMessage(scheduler() + " is closed");
  }

  @Test
  default void closingTwiceDoesNothing() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(newFile(FileKind.BUFFERED), memory(10), 0));
    scheduler().close();
    scheduler().close();
    Background.run(scheduler()::close).get();
    assertThat(ticket.await()).isEqualTo(10);
    assertThat(scheduler().stats().operations()).isEqualTo(1);
    assertThat(scheduler().toString()).isNotEmpty();
  }

  @Test
  default void closingExecutesEverythingThatWasAccepted() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      tickets.add(scheduler().submit(Op.write(file, memory(4096, i), i * 4096L)));
    }
    tickets.add(scheduler().submit(Op.drain(file)));
    scheduler().close();
    for (Ticket ticket : tickets) {
      assertThat(ticket.isDone()).isTrue();
    }
    for (int i = 0; i < 1500; i++) {
      Bytes.assertInFile(file, i * 4096L, 4096, i);
    }
    assertThat(scheduler().stats().inFlight()).isZero();
  }

  @Test
  default void closingLeavesTheInterruptFlagAsItWas() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tickets.add(scheduler().submit(Op.write(file, memory(4096), i * 4096L)));
    }
    Thread.currentThread().interrupt();
    scheduler().close();
    assertThat(Thread.interrupted()).isTrue();
    for (Ticket ticket : tickets) {
      assertThat(ticket.isDone()).isTrue();
    }
  }

  @Test
  default void whoeverClosesAsWellWaitsForTheSameEnd() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int round = 0; round < 20; round++) {
      IoScheduler closing = open(SchedulerOptions.defaults());
      Ticket[] tickets = new Ticket[64];
      for (int i = 0; i < tickets.length; i++) {
        tickets[i] = closing.submit(Op.write(file, memory(4096), i * 4096L));
      }
      List<Background<Boolean>> closers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        closers.add(
            Background.call(() -> {
              closing.close();
              return List.of(tickets).stream().allMatch(Ticket::isDone);
            }));
      }
      for (Background<Boolean> closer : closers) {
        assertThat(closer.get()).isTrue();
      }
    }
  }

  @Test
  default void whileOthersSubmitEachOperationIsExecutedOrRefused() throws Exception {
    for (int round = 0; round < 15; round++) {
      IoScheduler closing = open(SchedulerOptions.defaults());
      DioFile file = newFile(FileKind.BUFFERED);
      CountDownLatch started = new CountDownLatch(3);
      List<Background<List<Ticket>>> submitters = new ArrayList<>();
      for (int submitter = 0; submitter < 3; submitter++) {
        long base = submitter * (1L << 30);
        submitters.add(Background.call(() -> submitUntilRefused(closing, file, base, started)));
      }
      started.await();
      closing.close();
      for (int submitter = 0; submitter < 3; submitter++) {
        List<Ticket> tickets = submitters.get(submitter).get();
        assertThat(tickets).isNotEmpty().allMatch(Ticket::isDone);
        assertThat(tickets).allMatch(ticket -> ticket.bytesTransferred() == Long.BYTES);
        // The first refused operation, directly after the last accepted one, did not happen.
        MemorySegment written = memory((tickets.size() + 1L) * Long.BYTES);
        file.read(written, submitter * (1L << 30));
        for (int i = 0; i <= tickets.size(); i++) {
          assertThat(written.getAtIndex(JAVA_LONG, i)).isEqualTo(i < tickets.size() ? i + 1 : 0);
        }
      }
      file.close();
    }
  }

  private List<Ticket> submitUntilRefused(
      IoScheduler closing, DioFile file, long base, CountDownLatch started) {
    List<Ticket> tickets = new ArrayList<>();
    while (true) {
      int index = tickets.size();
      MemorySegment source = arena().allocateFrom(JAVA_LONG, index + 1);
      try {
        tickets.add(closing.submit(Op.write(file, source, base + (long) index * Long.BYTES)));
      } catch (IllegalStateException refused) {
        return tickets;
      }
      if (index == 20) {
        started.countDown();
      }
    }
  }
}
