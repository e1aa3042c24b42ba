// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Requests;
import io.dio.iosched.internal.verb.FileSync;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The fate of the operations behind one that interrupts the work of the submitting thread. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class InlineSchedulerTest {
  @TempDir private Path directory;
  private Scratch scratch;
  private IoScheduler scheduler;

  @BeforeEach
  @SuppressWarnings("MustBeClosedChecker") // closed in tearDown
  void setUp() {
    scratch = new Scratch(directory);
    scheduler = IoScheduler.posix(SchedulerOptions.defaults().withFileSlots(1).withMaxInFlight(6));
  }

  /**
   * Closing the files waits for every hold on them. So this fails if an abandoned operation has
   * left one.
   */
  @AfterEach
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tearDown() {
    scheduler.close();
    scratch.close();
  }

  /**
   * An operation on nothing, which no public method creates. The thread that executes it gets a
   * NullPointerException.
   */
  private static Op broken(Verb verb) {
    FileSync sync = verb == Verb.SYNC ? FileSync.sync() : FileSync.barrierSync();
    return Requests.command(sync, null, null);
  }

  @ParameterizedTest
  @EnumSource(names = {"SYNC", "BARRIER_SYNC"})
  void whatIsBehindAnErrorIsGivenUpAndHoldsNothing(Verb verb) throws Exception {
    DioFile file = scratch.file();
    RecordingMemory memory = scratch.pooled();
    FileSlot slot = scheduler.fileSlots().getFirst();
    StandardOpenOption[] options = {StandardOpenOption.CREATE, StandardOpenOption.WRITE};
    Op opening = Op.openInto(slot, directory.resolve("slot"), options);
    List<Op> ops =
        List.of(
            Op.write(file, memory, 0),
            broken(verb),
            Op.write(file, memory, 10_000),
            Op.drain(file),
            opening.link(Op.write(slot, memory, 0)));
    assertThatNullPointerException().isThrownBy(() -> scheduler.submitAll(ops));

    assertThat(memory.references()).isEqualTo(1);
    assertThat(file.size()).isEqualTo(Scratch.BYTES);
    // As many operations as may be in progress at once. Each waits for those that share its file or
    // slot.
    List<Ticket> tickets =
        scheduler.submitAll(
            List.of(
                Op.drain(file),
                Op.barrierSync(file),
                opening.link(Op.write(slot, memory, 0)),
                Op.close(slot)));
    for (Ticket ticket : tickets) {
      assertThat(ticket.results()).allMatch(result -> result.failure().isEmpty());
    }
  }
}
