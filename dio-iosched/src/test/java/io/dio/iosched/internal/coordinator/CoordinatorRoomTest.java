// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.Results;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.DioFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The events that a coordinator still receives while its ring has no room. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorRoomTest {
  private Scratch scratch;
  private FakeRing ring;
  private CoordinatorRig rig;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  private void use(FakeRing fake) {
    ring = fake;
    rig = new CoordinatorRig(fake);
  }

  /** The thread must not wait here, because no other thread would complete the operation. */
  private static List<String> told(Unit ticket) {
    assertThat(ticket.isDone()).isTrue();
    return Results.of(ticket);
  }

  @AfterEach
  void tearDown() {
    rig.close();
    scratch.close();
  }

  @Test
  void aCancellationIsHeardWhileTheTableIsFull() {
    use(FakeRing.stepped(8, 2));
    rig.submit(scratch.read());
    rig.submit(scratch.read());
    Submission queued = rig.submit(scratch.read());
    rig.settle();
    int signals = ring.signals();
    queued.cancel();

    assertThat(ring.signals()).isEqualTo(signals + 1);
    rig.settle();
    assertThat(told(queued)).containsExactly("ECANCELED");
  }

  @Test
  void neverWaitsWithoutTheWakeUpForLackOfRoom() {
    use(FakeRing.stepped(2, 2));
    rig.settle();
    // Entries that are placed and not taken leave no room to arm the wake-up again.
    rig.submit(scratch.read());
    rig.submit(scratch.read());
    rig.submit(scratch.read());
    ring.takeAtMost(0);
    ring.signal();
    for (int turn = 0; turn < 8; turn++) {
      int waits = ring.waitsForCompletions();
      rig.step();
      if (ring.waitsForCompletions() > waits) {
        assertThat(ring.isWakeUpHeld()).isTrue();
      }
    }
  }

  @Test
  void aCancelledChainEndsWithWhatTheRingHasOfItThoughNothingElseHasRoom() {
    use(FakeRing.stepped(8, 3));
    DioFile other = scratch.open();
    Submission slow = rig.submit(scratch.read());
    Submission write = rig.submit(scratch.write(other));
    Unit tooLong = rig.submitUnit(scratch.read().link(scratch.read()).link(Op.barrierSync(other)));
    Op chain = Op.dataSync(scratch.file()).link(scratch.read());
    Unit cancelled = rig.submitUnit(chain);
    ring.cancelReturns(-Errno.EALREADY);
    rig.settle();
    cancelled.cancel();
    rig.settle();
    ring.complete(chain);
    ring.complete(write.op);
    rig.settle();

    assertThat(told(cancelled)).containsExactly("0", "ECANCELED");
    assertThat(tooLong.isDone()).isFalse();
    assertThat(slow.isDone()).isFalse();
  }
}
