// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.mempool.SlabPool;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A scheduler tells what it uses and what it was asked for and does not have. */
interface DescriptionClauses extends BackendContract {
  @Test
  default void aSchedulerThatLacksNothingSaysSo() {
    IoScheduler scheduler = scheduler();
    List<Degradation> missing = scheduler.degradations();
    // An old kernel lacks what it lacks. A new one has everything.
    assertThat(missing).allMatch(each -> each.cause() == Degradation.Cause.KERNEL_TOO_OLD);
    assertThat(scheduler.describe())
        .startsWith(scheduler + " (")
        .contains(
            "; no limit of accepted operations; no file slots; no registered memory; merging of"
                + " writes on")
        .contains(missing.isEmpty() ? ") has everything that was asked for." : ") works without: ");
    String executor = scheduler.describe().substring((scheduler + " (").length());
    switch (scheduler.backend()) {
      case URING ->
          assertThat(executor)
              .matches("io_uring by (the embedded calls|the system's liburing 2[.][0-9]+); ring .*")
              .contains("ring depth 256, up to 510 operations in flight", "SQPOLL", "R_DISABLED");
      case POSIX_WORKERS ->
          assertThat(executor)
              .startsWith("POSIX calls on up to " + mostInFlight() + " worker threads; ");
      case POSIX_INLINE ->
          assertThat(executor).startsWith("POSIX calls on the submitting threads; ");
    }
  }

  @Test
  default void theDescriptionTellsWhatTheOptionsChose() {
    IoScheduler scheduler =
        open(
            SchedulerOptions.defaults().withMaxInFlight(20).withFileSlots(3).withCoalescing(false));
    assertThat(scheduler.describe())
        .contains("; at most 20 accepted operations; 3 file slots; ", "merging of writes off");
  }

  @Test
  default void theListHasTheReasonWhyASlabIsNotRegistered() {
    try (SlabPool slab = new SlabPool("test", 4096, 4)) {
      try (IoScheduler scheduler = open(SchedulerOptions.defaults().withSlabs(List.of(slab)))) {
        Registration registration = scheduler.registration();
        assertThat(scheduler.degradations())
            .containsAll(registration.degradation().stream().toList());
        assertThat(scheduler.describe())
            .contains(
                registration.isRegistered()
                    ? "; memory: 16384 bytes registered; "
                    : "; memory not registered; ");
      }
    }
  }

  /** A scheduler of a user's own has to hand on the list, and no more. */
  @Test
  default void aWrapperTellsTheSame() {
    try (SlabPool slab = new SlabPool("test", 4096, 4)) {
      try (IoScheduler scheduler = open(SchedulerOptions.defaults().withSlabs(List.of(slab)))) {
        IoScheduler wrapper = new WrappingScheduler(scheduler);
        List<Degradation> missing = scheduler.degradations();
        assertThat(wrapper.degradations()).isEqualTo(missing);
        assertThat(wrapper.fallbackReason()).isEmpty();
        assertThat(wrapper.describe())
            .isEqualTo(Degradation.describe(wrapper + " (" + scheduler.backend() + ")", missing));
      }
    }
  }
}
