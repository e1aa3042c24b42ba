// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The counters of a scheduler. */
interface StatsClauses extends BackendContract {

  @Test
  default void aNewSchedulerHasDoneNothing() {
    SchedulerStats stats = scheduler().stats();
    assertThat(stats).isEqualTo(Stats.of(0, stats.systemCalls(), 0, 0, 0, 0, 0, 0, 0));
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
    assertThat(scheduler().stats().syncs()).isEqualTo(2);
    assertThat(scheduler().stats().syncCalls()).isEqualTo(2);
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
    assertStats(operations, read, written, shortTransfers, 0);
  }

  private void assertStats(
      long operations, long read, long written, long shortTransfers, long coalesced) {
    SchedulerStats stats = scheduler().stats();
    assertThat(Stats.withoutSyncs(stats))
        .isEqualTo(
            Stats.of(
                operations,
                stats.systemCalls(),
                read,
                written,
                0,
                shortTransfers,
                coalesced,
                0,
                stats.inlineReads()));
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

  // ---- in flight ----

  private DioFile frozenFile() throws IOException {
    DioFile file = open(pathToFreeze(), FileKind.BUFFERED.newFile());
    frozen().freeze();
    return file;
  }

  private Path pathToFreeze() {
    return frozen().root().resolve(newPath().getFileName());
  }

  @Test
  default void ofMergedWritesUnderWayEachCounts() throws Exception {
    DioFile file = frozenFile();
    MemorySegment source = memory(500, 1);
    List<Op> writes = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      writes.add(Op.write(file, source.asSlice(i * 100L, 100), i * 100L));
    }
    Background<List<Ticket>> submitted = Background.call(() -> scheduler().submitAll(writes));
    untilInFlight(5);
    assertThat(scheduler().stats().coalescedWrites()).isEqualTo(5);
    frozen().thaw();
    for (Ticket ticket : submitted.get()) {
      assertThat(ticket.await()).isEqualTo(100);
    }
    assertStats(5, 0, 500, 0, 5);
  }

  @Test
  default void ofAChainUnderWayEveryOperationCounts() throws Exception {
    DioFile other = newFile(100, 1);
    DioFile file = frozenFile();
    // A ring's kernel does not yet have the operations behind the sync.
    Op chain =
        Op.read(other, memory(100), 0)
            .link(Op.write(file, memory(100), 0))
            .link(Op.dataSync(file))
            .link(Op.write(file, memory(100), 100));
    Background<Ticket> submitted = Background.call(() -> scheduler().submit(chain));
    untilInFlight(4);
    frozen().thaw();
    submitted.get().await();
    assertStats(4, 100, 200, 0);
  }

  @Test
  default void anOpeningUnderWayCounts() throws Exception {
    Path path = pathToFreeze();
    frozen().freeze();
    Op opening = Op.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    Background<Ticket> submitted = Background.call(() -> scheduler().submit(opening));
    untilInFlight(1);
    frozen().thaw();
    submitted.get().await();
    submitted.get().file().close();
    assertStats(1, 0, 0, 0);
  }

  @Test
  default void whatWaitsForOtherWorkDoesNotCount() throws Exception {
    DioFile file = frozenFile();
    Background<Long> write =
        Background.call(() -> scheduler().submit(Op.write(file, memory(100), 0)).await());
    untilInFlight(1);
    Background<Long> drain =
        Background.call(() -> scheduler().submit(Op.drain(file)).await()).untilWaiting();
    assertThat(scheduler().stats().inFlight()).isEqualTo(1);
    frozen().thaw();
    assertThat(write.get()).isEqualTo(100);
    assertThat(drain.get()).isZero();
    assertStats(2, 0, 100, 0);
  }

  @Test
  default void statsStayReadableAfterClosing() throws Exception {
    DioFile file = newFile(64, 3);
    scheduler().submit(Op.read(file, memory(64), 0)).await();
    scheduler().close();
    assertStats(1, 64, 0, 0);
  }
}
