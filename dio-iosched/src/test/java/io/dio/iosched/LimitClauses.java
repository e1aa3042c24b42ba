// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The limit of operations in flight, maxInFlight. */
interface LimitClauses extends BackendContract {

  private IoScheduler limitedTo(int maxInFlight) {
    return open(SchedulerOptions.defaults().withMaxInFlight(maxInFlight));
  }

  private DioFile fileToFreeze() throws IOException {
    return open(frozen().root().resolve(newPath().getFileName()), FileKind.BUFFERED.newFile());
  }

  /** Freezes, and returns when {@code limited} holds {@code count} writes that hang. */
  private List<Background<Ticket>> hang(IoScheduler limited, DioFile file, int count) {
    frozen().freeze();
    List<Background<Ticket>> hanging = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Op write = Op.write(file, memory(64, i), i * 128L);
      hanging.add(Background.call(() -> limited.submit(write)));
    }
    while (limited.stats().inFlight() != count) {
      Thread.onSpinWait();
    }
    return hanging;
  }

  private static void assertAllWritten(List<Background<Ticket>> hanging) throws Exception {
    for (Background<Ticket> submitted : hanging) {
      assertThat(submitted.get().await()).isEqualTo(64);
    }
  }

  @ParameterizedTest
  @EnumSource
  default void aboveTheLimitSubmittingWaitsUntilSomethingCompletes(ThreadKind threads)
      throws Exception {
    IoScheduler limited = limitedTo(3);
    DioFile other = newFile(100, 1);
    DioFile file = fileToFreeze();
    List<Background<Ticket>> hanging = hang(limited, file, 3);
    List<Background<Long>> parked = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      Op read = Op.read(other, memory(100), 0);
      parked.add(
          Background.call(() -> threads.call(() -> limited.submit(read).await())).untilWaiting());
    }
    assertThat(parked).noneMatch(Background::isDone);
    assertThat(limited.stats().operations()).isZero();
    frozen().thaw();
    for (Background<Long> each : parked) {
      assertThat(each.get()).isEqualTo(100);
    }
    assertAllWritten(hanging);
    assertThat(limited.stats().operations()).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource
  default void blockingCallsWaitAtTheLimitAsWell(ThreadKind threads) throws Exception {
    IoScheduler limited = limitedTo(1);
    DioFile other = newFile(100, 1);
    DioFile file = fileToFreeze();
    List<Background<Ticket>> hanging = hang(limited, file, 1);
    List<Background<Long>> parked =
        List.of(
            parkedIn(threads, () -> limited.read(other, memory(100), 0)),
            parkedIn(threads, () -> limited.write(other, memory(100), 100)));
    assertThat(parked).noneMatch(Background::isDone);
    frozen().thaw();
    for (Background<Long> each : parked) {
      assertThat(each.get()).isEqualTo(100);
    }
    assertAllWritten(hanging);
  }

  private static Background<Long> parkedIn(ThreadKind threads, Callable<Long> call) {
    return Background.call(() -> threads.call(call)).untilWaiting();
  }

  @ParameterizedTest
  @EnumSource
  default void blockingCallsInProgressCount(ThreadKind threads) throws Exception {
    IoScheduler limited = limitedTo(1);
    DioFile other = newFile(100, 1);
    DioFile file = fileToFreeze();
    frozen().freeze();
    Background<Long> hanging =
        Background.call(() -> threads.call(() -> limited.write(file, memory(100), 0)));
    while (limited.stats().inFlight() != 1) {
      Thread.onSpinWait();
    }
    Background<Long> parked =
        Background.call(() -> limited.submit(Op.read(other, memory(100), 0)).await())
            .untilWaiting();
    assertThat(parked.isDone()).isFalse();
    frozen().thaw();
    assertThat(hanging.get()).isEqualTo(100);
    assertThat(parked.get()).isEqualTo(100);
  }

  @Test
  default void waitingAtTheLimitIsNotEndedByAnInterrupt() throws Exception {
    IoScheduler limited = limitedTo(1);
    DioFile other = newFile(100, 1);
    DioFile file = fileToFreeze();
    List<Background<Ticket>> hanging = hang(limited, file, 1);
    Background<Boolean> parked =
        Background.call(
                () -> {
                  Ticket read = limited.submit(Op.read(other, memory(100), 0));
                  return Thread.interrupted() && read.await() == 100;
                })
            .untilWaiting();
    parked.interrupt();
    assertThat(parked.isDone()).isFalse();
    frozen().thaw();
    assertThat(parked.get()).isTrue();
    assertAllWritten(hanging);
  }

  @Test
  default void whatIsLargerThanTheLimitIsRefusedAndHoldsNothing() throws Exception {
    IoScheduler limited = limitedTo(3);
    DioFile file = newFile(FileKind.BUFFERED);
    RecordingMemory pooled = new RecordingMemory(memory(100));
    Op write = Op.write(file, pooled, 0);
    Op chain = write.link(write).link(write).link(write).link(write);
    IoBatch batch = limited.newBatch(4);
    for (int i = 0; i < 4; i++) {
      batch.write(file, pooled, i * 100L);
    }
    List<ThrowingCallable> calls =
        List.of(
            () -> limited.submit(chain),
            () -> limited.submitAll(List.of(write.link(write), write.link(write).link(write))));
    for (ThrowingCallable call : calls) {
      assertThatIllegalArgumentException()
          .isThrownBy(call)
          .withMessageContaining("5 operations")
          .withMessageContaining("maxInFlight, 3");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(batch::submit)
        .withMessageContaining("4 operations")
        .withMessageContaining("maxInFlight, 3");
    assertThat(batch.isDone()).isTrue();
    assertThat(pooled.references()).isEqualTo(1);
    assertThat(limited.submit(write.link(write).link(write)).await()).isEqualTo(100);
    file.close();
  }

  @Test
  default void whatIsRefusedOrFailsDoesNotKeepItsPlace() throws Exception {
    IoScheduler limited = limitedTo(2);
    DioFile file = newFile(100, 1);
    DioFile closed = newFile(100, 2);
    Op onClosed = Op.read(closed, memory(100), 0);
    Op onOpen = Op.read(file, memory(100), 0);
    RecordingMemory released = new RecordingMemory(memory(100));
    Op onReleased = Op.read(file, released, 0);
    released.release();
    closed.close();
    IoBatch batch = limited.newBatch(2);
    batch.read(file, memory(100), 0);
    batch.read(file, released, 0);
    for (int i = 0; i < 5; i++) {
      List<ThrowingCallable> refused =
          List.of(
              () -> limited.submit(onClosed),
              () -> limited.submit(onReleased),
              () -> limited.submit(onOpen.link(onClosed)),
              () -> limited.submitAll(List.of(onOpen, onClosed)),
              () -> limited.read(closed, memory(100), 0),
              () -> limited.write(closed, memory(100), 0),
              batch::submit);
      for (ThrowingCallable call : refused) {
        assertThatIllegalStateException().isThrownBy(call);
      }
      assertThat(limited.submitAll(List.of(onOpen, onOpen)).get(1).await()).isEqualTo(100);
      assertThat(limited.read(file, memory(100), 0)).isEqualTo(100);
    }
  }

  @Test
  default void noMoreThanTheLimitIsEverInFlightAndNobodyStarves() throws Exception {
    IoScheduler limited = limitedTo(4);
    DioFile file = newFile(FileKind.DIRECT);
    List<Background<Integer>> submitters = new ArrayList<>();
    for (int submitter = 0; submitter < 4; submitter++) {
      MemorySegment memory = memory(4096, submitter);
      long base = submitter * (1L << 22);
      boolean chains = submitter % 2 == 0;
      submitters.add(
          Background.call(() -> {
            int most = 0;
            for (int i = 0; i < 200; i++) {
              Op write = Op.write(file, memory, base + i * 8192L);
              limited.submit(chains ? write.link(write).link(write).link(write) : write);
              most = (int) Math.max(most, limited.stats().inFlight());
            }
            return most;
          }));
    }
    for (Background<Integer> submitter : submitters) {
      assertThat(submitter.get()).isLessThanOrEqualTo(4);
    }
    limited.close();
    assertThat(limited.stats().operations()).isEqualTo(2 * 200 * 5);
  }

  @Test
  default void closingRefusesOrExecutesWhatWaitsAtTheLimit() throws Exception {
    for (int round = 0; round < 5; round++) {
      IoScheduler limited = limitedTo(2);
      DioFile other = newFile(100, 1);
      DioFile file = fileToFreeze();
      List<Background<Ticket>> hanging = hang(limited, file, 2);
      List<Background<Ticket>> parked = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Op read = Op.read(other, memory(100), 0);
        parked.add(Background.call(() -> limited.submit(read)).untilWaiting());
      }
      Background<Void> closing = Background.run(limited::close).untilWaiting();
      frozen().thaw();
      closing.get();
      int refused = 0;
      for (Background<Ticket> each : parked) {
        try {
          assertThat(each.get().await()).isEqualTo(100);
        } catch (IllegalStateException e) {
          assertThat(e).hasMessage(limited + " is closed");
          refused++;
        }
      }
      assertThat(limited.stats().operations()).isEqualTo(2 + 6 - refused);
      assertAllWritten(hanging);
      other.close();
      file.close();
    }
  }
}
