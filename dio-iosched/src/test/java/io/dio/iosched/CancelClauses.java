// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Cancelling one operation, and all operations by closing now. */
interface CancelClauses extends BackendContract {

  @Test
  default void cancellingWhatIsDoneChangesNothing() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Op> ops =
        List.of(
            Op.write(file, memory(100, 1), 0),
            Op.dataSync(file),
            Op.drain(file),
            Op.write(file, memory(100, 2), 100).link(Op.dataSync(file)));
    for (Op op : ops) {
      Ticket ticket = scheduler().submit(op);
      final long result = ticket.await();
      ticket.cancel();
      ticket.cancel();
      assertThat(ticket.await()).isEqualTo(result);
      assertThat(ticket.results()).allMatch(each -> each.failure().isEmpty());
    }
    Bytes.assertInFile(file, 0, 100, 1);
    Bytes.assertInFile(file, 100, 100, 2);
  }

  @Test
  default void cancellingAfterClosingDoesNothing() throws Exception {
    Ticket ticket = scheduler().submit(Op.write(newFile(FileKind.BUFFERED), memory(100), 0));
    scheduler().close();
    ticket.cancel();
    assertThat(ticket.await()).isEqualTo(100);
  }

  @Test
  default void cancellingFromManyThreadsEndsEachOperationOnceOneWayOrTheOther() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    MemorySegment memory = memory(4096, 1);
    for (int round = 0; round < 20; round++) {
      RecordingMemory pooled = new RecordingMemory(memory);
      List<Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Op write = Op.write(file, pooled, i * 8192L);
        tickets.add(scheduler().submit(i % 3 == 0 ? write.link(Op.read(file, pooled, 0)) : write));
      }
      Background<Void> canceller = Background.run(() -> tickets.forEach(Ticket::cancel));
      tickets.reversed().forEach(Ticket::cancel);
      for (Ticket ticket : tickets) {
        isExecuted(ticket); // any result other than success and cancelled fails the test
      }
      canceller.get();
      assertThat(pooled.references()).as("given back once by each").isEqualTo(1);
    }
  }

  @Test
  default void closingNowTwiceOrAfterClosingDoesNothing() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    Ticket ticket = scheduler().submit(Op.write(file, memory(10), 0));
    ticket.await();
    scheduler().closeNow();
    scheduler().closeNow();
    scheduler().close();
    assertThat(ticket.await()).isEqualTo(10);
    assertThatIllegalStateException()
        .isThrownBy(() -> scheduler().submit(Op.sync(file)))
        .withMessage(scheduler() + " is closed");
    IoScheduler other = open(SchedulerOptions.defaults());
    other.close();
    other.closeNow();
    file.close();
  }

  @Test
  default void closingNowLeavesTheInterruptFlagAsItWas() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      tickets.add(scheduler().submit(Op.write(file, memory(4096), i * 8192L)));
    }
    Thread.currentThread().interrupt();
    scheduler().closeNow();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(tickets).allMatch(Ticket::isDone);
  }

  @Test
  default void closingNowWaitsForABlockingCallInProgress() throws Exception {
    DioFile file =
        open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
    frozen().freeze();
    Background<Long> write = Background.call(() -> scheduler().write(file, memory(100), 0));
    untilInFlight(1);
    Background<Void> closing = Background.run(scheduler()::closeNow).untilWaiting();
    assertThat(closing.isDone()).isFalse();
    frozen().thaw();
    closing.get();
    assertThat(write.get()).isEqualTo(100);
  }

  @Test
  default void whileOthersSubmitClosingNowExecutesCancelsOrRefusesEach() throws Exception {
    for (int round = 0; round < 8; round++) {
      IoScheduler closing = open(SchedulerOptions.defaults());
      DioFile file = newFile(FileKind.BUFFERED);
      RecordingMemory pooled = new RecordingMemory(memory(64, round));
      CountDownLatch started = new CountDownLatch(3);
      List<Background<List<Ticket>>> submitters = new ArrayList<>();
      for (int submitter = 0; submitter < 3; submitter++) {
        long base = submitter * (1L << 30);
        submitters.add(
            Background.call(() -> submitUntilRefused(closing, file, pooled, base, started)));
      }
      started.await();
      Background<Void> alsoClosing =
          Background.run(round % 2 == 0 ? closing::close : closing::closeNow);
      closing.closeNow();
      for (int submitter = 0; submitter < 3; submitter++) {
        List<Ticket> tickets = submitters.get(submitter).get();
        assertThat(tickets).isNotEmpty().allMatch(Ticket::isDone);
        assertExecutedOrCancelled(tickets, file, submitter * (1L << 30), pooled.segment());
      }
      alsoClosing.get();
      assertThat(pooled.references()).isEqualTo(1);
      file.close();
    }
  }

  private void assertExecutedOrCancelled(
      List<Ticket> tickets, DioFile file, long base, MemorySegment bytes) throws IOException {
    MemorySegment all = memory(tickets.size() * 128L);
    MemorySegment nothing = memory(64);
    file.read(all, base);
    for (int i = 0; i < tickets.size(); i++) {
      boolean executed = tickets.get(i).bytesTransferred() > 0;
      if (i % 97 == 0) { // creating an exception for each takes long if there are thousands
        assertThat(isExecuted(tickets.get(i))).isEqualTo(executed);
      }
      MemorySegment expected = executed ? bytes : nothing;
      if (all.asSlice(i * 128L, 64).mismatch(expected) != -1) {
        throw new AssertionError(tickets.get(i) + " says otherwise than its file");
      }
    }
  }

  private static List<Ticket> submitUntilRefused(
      IoScheduler closing,
      DioFile file,
      RecordingMemory pooled,
      long base,
      CountDownLatch started) {
    List<Ticket> tickets = new ArrayList<>();
    while (true) {
      try {
        tickets.add(closing.submit(Op.write(file, pooled, base + tickets.size() * 128L)));
      } catch (IllegalStateException refused) {
        return tickets;
      }
      if (tickets.size() == 20) {
        started.countDown();
      }
    }
  }

  /** {@return whether it succeeded; otherwise it was cancelled} */
  private static boolean isExecuted(Ticket ticket) {
    try {
      ticket.await();
      return true;
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.ECANCELED);
      return false;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
