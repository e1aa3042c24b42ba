// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Impossible;
import io.dio.iosched.IoUring;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.UnavailabilityCause;
import io.dio.iosched.UnavailabilityCause.Kind;
import io.dio.iosched.internal.foreign.EmbeddedRingCalls;
import io.dio.iosched.internal.foreign.SystemRingCalls;
import io.dio.iosched.liburing.liburing_h;
import io.dio.testing.fixtures.Skip;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The flags with which a ring is requested, and the typed cause of every refusal. */
class RingFactoryTest {
  private static final int NO_SQARRAY = liburing_h.IORING_SETUP_NO_SQARRAY();
  private static final int DEFERRED =
      liburing_h.IORING_SETUP_DEFER_TASKRUN() | liburing_h.IORING_SETUP_SINGLE_ISSUER();

  private static void requireRing() {
    Skip.unless(
        IoUring.isAvailable(),
        "needs io_uring: " + IoUring.unavailabilityCause().map(Object::toString).orElse(""));
  }

  private static SchedulerOptions options(int entries, LiburingSource source) {
    return SchedulerOptions.defaults().withRingDepth(entries).withLiburing(source);
  }

  // ---- flags ----

  /** {@return the answer of a kernel that knows only the flags {@code known}} */
  private static int setup(int flags, int known) {
    return (flags & ~known) == 0 ? 0 : -Errno.EINVAL;
  }

  @ParameterizedTest
  @CsvSource({
    // The requested flags that a kernel knows, and the number of attempts until the ring is opened.
    "6.6,  1",
    "6.1,  2",
    "5.19, 3",
    "5.18, 4",
    "5.10, 5"
  })
  void aKernelThatDoesNotKnowAFlagIsAskedForLess(String version, int attempts) {
    int known = liburing_h.IORING_SETUP_R_DISABLED();
    known |= atLeast(version, 18) ? liburing_h.IORING_SETUP_SUBMIT_ALL() : 0;
    known |=
        atLeast(version, 19)
            ? liburing_h.IORING_SETUP_COOP_TASKRUN() | liburing_h.IORING_SETUP_TASKRUN_FLAG()
            : 0;
    known |= version.startsWith("6.") ? DEFERRED : 0;
    known |= version.equals("6.6") ? NO_SQARRAY : 0;
    int knownFlags = known;
    List<Integer> asked = new ArrayList<>();
    int result =
        RingFactory.tryFlags(
            RingFactory.candidates(EmbeddedRingCalls.INSTANCE, false),
            flags -> {
              asked.add(flags);
              return setup(flags, knownFlags);
            });

    assertThat(result).isZero();
    assertThat(asked).hasSize(attempts);
    // All flags that it knows, and no others.
    assertThat(asked.getLast()).isEqualTo(knownFlags);
  }

  private static boolean atLeast(String version, int minorOfFive) {
    return version.startsWith("6.") || Integer.parseInt(version.substring(2)) >= minorOfFive;
  }

  @Test
  void anotherRefusalThanOfFlagsEndsTheSearch() {
    List<Integer> asked = new ArrayList<>();
    int result =
        RingFactory.tryFlags(
            List.of(3, 2, 1),
            flags -> {
              asked.add(flags);
              return flags == 3 ? -Errno.EINVAL : -Errno.EPERM;
            });

    assertThat(result).isEqualTo(-Errno.EPERM);
    assertThat(asked).containsExactly(3, 2);
  }

  @Test
  void aKernelThatKnowsNothingAnswersEinval() {
    assertThat(RingFactory.tryFlags(List.of(3, 2, 1), _ -> -Errno.EINVAL)).isEqualTo(-Errno.EINVAL);
  }

  @Test
  void theSystemsLiburingIsNeverAskedForARingWithoutIndexArray() {
    Skip.unless(
        SystemRingCalls.lookup().calls().isPresent(),
        "needs the system's liburing: " + SystemRingCalls.lookup().reason());

    assertThat(RingFactory.candidates(SystemRingCalls.lookup().calls().orElseThrow(), false))
        .hasSize(4)
        .allMatch(flags -> (flags & NO_SQARRAY) == 0);
  }

  @Test
  void everyRingBeginsDisabled() {
    assertThat(RingFactory.candidates(EmbeddedRingCalls.INSTANCE, false))
        .allMatch(flags -> (flags & liburing_h.IORING_SETUP_R_DISABLED()) != 0);
  }

  @ParameterizedTest
  @CsvSource({
    // The requested flags that a kernel knows, and the number of attempts until the ring is opened.
    "6.6,  1",
    "6.1,  2",
    "5.18, 3",
    "5.11, 4"
  })
  void aPolledRingIsAskedForWithoutTheFlagsOfTaskWork(String version, int attempts) {
    int known = liburing_h.IORING_SETUP_R_DISABLED() | liburing_h.IORING_SETUP_SQPOLL();
    known |= atLeast(version, 18) ? liburing_h.IORING_SETUP_SUBMIT_ALL() : 0;
    known |= version.startsWith("6.") ? liburing_h.IORING_SETUP_SINGLE_ISSUER() : 0;
    known |= version.equals("6.6") ? NO_SQARRAY : 0;
    int knownFlags = known;
    List<Integer> asked = new ArrayList<>();
    int result =
        RingFactory.tryFlags(
            RingFactory.candidates(EmbeddedRingCalls.INSTANCE, true),
            flags -> {
              asked.add(flags);
              return setup(flags, knownFlags);
            });

    assertThat(result).isZero();
    assertThat(asked).hasSize(attempts);
    assertThat(asked.getLast()).isEqualTo(knownFlags);
    assertThat(RingFactory.candidates(EmbeddedRingCalls.INSTANCE, true))
        .allMatch(flags -> (flags & liburing_h.IORING_SETUP_R_DISABLED()) != 0);
  }

  // ---- refusals ----

  @ParameterizedTest
  @CsvSource({
    "EPERM, io_uring_register(",
    "EACCES, io_uring_register(",
  })
  void aForbiddenRingSaysSo(String name, String call) {
    int errno = name.equals("EPERM") ? Errno.EPERM : Errno.EACCES;
    UnavailabilityCause cause = RingFactory.refusedToEnable(-errno).unavailabilityCause();

    assertThat(cause.kind()).isIn(Kind.FORBIDDEN, Kind.DISABLED_BY_SYSCTL);
    assertThat(cause.message()).contains(call, name);
    assertThat(cause.remedy()).isNotBlank();
  }

  @Test
  void everyOtherRefusalHasAKindAndARemedy() {
    assertThat(kindOf(Errno.ENOSYS)).isIn(Kind.NO_IO_URING, Kind.FORBIDDEN);
    assertThat(kindOf(Errno.ENOMEM)).isEqualTo(Kind.NOT_ENOUGH_MEMORY);
    assertThat(kindOf(Errno.EMFILE)).isEqualTo(Kind.NO_DESCRIPTOR);
    assertThat(kindOf(Errno.ENFILE)).isEqualTo(Kind.NO_DESCRIPTOR);
    assertThat(kindOf(Errno.EINVAL)).isEqualTo(Kind.KERNEL_TOO_OLD);
    assertThat(kindOf(Errno.EIO)).isEqualTo(Kind.OTHER);
  }

  @Test
  void enosysIsAFilterWhereTheKernelIsKnownToHaveIoUring() {
    UnavailabilityCause hidden =
        RingRefusal.missing("io_uring_setup(): ENOSYS", null, true).unavailabilityCause();
    assertThat(hidden.kind()).isEqualTo(Kind.FORBIDDEN);
    assertThat(hidden.message()).contains("this kernel has io_uring: a seccomp filter hides it");
    assertThat(hidden.remedy()).contains("seccomp profile").doesNotContain("Linux 5.12");

    UnavailabilityCause unknown =
        RingRefusal.missing("io_uring_setup(): ENOSYS", null, false).unavailabilityCause();
    assertThat(unknown.kind()).isEqualTo(Kind.NO_IO_URING);
    assertThat(unknown.remedy()).contains("Linux 5.12 or later", "seccomp profile");
  }

  @Test
  void aSubmittingThreadThatCannotBeStartedIsALimitOfProcesses() {
    ErrnoException again = new ErrnoException("io_uring_setup", Errno.EAGAIN, "SQPOLL");
    UnavailabilityCause cause = RingRefusal.of(again, true).unavailabilityCause();
    assertThat(cause.kind()).isEqualTo(Kind.NO_THREAD);
    assertThat(cause.message()).contains("EAGAIN", "may not start the thread that submits");
    assertThat(cause.remedy()).contains("ulimit -u", "pids.max", "withSqPoll(false)");
  }

  private static Kind kindOf(int errno) {
    UnavailabilityCause cause = RingFactory.refusedToEnable(-errno).unavailabilityCause();
    assertThat(cause.remedy()).isNotBlank();
    return cause.kind();
  }

  @Test
  void aRingOfAnImpossibleSizeIsRefusedAndLeavesNothingOpen() throws Exception {
    requireRing();
    SchedulerOptions impossible =
        Impossible.options("ringDepth", 65_536).withLiburing(LiburingSource.EMBEDDED);

    assertThatThrownBy(() -> RingFactory.create(impossible))
        .isInstanceOf(RingUnavailableException.class)
        .hasMessageContaining("entries=65536")
        .hasMessageContaining("EINVAL");
  }

  @Test
  void theProbedRingWorks() throws Exception {
    requireRing();
    KernelRing ring = RingFactory.create(options(2, LiburingSource.AUTO));
    RingFactory.requireWorking(ring);

    assertThat(ring.hasCompletions()).isFalse();
    IoUring.Description told = IoUring.description().orElseThrow();
    assertThat(ring.liburing()).isEqualTo(told.liburing());
    assertThat(ring.liburingVersion()).isEqualTo(told.liburingVersion());
    assertThat(ring.traits().flagNames()).isEqualTo(told.flags());
    assertThat(ring.traits().featureNames()).isEqualTo(told.features());
    ring.close();
  }

  @Test
  void theMissingSystemLibraryIsNamed() {
    Skip.unless(
        SystemRingCalls.lookup().calls().isEmpty(),
        "needs a machine without the system's liburing");

    assertThatThrownBy(() -> RingFactory.create(options(2, LiburingSource.SYSTEM)))
        .isInstanceOfSatisfying(
            RingUnavailableException.class,
            e -> assertThat(e.unavailabilityCause().kind()).isEqualTo(Kind.NO_LIBURING))
        .hasMessageContaining("liburing");
  }
}
