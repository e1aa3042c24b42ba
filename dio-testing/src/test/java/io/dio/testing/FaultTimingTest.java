// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rules that hold, delay and reorder operations, over each backend. */
final class FaultTimingTest extends FaultRig {
  @ParameterizedTest
  @EnumSource
  void aHeldOperationIsDoneOnlyWhenItIsReleased(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile();
        MmapPool pool = new MmapPool("held", 4096, 1)) {
      ActiveFault hold = faults.inject(Fault.hold().on(Verb.WRITE));
      MmapBuffer buffer = pool.acquire();
      Ticket ticket = faults.submit(Op.write(file, buffer, 0));
      buffer.release();
      hold.awaitHeld(1, LONG);
      assertThat(ticket.isDone()).isFalse();
      assertThatThrownBy(() -> ticket.await(Duration.ZERO)).isInstanceOf(TimeoutException.class);
      assertThatThrownBy(ticket::bytesTransferred).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(ticket::results).isInstanceOf(IllegalStateException.class);
      assertThat(pool.outstanding()).isEqualTo(1);
      hold.release();
      assertThat(ticket.await()).isEqualTo(4096);
      assertThat(ticket.toCompletableFuture().get()).isEqualTo(4096);
      assertThat(pool.outstanding()).isZero();
      assertThat(hold.held()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void barriersWaitForWhatIsHeld(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile();
        DioFile other = newFile()) {
      ActiveFault hold = faults.inject(Fault.hold().on(Verb.WRITE));
      Ticket write = faults.submit(Op.write(file, memory(512, 1), 0));
      Ticket drain = faults.submit(Op.drain(file));
      Ticket barrier = faults.submit(Op.barrierSync(file));
      assertThat(Ends.of(faults.submit(Op.drain(other)))).containsExactly("0");
      assertThat(Ends.of(faults.submit(Op.dataSync(file)))).containsExactly("0");
      hold.awaitHeld(1, LONG);
      assertThat(drain.isDone()).isFalse();
      assertThat(barrier.isDone()).isFalse();
      hold.release();
      assertThat(Ends.of(barrier)).containsExactly("0");
      assertThat(Ends.of(drain)).containsExactly("0");
      assertThat(write.isDone()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBarrierSyncDoesNotWaitForAHeldRead(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      file.writeFully(memory(512, 1), 0);
      ActiveFault hold = faults.inject(Fault.hold().on(Verb.READ, Verb.READV));
      Ticket read = faults.submit(Op.read(file, memory(512, 0), 0));
      Ticket vector = faults.submit(Op.readv(file, List.of(memory(512, 0)), 0));
      hold.awaitHeld(2, LONG);
      assertThat(Ends.of(faults.submit(Op.barrierSync(file)))).containsExactly("0");
      Ticket drain = faults.submit(Op.drain(file));
      assertThat(drain.isDone()).isFalse();
      assertThat(List.of(read, vector)).noneMatch(Ticket::isDone);
      hold.release();
      assertThat(Ends.of(drain)).containsExactly("0");
      assertThat(List.of(read, vector)).allMatch(Ticket::isDone);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBarrierBehindWhatIsHeldIsCancelledAtOnce(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault hold = faults.inject(Fault.hold().on(Verb.WRITE));
      Ticket write = faults.submit(Op.write(file, memory(512, 1), 0));
      Ticket drain = faults.submit(Op.drain(file));
      Ticket barrier = faults.submit(Op.barrierSync(file));
      Ticket behind = faults.submit(Op.drain(file));
      hold.awaitHeld(1, LONG);
      drain.cancel();
      barrier.cancel();
      assertThat(Ends.of(drain)).containsExactly("ECANCELED");
      assertThat(Ends.of(barrier)).containsExactly("ECANCELED");
      assertThat(write.isDone()).isFalse();
      assertThat(behind.isDone()).isFalse();
      hold.release();
      assertThat(Ends.of(behind)).containsExactly("0");
      assertThat(Ends.of(write)).containsExactly("512");
      assertThat(Ends.of(faults.submit(Op.barrierSync(file)))).containsExactly("0");
    }
  }

  /** The slot is closed in fact. */
  @ParameterizedTest
  @EnumSource
  void aClosingOfASlotBehindWhatIsHeldIsNotCancelled(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      FileSlot slot = faults.fileSlots().getFirst();
      assertThat(Ends.of(faults.submit(Op.openInto(slot, newPath(), WRITE, CREATE))))
          .containsExactly("0");
      ActiveFault hold = faults.inject(Fault.hold().on(Verb.WRITE));
      Ticket write = faults.submit(Op.write(slot, memory(512, 1), 0));
      hold.awaitHeld(1, LONG);
      ActiveFault made = faults.inject(Fault.hold().on(Verb.CLOSE));
      Ticket closing = faults.submit(Op.close(slot));
      made.awaitHeld(1, LONG);
      made.remove();
      closing.cancel();
      assertThat(closing.isDone()).isFalse();
      hold.release();
      assertThat(Ends.of(write)).containsExactly("512");
      assertThat(Ends.of(closing)).containsExactly("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSlotWaitsForItsHeldOpening(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      FileSlot slot = faults.fileSlots().getFirst();
      ActiveFault hold = faults.inject(Fault.hold().on(Verb.OPEN_INTO));
      Ticket opening = faults.submit(Op.openInto(slot, newPath(), WRITE, CREATE));
      Ticket write = faults.submit(Op.write(slot, memory(512, 1), 0));
      hold.awaitHeld(1, LONG);
      assertThat(write.isDone()).isFalse();
      hold.release();
      assertThat(Ends.of(write)).containsExactly("512");
      assertThat(opening.isDone()).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileIsClosedAfterItsHeldOperations(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend)) {
      DioFile file = newFile();
      ActiveFault hold = faults.inject(Fault.hold());
      Ticket ticket = faults.submit(Op.write(file, memory(512, 1), 0));
      hold.awaitHeld(1, LONG);
      Thread closing =
          Thread.startVirtualThread(() -> {
            try {
              file.close();
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          });
      while (file.isOpen()) {
        Thread.onSpinWait();
      }
      assertThat(ticket.isDone()).isFalse();
      assertThat(closing.isAlive()).isTrue();
      assertThatThrownBy(() -> faults.submit(Op.sync(file)))
          .isInstanceOf(IllegalStateException.class);
      hold.release();
      closing.join();
      assertThat(ticket.await()).isEqualTo(512);
    }
  }

  @ParameterizedTest
  @EnumSource
  void closingTheSchedulerReleasesWhatIsHeld(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = over(backend);
    try (DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.hold());
      ActiveFault _ = faults.inject(Fault.reorder(100));
      Ticket ticket = faults.submit(Op.write(file, memory(512, 1), 0));
      faults.close();
      assertThat(ticket.isDone()).isTrue();
      assertThat(ticket.await()).isEqualTo(512);
      assertThatThrownBy(() -> faults.submit(Op.sync(file)))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> faults.inject(Fault.hold()))
          .isInstanceOf(IllegalStateException.class);
      faults.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDelayedOperationCompletesByItself(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault fault = faults.inject(Fault.delay(Duration.ofMillis(1)));
      assertThat(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0)))).containsExactly("512");
      assertThat(fault.hits()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDelayEndsWithItsRuleAndItsScheduler(TestedBackend backend) throws Exception {
    FaultInjectingScheduler faults = over(backend);
    try (DioFile file = newFile()) {
      ActiveFault delay = faults.inject(Fault.delay(Duration.ofNanos(Long.MAX_VALUE)));
      List<Ticket> tickets = new ArrayList<>();
      tickets.add(faults.submit(Op.write(file, memory(512, 1), 0).link(Op.dataSync(file))));
      delay.awaitHeld(2, Duration.ofSeconds(Long.MAX_VALUE));
      assertThat(tickets.getFirst().isDone()).isFalse();
      delay.release();
      assertThat(Ends.of(tickets.getFirst())).containsExactly("512", "0");
      tickets.add(faults.submit(Op.write(file, memory(512, 1), 0)));
      delay.awaitHeld(1, LONG);
      delay.remove();
      assertThat(Ends.of(tickets.getLast())).containsExactly("512");
      ActiveFault _ = faults.inject(Fault.delay(Duration.ofDays(1)));
      tickets.add(faults.submit(Op.write(file, memory(512, 1), 0)));
      faults.close();
      assertThat(tickets).allMatch(Ticket::isDone);
    } finally {
      faults.close();
    }
  }

  /** Without the rule's end a window that is not full would wait for ever. */
  @ParameterizedTest
  @EnumSource
  void theLongestTimesAreAccepted(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault fault = faults.inject(Fault.reorder(2, Duration.ofNanos(Long.MAX_VALUE)));
      Ticket ticket = faults.submit(Op.write(file, memory(512, 1), 0));
      fault.awaitHeld(1, LONG);
      assertThat(ticket.isDone()).isFalse();
      fault.remove();
      assertThat(Ends.of(ticket)).containsExactly("512");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aThreadThatWaitsGetsAReorderedOperation(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault fault = faults.inject(Fault.reorder(1000));
      for (int i = 0; i < 50; i++) {
        assertThat(Ends.of(faults.submit(Op.write(file, memory(512, 1), 0))))
            .containsExactly("512");
      }
      List<Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        tickets.add(faults.submit(Op.write(file, memory(512, 1), i * 512L)));
      }
      for (Ticket ticket : tickets.reversed()) {
        assertThat(Ends.of(ticket)).containsExactly("512");
      }
      assertThat(fault.hits()).isEqualTo(100);
    }
  }

  @Test
  void theSeedDecidesTheOrder() throws Exception {
    assertThat(orderWith(1)).hasSize(8).isEqualTo(orderWith(1));
    assertThat(List.of(orderWith(1), orderWith(2), orderWith(3), orderWith(4)).stream().distinct())
        .hasSizeGreaterThan(2);
  }

  /** The end of the second operation is also the end of the first. */
  @Test
  void aCallbackMayWaitForAThreadThatAsksForAnotherTicket() throws Exception {
    SilentEnds ends = new SilentEnds();
    List<Boolean> seen = new ArrayList<>();
    try (FaultInjectingScheduler faults =
            FaultInjectingScheduler.over(ends.over(IoScheduler.posix()));
        DioFile file = newFile()) {
      ActiveFault _ = faults.inject(Fault.reorder(2, LONG));
      Ticket first = faults.submit(Op.write(file, memory(512, 1), 0));
      Ticket second = faults.submit(Op.write(file, memory(512, 1), 512));
      Ticket _ = first.onCompletion(_ -> seen.add(Ends.seenByAnotherThread(second::isDone)));
      Ticket _ = second.onCompletion(_ -> seen.add(Ends.seenByAnotherThread(first::isDone)));
      ends.end();
      assertThat(first.isDone()).isFalse();
      assertThat(second.isDone()).isTrue();
      assertThat(seen).containsExactly(true, true);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWindowThatIsNotFullLetsGoByItself(TestedBackend backend) throws Exception {
    try (FaultInjectingScheduler faults = over(backend);
        DioFile file = newFile()) {
      ActiveFault fault = faults.inject(Fault.reorder(1000, Duration.ofMillis(1)));
      Ticket ticket = faults.submit(Op.write(file, memory(512, 1), 0));
      // The callback tells it. No thread waits for the ticket itself.
      assertThat(ticket.toCompletableFuture().get()).isEqualTo(512);
      assertThat(fault.held()).isZero();
    }
  }

  @Test
  void whatIsHitDoesNotDependOnTheTimeWhenOperationsGo() throws Exception {
    assertThat(reorderedWith(1)).hasSizeBetween(20, 80).isEqualTo(reorderedWith(7));
  }

  /** {@return which of a hundred operations are hit if the rule lets them go after so many} */
  private List<Integer> reorderedWith(int period) throws IOException {
    List<Integer> hit = new ArrayList<>();
    try (DioFile file = newFile();
        FaultInjectingScheduler faults = FaultInjectingScheduler.over(IoScheduler.posix(), 3)) {
      ActiveFault fault = faults.inject(Fault.reorder(1000, LONG).withProbability(0.5));
      for (int i = 0; i < 100; i++) {
        long before = fault.hits();
        Ticket ticket = faults.submit(Op.write(file, memory(512, 1), 0));
        if (fault.hits() > before) {
          hit.add(i);
        }
        if (i % period == 0) {
          assertThat(ticket.await()).isEqualTo(512);
        }
      }
    }
    return hit;
  }

  /** {@return the order in which eight operations complete} */
  private List<Integer> orderWith(long seed) throws IOException {
    List<Integer> order = Collections.synchronizedList(new ArrayList<>());
    SchedulerOptions direct = SchedulerOptions.defaults().withCallbackExecutor(Runnable::run);
    try (DioFile file = newFile();
        FaultInjectingScheduler faults =
            FaultInjectingScheduler.over(IoScheduler.posix(direct), seed)) {
      // No thread waits and no time passes, so only the full window lets them go.
      ActiveFault _ = faults.inject(Fault.reorder(8, LONG));
      List<Op> ops = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        ops.add(Op.write(file, memory(512, 1), i * 512L));
      }
      for (int i = 0; i < 8; i++) {
        int place = i;
        Ticket _ = faults.submit(ops.get(i)).onCompletion(_ -> order.add(place));
      }
    }
    return order;
  }
}
