// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.Ticket;
import io.dio.iosched.internal.coordinator.FakeRing;
import io.dio.iosched.internal.ring.RingUnavailableException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * If the kernel cannot start a thread for an operation, it cancels the operation. The ticket must
 * not report ECANCELED, because a program takes that for its own cancellation.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class KernelThreadRefusedTest {
  private Scratch scratch;
  private FakeRing ring;
  private QueuedScheduler scheduler;

  @BeforeEach
  void setUp(@TempDir Path directory) throws RingUnavailableException {
    scratch = new Scratch(directory);
    ring = FakeRing.threaded(64, 127);
    scheduler = QueuedScheduler.over(ring, SchedulerOptions.defaults().withInlineReads(false));
  }

  @AfterEach
  void tearDown() {
    ring.completeAtOnce();
    ring.completeAll();
    scheduler.close();
    scratch.close();
    ring.assertNoViolation();
  }

  private static void assertToldAsLackOfThreads(Ticket ticket, String call) {
    ErrnoException failure = catchThrowableOfType(ErrnoException.class, ticket::await);
    assertThat(failure.errno()).isEqualTo(Errno.EAGAIN);
    assertThat(failure.isTransient()).isTrue();
    assertThat(failure)
        .hasMessageStartingWith(call + "(")
        .hasMessageContaining("EAGAIN")
        .hasMessageContaining("the kernel could start no thread for it, and nothing was done")
        .hasMessageContaining("raise the limit of processes (ulimit -u, or pids.max");
  }

  @Test
  void anOperationThatNobodyCancelledTellsWhatTheKernelLacked() throws Exception {
    Op sync = Op.sync(scratch.file());
    Ticket ticket = scheduler.submit(sync);
    ring.awaitHeld(1);
    ring.complete(sync, -Errno.ECANCELED);
    assertToldAsLackOfThreads(ticket, "fsync");

    // The sync was not tried, so the file stays good.
    Op again = Op.sync(scratch.file());
    Ticket later = scheduler.submit(again);
    ring.awaitHeld(1);
    ring.complete(again);
    assertThat(later.await()).isZero();
  }

  @Test
  void oneThatTheProgramCancelledStaysCancelled() {
    Op sync = Op.sync(scratch.file());
    Ticket ticket = scheduler.submit(sync);
    ring.awaitHeld(1);
    ring.cancelReturns(0);
    ticket.cancel();
    while (ring.cancelsPlaced() == 0) {
      Thread.onSpinWait();
    }
    ring.completeIfHeld(sync, -Errno.ECANCELED);
    ErrnoException failure = catchThrowableOfType(ErrnoException.class, ticket::await);
    assertThat(failure.errno()).isEqualTo(Errno.ECANCELED);
  }

  @Test
  void theFirstOfAChainTellsItAndWhatIsBehindIsCancelled() {
    Op sync = Op.sync(scratch.file());
    Op read = scratch.read();
    Ticket ticket = scheduler.submit(sync.link(read));
    // The chain is tried once more, one operation at a time.
    for (int i = 0; i < 2; i++) {
      ring.awaitHeld(1);
      ring.complete(ring.held().getFirst(), -Errno.ECANCELED);
    }
    assertToldAsLackOfThreads(ticket, "fsync");
    assertThat(Results.of(ticket)).containsExactly("EAGAIN", "ECANCELED");
  }
}
