// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.align.foreign.Native;
import io.dio.iosched.IoUring;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.foreign.EmbeddedRingCalls;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.RingTraits;
import io.dio.iosched.internal.foreign.SystemRingCalls;
import io.dio.iosched.internal.foreign.WakeUp;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.liburing.io_uring;
import io.dio.iosched.liburing.io_uring_params;
import io.dio.iosched.liburing.liburing_h;
import io.dio.iosched.testing.KernelVersion;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The real ring, with both implementations of its calls. Only the test's thread submits to it. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelRingTest {
  private static final int ENTRIES = 4;

  /** AUTO is one of them. */
  @EnumSource(names = {"EMBEDDED", "SYSTEM"})
  @ParameterizedTest
  @Retention(RetentionPolicy.RUNTIME)
  private @interface OnBothSources {}

  /** Completions in order of arrival. */
  private record Reaped(long userData, int result) {}

  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  private static void requireSource(LiburingSource source) {
    Skip.unless(
        IoUring.isAvailable(),
        "needs io_uring: " + IoUring.unavailabilityCause().map(Object::toString).orElse(""));
    Skip.unless(
        source == LiburingSource.EMBEDDED || SystemRingCalls.lookup().calls().isPresent(),
        "needs the system's liburing: " + SystemRingCalls.lookup().reason());
  }

  private static SchedulerOptions options(int entries, LiburingSource source) {
    return SchedulerOptions.defaults().withRingDepth(entries).withLiburing(source);
  }

  private static KernelRing open(LiburingSource source) throws RingUnavailableException {
    requireSource(source);
    KernelRing ring = RingFactory.create(options(ENTRIES, source));
    assertThat(ring.enable()).isZero();
    return ring;
  }

  private static boolean place(Ring ring, Op op, long userData) {
    return ring.place((Request) op, 0, Request.Link.NONE, userData);
  }

  private static List<Reaped> reap(Ring ring) {
    List<Reaped> reaped = new ArrayList<>();
    int count = ring.reap((userData, result) -> reaped.add(new Reaped(userData, result)));
    assertThat(count).isEqualTo(reaped.size());
    return reaped;
  }

  /** Enters until {@code count} completions are reaped. */
  private static List<Reaped> reap(Ring ring, int count) {
    List<Reaped> reaped = new ArrayList<>();
    while (reaped.size() < count) {
      int result = ring.enter(1, false);
      assertThat(result)
          .satisfiesAnyOf(
              entered -> assertThat(entered).isNotNegative(),
              entered -> assertThat(entered).isEqualTo(-Errno.EINTR));
      reaped.addAll(reap(ring));
    }
    assertThat(reaped).hasSize(count);
    assertThat(ring.hasCompletions()).isFalse();
    return reaped;
  }

  /** Fills the file with blocks of {@link Scratch#BYTES}, each full of its own number. */
  private void fill(int blocks) throws IOException {
    MemorySegment block = scratch.allocate(Scratch.BYTES);
    for (int i = 0; i < blocks; i++) {
      block.fill((byte) (i + 1));
      scratch.file().writeFully(block, (long) i * Scratch.BYTES);
    }
  }

  private static void assertBlock(MemorySegment memory, int number) {
    assertThat(memory.toArray(ValueLayout.JAVA_BYTE)).containsOnly(number + 1);
  }

  // ---- room ----

  @OnBothSources
  void hasAsManyCompletionsAsTwiceTheEntriesAndKeepsTwoForWakeUpAndCancellation(
      LiburingSource source) throws Exception {
    KernelRing ring = open(source);
    assertThat(ring.capacity()).isEqualTo(2 * ENTRIES - 2);
    assertThat(ring.maxChainLength()).isEqualTo(ENTRIES);
    assertThat(ring.liburing()).isEqualTo(source);
    ring.close();
  }

  @OnBothSources
  void takesAsManyAsItHasEntriesAndMoreAfterEachEnter(LiburingSource source) throws Exception {
    fill(ENTRIES + 3);
    KernelRing ring = open(source);
    Map<Long, MemorySegment> targets = new HashMap<>();
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(place(ring, i, targets)).isTrue();
    }
    assertThat(ring.unsubmitted()).isEqualTo(ENTRIES);
    assertThat(place(ring, ENTRIES, targets)).isFalse();
    assertThat(ring.placeWakeUp(Ring.WAKE_UP)).isFalse();
    assertThat(ring.unsubmitted()).isEqualTo(ENTRIES);

    assertThat(ring.enter(0, false)).isEqualTo(ENTRIES);
    assertThat(ring.unsubmitted()).isZero();
    for (int i = ENTRIES; i < ENTRIES + 3; i++) {
      assertThat(place(ring, i, targets)).isTrue();
    }
    for (Reaped one : reap(ring, ENTRIES + 3)) {
      assertThat(one.result()).isEqualTo(Scratch.BYTES);
      assertBlock(targets.remove(one.userData()), (int) one.userData());
    }
    assertThat(targets).isEmpty();
    ring.close();
  }

  private boolean place(Ring ring, int block, Map<Long, MemorySegment> targets) {
    MemorySegment target = scratch.allocate(Scratch.BYTES);
    Op op = Op.read(scratch.file(), target, (long) block * Scratch.BYTES);
    if (!place(ring, op, block)) {
      return false;
    }
    targets.put((long) block, target);
    return true;
  }

  @OnBothSources
  void goesRoundBothQueuesAnyNumberOfTimes(LiburingSource source) throws Exception {
    fill(8);
    KernelRing ring = open(source);
    MemorySegment[] targets = new MemorySegment[8];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = scratch.allocate(Scratch.BYTES);
    }
    // Three at a time, in queues of four and eight. So every batch begins at another place.
    for (int round = 0; round < 1_000; round++) {
      for (int i = 0; i < 3; i++) {
        int block = (round + i) % 8;
        targets[block].fill((byte) 0);
        Op op = Op.read(scratch.file(), targets[block], (long) block * Scratch.BYTES);
        assertThat(place(ring, op, (long) round << 32 | block)).isTrue();
      }
      List<Integer> blocks = new ArrayList<>();
      for (Reaped one : reap(ring, 3)) {
        assertThat(one.userData() >>> 32).isEqualTo(round);
        assertThat(one.result()).isEqualTo(Scratch.BYTES);
        blocks.add((int) one.userData());
      }
      assertThat(blocks).containsExactlyInAnyOrder(round % 8, (round + 1) % 8, (round + 2) % 8);
      blocks.forEach(block -> assertBlock(targets[block], block));
    }
    ring.close();
  }

  @OnBothSources
  void vectorsBeyondTheRoomForTheirListsWaitForTheNextEnter(LiburingSource source)
      throws Exception {
    requireSource(source);
    KernelRing ring = RingFactory.create(options(16, source));
    assertThat(ring.enable()).isZero();
    int pieceBytes = 16;
    int bytes = Op.MAX_PIECES * pieceBytes;
    MemorySegment written = scratch.allocate(5L * bytes);
    for (long i = 0; i < written.byteSize() / Long.BYTES; i++) {
      written.setAtIndex(ValueLayout.JAVA_LONG, i, i);
    }
    scratch.file().writeFully(written, 0);
    List<MemorySegment> targets = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      targets.add(scratch.allocate(bytes));
    }
    for (int i = 0; i < 4; i++) {
      assertThat(place(ring, vector(targets.get(i), pieceBytes, (long) i * bytes), i)).isTrue();
    }
    Op fifth = vector(targets.get(4), pieceBytes, 4L * bytes);
    assertThat(place(ring, fifth, 4)).isFalse();
    assertThat(place(ring, scratch.read(), 99)).isTrue();
    assertThat(ring.enter(0, false)).isEqualTo(5);
    assertThat(place(ring, fifth, 4)).isTrue();

    for (Reaped one : reap(ring, 6)) {
      if (one.userData() != 99) {
        assertThat(one.result()).isEqualTo(bytes);
        MemorySegment expected = written.asSlice(one.userData() * bytes, bytes);
        assertThat(targets.get((int) one.userData()).mismatch(expected)).isEqualTo(-1);
      }
    }
    ring.close();
  }

  private Op vector(MemorySegment memory, int pieceBytes, long fileOffset) {
    List<MemorySegment> pieces = new ArrayList<>();
    for (long at = 0; at < memory.byteSize(); at += pieceBytes) {
      pieces.add(memory.asSlice(at, pieceBytes));
    }
    return Op.readv(scratch.file(), pieces, fileOffset);
  }

  // ---- every operation ----

  @OnBothSources
  void makesEveryCall(LiburingSource source) throws Exception {
    KernelRing ring = open(source);
    MemorySegment bytes = scratch.allocate(Scratch.BYTES).fill((byte) 7);
    MemorySegment half = bytes.asSlice(0, 256);
    assertThat(run(ring, Op.allocate(scratch.file(), 8192))).isZero();
    assertThat(scratch.file().size()).isEqualTo(8192);
    assertThat(run(ring, Op.write(scratch.file(), bytes, 100))).isEqualTo(512);
    assertThat(run(ring, Op.writev(scratch.file(), List.of(half, half), 4096))).isEqualTo(512);
    assertThat(run(ring, Op.dataSync(scratch.file()))).isZero();
    assertThat(run(ring, Op.sync(scratch.file()))).isZero();
    bytes.fill((byte) 0);
    assertThat(run(ring, Op.readv(scratch.file(), List.of(half, bytes), 4096))).isEqualTo(768);
    assertThat(half.toArray(ValueLayout.JAVA_BYTE)).containsOnly(7);
    assertThat(run(ring, Op.read(scratch.file(), bytes, 100))).isEqualTo(512);
    assertThat(bytes.toArray(ValueLayout.JAVA_BYTE)).containsOnly(7);
    assertThat(run(ring, Op.read(scratch.file(), bytes, 8192))).isZero();
    ring.close();
  }

  private static int run(Ring ring, Op op) {
    assertThat(place(ring, op, 5)).isTrue();
    return reap(ring, 1).getFirst().result();
  }

  // ---- the wake-up ----

  @OnBothSources
  void aSignalFromAnotherThreadEndsTheWait(LiburingSource source) throws Exception {
    KernelRing ring = open(source);
    for (int round = 0; round < 100; round++) {
      assertThat(ring.placeWakeUp(Ring.WAKE_UP)).isTrue();
      CountDownLatch waiting = new CountDownLatch(1);
      Thread signaller =
          Thread.ofPlatform()
              .start(() -> {
                awaitQuietly(waiting);
                ring.signal();
              });
      waiting.countDown();

      assertThat(reap(ring, 1)).containsExactly(new Reaped(Ring.WAKE_UP, Long.BYTES));
      signaller.join();
    }
    ring.close();
    ring.signal();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @OnBothSources
  void signalsBeforeTheWakeUpIsArmedCompleteItAtOnce(LiburingSource source) throws Exception {
    KernelRing ring = open(source);
    ring.signal();
    ring.signal();
    assertThat(ring.placeWakeUp(Ring.WAKE_UP)).isTrue();
    assertThat(reap(ring, 1)).containsExactly(new Reaped(Ring.WAKE_UP, Long.BYTES));
    // That one read took both signals, and another wake-up waits.
    assertThat(ring.placeWakeUp(Ring.WAKE_UP)).isTrue();
    assertThat(ring.enter(0, true)).isEqualTo(1);
    assertThat(ring.hasCompletions()).isFalse();
    ring.signal();

    assertThat(reap(ring, 1)).hasSize(1);
    ring.close();
  }

  @OnBothSources
  void anIdleWaitEndsWithASignalToo(LiburingSource source) throws Exception {
    KernelRing ring = open(source);
    assertThat(ring.placeWakeUp(Ring.WAKE_UP)).isTrue();
    Thread signaller = Thread.ofPlatform().start(ring::signal);
    while (!ring.hasCompletions()) {
      assertThat(ring.enter(1, true)).isGreaterThanOrEqualTo(-Errno.EINTR);
    }
    signaller.join();

    assertThat(reap(ring)).hasSize(1);
    ring.close();
  }

  @OnBothSources
  void workIsDoneWhileTheWakeUpIsArmed(LiburingSource source) throws Exception {
    fill(1);
    KernelRing ring = open(source);
    assertThat(ring.placeWakeUp(Ring.WAKE_UP)).isTrue();
    assertThat(place(ring, scratch.read(), 1)).isTrue();
    assertThat(reap(ring, 1)).containsExactly(new Reaped(1, Scratch.BYTES));
    ring.signal();

    assertThat(reap(ring, 1)).containsExactly(new Reaped(Ring.WAKE_UP, Long.BYTES));
    ring.close();
  }

  @OnBothSources
  void countsEntersAndSignals(LiburingSource source) throws Exception {
    KernelRing ring = open(source);
    long before = ring.systemCalls();
    ring.enter(0, false);
    ring.signal();
    ring.enter(0, true);

    assertThat(ring.systemCalls() - before).isEqualTo(3);
    ring.close();
  }

  // ---- partial submission ----

  /**
   * An entry that the kernel refuses while it reads it, with its pieces in the kernel's half of the
   * memory.
   */
  private Op refusedWhenTaken() {
    return Op.readv(scratch.file(), List.of(Native.segment(1L << 63, Scratch.BYTES)), 0);
  }

  @OnBothSources
  void anEntryThatFailsWhenTakenDoesNotKeepTheOthersBack(LiburingSource source) throws Exception {
    fill(1);
    KernelRing ring = open(source);
    Skip.unless(
        ring.traits().flagNames().contains("SUBMIT_ALL"), "needs SUBMIT_ALL, Linux 5.18 or later");
    assertThat(place(ring, scratch.read(), 1)).isTrue();
    assertThat(place(ring, refusedWhenTaken(), 2)).isTrue();
    assertThat(place(ring, scratch.read(), 3)).isTrue();
    assertThat(ring.enter(0, false)).isEqualTo(3);

    assertThat(reap(ring, 3))
        .containsExactlyInAnyOrder(
            new Reaped(1, Scratch.BYTES),
            new Reaped(2, -Errno.EFAULT),
            new Reaped(3, Scratch.BYTES));
    ring.close();
  }

  @OnBothSources
  void whatAPartialSubmissionLeavesIsSubmittedNext(LiburingSource source) throws Exception {
    fill(1);
    KernelRing ring = openWithoutSubmitAll(source);
    MemorySegment target = scratch.allocate(Scratch.BYTES);
    Op vector = Op.readv(scratch.file(), List.of(target), 0);
    assertThat(place(ring, scratch.read(), 1)).isTrue();
    assertThat(place(ring, refusedWhenTaken(), 2)).isTrue();
    assertThat(place(ring, vector, 3)).isTrue();
    // Without SUBMIT_ALL the kernel stops after the entry that failed, and does not wait.
    int taken = ring.enter(3, false);
    Skip.unless(taken == 2, "needs a kernel that checks pieces when it takes an entry (6.10)");
    assertThat(ring.unsubmitted()).isEqualTo(1);
    // The list of the remaining entry must survive until the entry is taken.
    assertThat(place(ring, Op.readv(scratch.file(), List.of(scratch.allocate(64)), 0), 4)).isTrue();
    assertThat(ring.enter(0, false)).isEqualTo(2);
    assertThat(ring.unsubmitted()).isZero();

    assertThat(reap(ring, 4))
        .containsExactlyInAnyOrder(
            new Reaped(1, Scratch.BYTES),
            new Reaped(2, -Errno.EFAULT),
            new Reaped(3, Scratch.BYTES),
            new Reaped(4, 64));
    assertBlock(target, 0);
    ring.close();
  }

  /** As on a kernel before 5.18: no flag but {@code R_DISABLED} is requested. */
  @SuppressWarnings("MustBeClosedChecker") // the ring takes the arena over
  private static KernelRing openWithoutSubmitAll(LiburingSource source) throws Exception {
    requireSource(source);
    RingCalls calls =
        source == LiburingSource.EMBEDDED
            ? EmbeddedRingCalls.INSTANCE
            : SystemRingCalls.lookup().calls().orElseThrow();
    Arena arena = Arena.ofShared();
    MemorySegment ring = io_uring.allocate(arena);
    MemorySegment params = io_uring_params.allocate(arena);
    io_uring_params.flags(params, liburing_h.IORING_SETUP_R_DISABLED());
    assertThat(calls.queueInit(ENTRIES, ring, params)).isZero();
    RingTraits traits =
        new RingTraits(io_uring_params.flags(params), io_uring_params.features(params));
    RegisteredBuffers none = RegisteredBuffers.none();
    KernelRing created =
        new KernelRing(options(ENTRIES, source), calls, traits, none, WakeUp.create(), ring, arena);
    assertThat(created.enable()).isZero();
    return created;
  }

  // ---- enabling ----

  /**
   * The kernel registers at most 16 rings for a thread (IO_RINGFD_REG_MAX). The others work without
   * registration.
   */
  @OnBothSources
  void aRingWhoseDescriptorIsNotRegisteredWorksAndSaysWhy(LiburingSource source) throws Exception {
    Skip.unless(
        KernelVersion.isAtLeast(5, 18),
        "needs Linux 5.18 or later, which can register the descriptor of a ring");
    fill(1);
    List<KernelRing> rings = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      rings.add(open(source));
    }
    for (KernelRing ring : rings.subList(0, 16)) {
      assertThat(ring.degradations()).isEmpty();
    }
    KernelRing last = rings.getLast();
    assertThat(last.degradations())
        .singleElement()
        .asString()
        .startsWith(
            "a registered ring descriptor, because each call looks up the ring's descriptor: "
                + "io_uring_register(IORING_REGISTER_RING_FDS): EBUSY");
    assertThat(place(last, scratch.read(), 1)).isTrue();
    assertThat(reap(last, 1)).containsExactly(new Reaped(1, Scratch.BYTES));
    rings.forEach(KernelRing::close);
  }

  // ---- reaping ----

  @OnBothSources
  void whatASinkThatThrowsHadTakenIsNotGivenAgain(LiburingSource source) throws Exception {
    fill(1);
    KernelRing ring = open(source);
    for (int i = 1; i <= 3; i++) {
      assertThat(place(ring, scratch.read(), i)).isTrue();
    }
    ring.enter(3, false);
    List<Long> seen = new ArrayList<>();
    try {
      ring.reap((userData, _) -> {
        seen.add(userData);
        if (seen.size() == 2) {
          throw new IllegalStateException("on purpose");
        }
      });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("on purpose");
    }
    for (Reaped one : reap(ring, 1)) {
      seen.add(one.userData());
    }

    assertThat(seen).containsExactlyInAnyOrder(1L, 2L, 3L);
    ring.close();
  }

  @OnBothSources
  void anAbandonedRingTakesSignalsAndDoesNothing(LiburingSource source) throws Exception {
    KernelRing ring = open(source);
    assertThat(ring.placeWakeUp(Ring.WAKE_UP)).isTrue();
    ring.enter(0, true);
    long calls = ring.systemCalls();
    ring.abandon();
    ring.signal();

    assertThat(ring.systemCalls()).isEqualTo(calls);
  }
}
