// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.iosched.Bytes;
import io.dio.iosched.CachedFiles;
import io.dio.iosched.Op;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.order.Admission;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.request.SlotTable;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Cached reads while their scheduler refuses work. A leaked hold would keep the file from being
 * closed after the test.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class CachedReadsTest {
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults().withMaxInFlight(3), WaiterSpin.NONE);
  private final BlockingCalls blocking = new BlockingCalls(context);
  private final List<Unit> handedOver = new ArrayList<>();
  private final CachedReads cachedReads =
      new CachedReads(
          blocking,
          SchedulerOptions.defaults(),
          (newest, oldest) -> {
            handedOver.addAll(List.of(newest, oldest));
            return false;
          });
  private final Admission admission =
      new Admission(context, new SlotTable(0, "test"), Integer.MAX_VALUE);

  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) throws Exception {
    scratch = new Scratch(directory);
    CachedFiles.requireOn(directory);
    scratch.file().writeFully(Bytes.filled(1024, 1, Arena.ofAuto()), 0);
  }

  @AfterEach
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tearDown() {
    scratch.close();
  }

  @Test
  void ofSeveralNoneEndsIfTheOthersAreRefused() {
    RecordingMemory memory = scratch.pooled();
    Unit[] units =
        Unit.all(
            List.of(
                Op.read(scratch.file(), memory, 0),
                Op.write(scratch.file(), memory, 0),
                Op.read(scratch.file(), memory, 512)),
            context);
    assertThatIllegalStateException()
        .isThrownBy(() -> admission.admitAll(units, 3, cachedReads::answersOrHandsOver));
    assertThat(handedOver).containsExactly(units[1], units[1]);
    assertThat(units).noneMatch(Unit::isDone);
    assertThat(memory.references()).isEqualTo(1);
    assertThat(blocking.stats().inlineReads()).isZero();
    // All permits are available again.
    context.limit().acquire(3);
  }

  @Test
  void ifAllAreAnsweredTheEngineIsNotAsked() {
    Unit[] units =
        Unit.all(
            List.of(
                Op.read(scratch.file(), scratch.allocate(512), 0),
                Op.read(scratch.file(), scratch.allocate(512), 512)),
            context);
    admission.admitAll(units, 2, cachedReads::answersOrHandsOver);
    assertThat(handedOver).isEmpty();
    assertThat(units).allMatch(Unit::isDone);
    assertThat(blocking.stats().inlineReads()).isEqualTo(2);
  }

  @Test
  void onceClosedItRefusesAndHoldsNothing() {
    Unit unit = Unit.of((Request) Op.read(scratch.file(), scratch.allocate(512), 0), context);
    blocking.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> admission.admit(unit, cachedReads::answers))
        .withMessageContaining("test");
    assertThat(unit.isDone()).isFalse();
  }
}
