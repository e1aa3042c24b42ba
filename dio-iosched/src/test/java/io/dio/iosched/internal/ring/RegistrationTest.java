// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.Bytes;
import io.dio.iosched.FailedOpeningProbe;
import io.dio.iosched.FileKind;
import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.Registration;
import io.dio.iosched.RegistrationProbe;
import io.dio.iosched.Rings;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.iosched.internal.foreign.EmbeddedRingCalls;
import io.dio.iosched.internal.foreign.RingCalls;
import io.dio.iosched.internal.foreign.RingTraits;
import io.dio.iosched.internal.foreign.WakeUp;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.liburing.io_uring;
import io.dio.iosched.liburing.io_uring_params;
import io.dio.iosched.liburing.io_uring_sq;
import io.dio.iosched.liburing.io_uring_sqe;
import io.dio.iosched.liburing.liburing_h;
import io.dio.iosched.testing.UnprivilegedUser;
import io.dio.mempool.MmapBuffer;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.mempool.internal.PinnedPool;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools that are registered with a real ring. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RegistrationTest {
  private static final int SLOT_BYTES = 4096;
  private static final long GIB = 1L << 30;

  @TempDir private Path directory;

  private DioFile newFile(FileKind kind) throws IOException {
    return DioFile.open(directory.resolve("file" + System.nanoTime()), kind.newFile());
  }

  private static SchedulerOptions with(SlabPool... slabs) {
    // The read is handed over, so that the ring moves the bytes.
    return SchedulerOptions.defaults().withSlabs(List.of(slabs)).withInlineReads(false);
  }

  // ---- the opcode ----

  /** The entry that the ring places for an operation, read from the queue itself. */
  private record Placed(int opcode, int buffer) {}

  /** A ring whose memory the test knows. Nothing is ever submitted to it. */
  @SuppressWarnings("MustBeClosedChecker") // the ring takes the arena over
  private static List<Placed> place(SlabPool slab, List<Op> ops) throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without a ring
    RingCalls calls = EmbeddedRingCalls.INSTANCE;
    Arena arena = Arena.ofShared();
    MemorySegment struct = io_uring.allocate(arena);
    MemorySegment params = io_uring_params.allocate(arena);
    io_uring_params.flags(params, liburing_h.IORING_SETUP_R_DISABLED());
    assertThat(calls.queueInit(16, struct, params)).isZero();
    RingTraits traits =
        new RingTraits(io_uring_params.flags(params), io_uring_params.features(params));
    RegisteredBuffers buffers =
        RegisteredBuffers.register(
            PinnedPool.pinAll(List.of(slab), List.of()),
            true,
            (list, count) ->
                calls.register(
                    io_uring.ring_fd(struct), liburing_h.IORING_REGISTER_BUFFERS(), list, count));
    KernelRing ring =
        new KernelRing(
            SchedulerOptions.defaults(), calls, traits, buffers, WakeUp.create(), struct, arena);
    try {
      long entries = io_uring_sq.sqes(io_uring.sq(struct)).address();
      List<Placed> placed = new ArrayList<>();
      for (int i = 0; i < ops.size(); i++) {
        assertThat(ring.place((Request) ops.get(i), 0, Request.Link.NONE, i + 1)).isTrue();
        long entry = entries + i * SqeWriter.BYTE_SIZE;
        placed.add(
            new Placed(
                (byte) RawMemory.getInt(entry + io_uring_sqe.opcode$offset()),
                (short) RawMemory.getInt(entry + io_uring_sqe.buf_index$offset())));
      }
      return placed;
    } finally {
      ring.close();
    }
  }

  @Test
  void onlyATransferWhollyInASlabUsesTheRegistration() throws Exception {
    try (SlabPool slab = new SlabPool("test", SLOT_BYTES, 4);
        DioFile file = newFile(FileKind.BUFFERED);
        Arena arena = Arena.ofShared()) {
      Slot slot = slab.acquire();
      MemorySegment inside = slot.segment().asSlice(100, 200);
      slot.release();
      MemorySegment elsewhere = arena.allocate(100);
      assertThat(
              place(
                  slab,
                  List.of(
                      Op.read(file, inside, 0),
                      Op.write(file, inside, 0),
                      Op.read(file, elsewhere, 0),
                      Op.write(file, elsewhere, 0),
                      Op.readv(file, List.of(inside), 0),
                      Op.writev(file, List.of(inside, elsewhere), 0),
                      Op.dataSync(file))))
          .containsExactly(
              new Placed(liburing_h.IORING_OP_READ_FIXED(), 0),
              new Placed(liburing_h.IORING_OP_WRITE_FIXED(), 0),
              new Placed(liburing_h.IORING_OP_READ(), 0),
              new Placed(liburing_h.IORING_OP_WRITE(), 0),
              new Placed(liburing_h.IORING_OP_READV(), 0),
              new Placed(liburing_h.IORING_OP_WRITEV(), 0),
              new Placed(liburing_h.IORING_OP_FSYNC(), 0));
    }
  }

  @Test
  void aTransferAcrossTwoPiecesOfASlabDoesNotUseIt() throws Exception {
    // Such a slot always lies in several buffers, because it is larger than a buffer may be.
    long slotSize = 2 * GIB + SLOT_BYTES;
    Skip.unless(freeBytes() > 4 * GIB, "needs 4 GiB of free memory");
    try (SlabPool slab = new SlabPool("test", slotSize, 1);
        DioFile file = newFile(FileKind.BUFFERED);
        Slot slot = slab.acquire()) {
      MemorySegment all = slot.segment();
      assertThat(
              place(
                  slab,
                  List.of(
                      Op.write(file, all.asSlice(0, GIB), 0),
                      Op.write(file, all.asSlice(GIB, SLOT_BYTES), 0),
                      Op.write(file, all.asSlice(2 * GIB, SLOT_BYTES), 0),
                      Op.write(file, all.asSlice(GIB - 1, 2), 0))))
          .containsExactly(
              new Placed(liburing_h.IORING_OP_WRITE_FIXED(), 0),
              new Placed(liburing_h.IORING_OP_WRITE_FIXED(), 1),
              new Placed(liburing_h.IORING_OP_WRITE_FIXED(), 2),
              new Placed(liburing_h.IORING_OP_WRITE(), 0));
    }
  }

  private static long freeBytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/meminfo")).stream()
        .filter(line -> line.startsWith("MemAvailable:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
        .findFirst()
        .orElseThrow();
  }

  // ---- end to end ----

  private static void assertBytesMove(IoScheduler scheduler, DioFile file, SlabPool slab)
      throws Exception {
    try (Arena arena = Arena.ofShared();
        Slot written = slab.acquire();
        Slot read = slab.acquire()) {
      MemorySegment plain = Bytes.filled(SLOT_BYTES, 3, arena);
      Bytes.fill(written.segment().asSlice(0, SLOT_BYTES), 2);
      IoBatch batch = scheduler.newBatch(2);
      batch.write(file, written.segment().asSlice(0, SLOT_BYTES), 0);
      batch.write(file, plain, 2 * SLOT_BYTES);
      batch.submit();
      assertThat(batch.await()).isEqualTo(2 * SLOT_BYTES);
      Ticket chain =
          scheduler.submit(
              Op.write(file, written.segment().asSlice(0, SLOT_BYTES), SLOT_BYTES)
                  .link(Op.dataSync(file))
                  .link(Op.read(file, read.segment().asSlice(0, SLOT_BYTES), SLOT_BYTES)));
      assertThat(chain.await()).isEqualTo(SLOT_BYTES);
      Bytes.assertSeed(read.segment().asSlice(0, SLOT_BYTES), 2);
      Ticket last = scheduler.submit(Op.read(file, read, 2 * SLOT_BYTES));
      last.await();
      Bytes.assertSeed(read.segment().asSlice(0, SLOT_BYTES), 3);
    }
    Bytes.assertInFile(file, 0, SLOT_BYTES, 2);
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void registeredMemoryMovesItsBytes(LiburingSource liburing) throws Exception {
    for (FileKind kind : FileKind.values()) {
      try (SlabPool slab = new SlabPool("test", SLOT_BYTES, 64);
          SlabPool other = new SlabPool("test", SLOT_BYTES, 8);
          DioFile file = newFile(kind);
          IoScheduler scheduler =
              Rings.open(liburing, with(slab, other).withRegistrationRequired(true))) {
        assertThat(scheduler.registration()).isEqualTo(Registration.registered(72 * SLOT_BYTES));
        assertBytesMove(scheduler, file, slab);
        assertBytesMove(scheduler, file, other);
      }
    }
  }

  @Test
  void theMemoryOfABufferPoolIsRegisteredAndALargerBufferIsNot() throws Exception {
    try (MmapPool pool = new MmapPool("test", SLOT_BYTES, 8);
        MmapPool second = new MmapPool("test", 2 * SLOT_BYTES, 4);
        DioFile file = newFile(FileKind.DIRECT);
        IoScheduler scheduler =
            Rings.open(
                LiburingSource.EMBEDDED,
                with().withBufferPools(List.of(pool, second)).withRegistrationRequired(true))) {
      assertThat(scheduler.registration()).isEqualTo(Registration.registered(16 * SLOT_BYTES));
      assertThat(scheduler.degradations()).isEmpty();
      for (MmapBuffer buffer :
          List.of(pool.acquire(), second.acquire(), pool.acquireAligned(3 * SLOT_BYTES))) {
        long byteSize = buffer.segment().byteSize();
        Bytes.fill(buffer.segment(), 5);
        assertThat(scheduler.submit(Op.write(file, buffer, 0)).await()).isEqualTo(byteSize);
        buffer.segment().fill((byte) 0);
        assertThat(scheduler.submit(Op.read(file, buffer, 0)).await()).isEqualTo(byteSize);
        Bytes.assertSeed(buffer.segment(), 5);
        buffer.release();
      }
      assertThat(pool.outstanding() + second.outstanding()).isZero();
    }
  }

  @Test
  void aBufferPoolClosedUnderAnOpenSchedulerIsUnmappedWhenThatIsClosed() throws Exception {
    MmapPool pool = new MmapPool("test", SLOT_BYTES, 4);
    IoScheduler scheduler =
        Rings.open(LiburingSource.EMBEDDED, with().withBufferPools(List.of(pool)));
    MmapBuffer buffer = pool.acquire();
    MemorySegment kept = buffer.segment();
    buffer.release();
    assertThatIllegalStateException()
        .isThrownBy(pool::close)
        .withMessageContaining("1 schedulers using it");
    assertThat(kept.scope().isAlive()).isTrue();
    scheduler.close();
    assertThat(kept.scope().isAlive()).isFalse();
    pool.close();
  }

  @Test
  void noPoolMayBeNamedTwice() {
    try (MmapPool pool = new MmapPool("test", SLOT_BYTES, 1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> SchedulerOptions.defaults().withBufferPools(List.of(pool, pool)))
          .withMessageContaining("bufferPools has the same pool twice");
    }
  }

  /**
   * M18: more than 1 GiB in one buffer is EFAULT. So this would not open, or would not move bytes.
   */
  @Test
  void aSlabAboveOneGiBIsRegisteredInPieces() throws Exception {
    Skip.unless(freeBytes() > 4 * GIB, "needs 4 GiB of free memory");
    long slotSize = 3L << 20;
    try (SlabPool slab = new SlabPool("test", slotSize, 350);
        DioFile file = newFile(FileKind.DIRECT);
        IoScheduler scheduler =
            Rings.open(LiburingSource.EMBEDDED, with(slab).withRegistrationRequired(true))) {
      assertThat(scheduler.registration().byteSize()).isEqualTo(350 * slotSize);
      List<Slot> slots = new ArrayList<>();
      for (int i = 0; i < 350; i++) {
        slots.add(slab.acquire());
      }
      slots.sort(Comparator.comparingLong(slot -> slot.segment().address()));
      for (Slot slot : List.of(slots.get(0), slots.get(340), slots.get(341), slots.get(349))) {
        Bytes.fill(slot.segment(), 7);
        assertThat(scheduler.submit(Op.write(file, slot, 0)).await()).isEqualTo(slotSize);
        slot.segment().fill((byte) 0);
        assertThat(scheduler.submit(Op.read(file, slot, 0)).await()).isEqualTo(slotSize);
        Bytes.assertSeed(slot.segment(), 7);
      }
      slots.forEach(Slot::release);
    }
  }

  @Test
  void withoutSlabsThereIsNothingToSay() {
    try (IoScheduler ring = Rings.open(LiburingSource.EMBEDDED);
        IoScheduler inline = IoScheduler.posix()) {
      assertThat(ring.registration()).isEqualTo(Registration.none());
      assertThat(inline.registration()).isEqualTo(Registration.none());
    }
  }

  // ---- lifetime ----

  @Test
  void aClosedPoolIsRefused() throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close();
    List<Integer> descriptors = Rings.descriptors();
    SlabPool slab = new SlabPool("test", SLOT_BYTES, 1);
    slab.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> IoScheduler.uring(with(slab)))
        .withMessageContaining("closed");
    assertThat(Rings.descriptors()).isEqualTo(descriptors);
  }

  @Test
  void aPoolClosedUnderAnOpenSchedulerIsUnmappedWhenThatIsClosed() throws Exception {
    SlabPool slab = new SlabPool("test", SLOT_BYTES, 4);
    IoScheduler scheduler = Rings.open(LiburingSource.EMBEDDED, with(slab));
    try (DioFile file = newFile(FileKind.BUFFERED)) {
      Slot slot = slab.acquire();
      MemorySegment kept = slot.segment();
      Bytes.fill(kept, 1);
      slot.release();
      assertThatIllegalStateException()
          .isThrownBy(slab::close)
          .withMessageContaining("1 schedulers using it");
      // If the caller kept the segment, it still addresses memory that the kernel uses.
      assertThat(scheduler.submit(Op.write(file, kept, 0)).await()).isEqualTo(SLOT_BYTES);
      Bytes.assertInFile(file, 0, SLOT_BYTES, 1);
      scheduler.close();
      assertThat(kept.scope().isAlive()).isFalse();
    }
    slab.close();
  }

  @Test
  void slotsSubmittedEarlyComeBackThoughThePoolIsRegisteredTwice() throws Exception {
    try (SlabPool slab = new SlabPool("test", SLOT_BYTES, 4);
        DioFile file = newFile(FileKind.DIRECT);
        IoScheduler one = Rings.open(LiburingSource.EMBEDDED, with(slab));
        IoScheduler other = Rings.open(LiburingSource.EMBEDDED, with(slab))) {
      assertThat(one.registration()).isEqualTo(other.registration());
      for (int i = 0; i < 100; i++) {
        Slot slot = slab.acquire();
        Ticket first = one.submit(Op.write(file, slot, 0));
        Ticket second = other.submit(Op.write(file, slot, SLOT_BYTES));
        slot.release();
        assertThat(first.await() + second.await()).isEqualTo(2 * SLOT_BYTES);
      }
      assertThat(slab.outstanding()).isZero();
    }
  }

  // ---- machines without registration ----

  @Test
  void blockingCallsTakeNone() throws Exception {
    try (SlabPool slab = new SlabPool("test", SLOT_BYTES, 4);
        DioFile file = newFile(FileKind.BUFFERED)) {
      for (SchedulerOptions options : List.of(with(slab), with(slab).withWorkers(2))) {
        try (IoScheduler scheduler = IoScheduler.posix(options)) {
          assertThat(scheduler.registration().isRegistered()).isFalse();
          assertThat(scheduler.registration().unregisteredReason())
              .hasValue("blocking calls take no registered memory");
          assertThat(scheduler.degradations())
              .singleElement()
              .isSameAs(scheduler.registration().degradation().orElseThrow());
          assertThat(scheduler.describe())
              .contains("; memory not registered; ")
              .endsWith(
                  " works without: registered memory, because blocking calls take no registered"
                      + " memory; open a scheduler over io_uring, or leave the pools out.");
          assertBytesMove(scheduler, file, slab);
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> IoScheduler.posix(options.withRegistrationRequired(true)))
            .withMessageContaining("registration is required");
      }
      IoScheduler.posix(SchedulerOptions.defaults().withRegistrationRequired(true)).close();
      try (MmapPool pool = new MmapPool("test", SLOT_BYTES, 1)) {
        SchedulerOptions options = with().withBufferPools(List.of(pool));
        try (IoScheduler scheduler = IoScheduler.posix(options)) {
          assertThat(scheduler.registration().unregisteredReason())
              .hasValue("blocking calls take no registered memory");
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
            .isThrownBy(() -> IoScheduler.posix(options.withRegistrationRequired(true)));
      }
    }
  }

  @Test
  void whereMemlockIsTooSmallItOpensWithoutAndSaysSoOrIsRefusedIfItWasRequired() throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close();
    List<String> prefix = new ArrayList<>(UnprivilegedUser.prefix(RegistrationProbe.class));
    prefix.addAll(List.of("sh", "-c", "ulimit -l 512 && exec \"$@\"", "sh"));
    ChildJvm.Result result =
        ChildJvm.onClassPathBehind(
            prefix,
            List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"),
            RegistrationProbe.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    Map<String, String> told = new LinkedHashMap<>();
    for (String line : result.output().lines().toList()) {
      assertThat(line).as(result.output()).contains("=");
      told.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1));
    }
    String[] numbers = {RegistrationProbe.SLAB_BYTES + " bytes", "524288 bytes", "ulimit -l"};
    assertThat(told).containsEntry("backend", "URING").containsEntry("registered", "false");
    assertThat(told.get("reason")).contains(numbers).contains("ENOMEM");
    assertThat(told).containsEntry("verifiedBytes", "" + RegistrationProbe.SLOT_BYTES);
    for (String call : List.of("requiredUring", "requiredOpen")) {
      assertThat(told.get(call)).contains("registration is required, but ").contains(numbers);
    }
    assertThat(told).containsEntry("small", "4096");
  }

  /**
   * The failure comes after the registration of buffers, because there is no descriptor for the
   * wake-up.
   */
  @Test
  void anOpeningThatFailsGivesItsPinnedMemoryBackAtOnce() throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close(); // skips the test without a ring
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED"), FailedOpeningProbe.class);
    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output()).contains("failure=").contains("eventfd(").contains("EMFILE");
    List<String> pinned =
        result
            .output()
            .lines()
            .filter(line -> line.matches("(before|after)=.*"))
            .map(line -> line.substring(line.indexOf('=') + 1))
            .toList();
    assertThat(pinned).hasSize(2);
    assertThat(pinned.get(1)).isEqualTo(pinned.get(0));
  }

  @Test
  void anUnpooledBufferIsNotRegisteredAndWorksAllTheSame() throws Exception {
    try (SlabPool slab = new SlabPool("test", SLOT_BYTES, 1);
        DioFile file = newFile(FileKind.DIRECT);
        MmapBuffer buffer = MmapBuffer.allocate(SLOT_BYTES);
        IoScheduler scheduler = Rings.open(LiburingSource.EMBEDDED, with(slab))) {
      Bytes.fill(buffer.segment(), 5);
      assertThat(scheduler.submit(Op.write(file, buffer, 0)).await()).isEqualTo(SLOT_BYTES);
      Bytes.assertInFile(file, 0, SLOT_BYTES, 5);
    }
  }
}
