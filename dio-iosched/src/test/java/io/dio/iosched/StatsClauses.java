// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.DioFile;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a scheduler counts. */
interface StatsClauses extends BackendContract {

  @Test
  default void aNewSchedulerHasDoneNothing() {
    SchedulerStats stats = scheduler().stats();
    assertThat(stats).isEqualTo(new SchedulerStats(0, stats.systemCalls(), 0, 0, 0, 0, 0, 0));
    assertThat(open(SchedulerOptions.defaults()).stats().operationsPerSystemCall()).isZero();
  }

  @Test
  default void operationsOfEveryKindAreCounted() throws Exception {
    DioFile file = newFile(1000, 1);
    MemorySegment memory = memory(300);
    scheduler().submit(Op.read(file, memory, 0)).await();
    scheduler().submit(Op.readv(file, List.of(memory, memory), 100)).await();
    assertStats(2, 900, 0, 0);
    scheduler().submit(Op.read(file, memory, 900)).await();
    scheduler().submit(Op.read(file, memory, 1000)).await();
    assertStats(4, 1000, 0, 2);
    scheduler().submit(Op.write(file, memory, 0)).await();
    scheduler().submit(Op.writev(file, List.of(memory, memory), 0)).await();
    assertStats(6, 1000, 900, 2);
    scheduler().submit(Op.sync(file)).await();
    scheduler().submit(Op.dataSync(file)).await();
    scheduler().submit(Op.allocate(file, 5000)).await();
    scheduler().submit(Op.drain(file)).await();
    assertStats(10, 1000, 900, 2);
    assertThat(scheduler().stats().systemCalls()).isPositive();
    assertThat(scheduler().stats().operationsPerSystemCall()).isPositive();
  }

  @Test
  default void whatFailsIsCountedAsWell() throws Exception {
    try (SealedFile sealed = SealedFile.create(4096)) {
      DioFile file = open(sealed.path(), StandardOpenOption.WRITE);
      Ticket write = scheduler().submit(Op.write(file, memory(100), 4096));
      assertThat(catchThrowableOfType(ErrnoException.class, write::await)).isNotNull();
      assertStats(1, 0, 0, 0);
    }
  }

  private void assertStats(long operations, long read, long written, long shortTransfers) {
    SchedulerStats stats = scheduler().stats();
    assertThat(stats)
        .isEqualTo(
            new SchedulerStats(
                operations, stats.systemCalls(), read, written, 0, shortTransfers, 0, 0));
  }

  @Test
  default void whatIsSeenDoneIsCounted() throws Exception {
    Op read = Op.read(newFile(64, 2), memory(64), 0);
    for (int operations = 1; operations <= 20_000; operations++) {
      Ticket ticket = scheduler().submit(read);
      while (!ticket.isDone()) {
        Thread.onSpinWait();
      }
      SchedulerStats stats = scheduler().stats();
      if (stats.operations() != operations || stats.inFlight() != 0) {
        throw new AssertionError("after " + operations + " operations: " + stats);
      }
    }
  }

  @Test
  default void statsStayReadableAfterClosing() throws Exception {
    DioFile file = newFile(64, 3);
    scheduler().submit(Op.read(file, memory(64), 0)).await();
    scheduler().close();
    assertStats(1, 64, 0, 0);
  }
}
