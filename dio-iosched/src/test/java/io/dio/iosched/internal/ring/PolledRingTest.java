// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.iosched.Background;
import io.dio.iosched.IoUring;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.foreign.EmbeddedRingCalls;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.RingTraits;
import io.dio.iosched.internal.foreign.WakeUp;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.liburing.io_uring;
import io.dio.iosched.liburing.io_uring_params;
import io.dio.iosched.liburing.liburing_h;
import io.dio.testing.fixtures.SeccompFilter;
import io.dio.testing.fixtures.Skip;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A ring whose kernel thread takes nothing. It is a ring without such a thread that the code takes
 * for one with it.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PolledRingTest {
  private static final int ENTRIES = 4;

  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tearDown() {
    scratch.close();
  }

  @SuppressWarnings("MustBeClosedChecker") // the ring takes the arena over
  private static KernelRing open() throws Exception {
    Skip.unless(IoUring.isAvailable(), "needs io_uring");
    Arena arena = Arena.ofShared();
    MemorySegment ring = io_uring.allocate(arena);
    MemorySegment params = io_uring_params.allocate(arena);
    io_uring_params.flags(params, liburing_h.IORING_SETUP_R_DISABLED());
    RingCalls calls = EmbeddedRingCalls.INSTANCE;
    assertThat(calls.queueInit(ENTRIES, ring, params)).isZero();
    RingTraits traits =
        new RingTraits(
            io_uring_params.flags(params) | liburing_h.IORING_SETUP_SQPOLL(),
            io_uring_params.features(params));
    KernelRing created =
        new KernelRing(
            SchedulerOptions.defaults().withRingDepth(ENTRIES),
            calls,
            traits,
            RegisteredBuffers.none(),
            WakeUp.create(),
            ring,
            arena);
    assertThat(created.enable()).isZero();
    return created;
  }

  private boolean place(KernelRing ring) {
    return ring.place((Request) scratch.read(), 0, Request.Link.NONE, 1);
  }

  /** Runs on a thread of its own, which keeps the filter for ever. */
  @Test
  void aFailureToAwaitTheKernelThreadIsToldInsteadOfAwaitingItForEver() throws Exception {
    int told =
        Background.call(
                () -> {
                  KernelRing ring = open();
                  for (int i = 0; i < ENTRIES; i++) {
                    assertThat(place(ring)).isTrue();
                  }
                  assertThat(ring.enter(0, false)).isEqualTo(ENTRIES);
                  // The queue is full of entries that are never taken. The next enter waits for
                  // room.
                  assertThat(place(ring)).isFalse();
                  SeccompFilter.installForThreadIfBit(
                      SeccompFilter.IO_URING_ENTER,
                      3,
                      liburing_h.IORING_ENTER_SQ_WAIT(),
                      Errno.EPERM);
                  int result = ring.enter(0, false);
                  ring.close();
                  return result;
                })
            .get();

    assertThat(told).isEqualTo(-Errno.EPERM);
  }
}
