// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Bytes;
import io.dio.iosched.FileKind;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.RandomProgram;
import io.dio.iosched.Rings;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Ticket;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** More work than a real ring has room for. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RingLimitsTest {
  @TempDir private Path directory;

  private static SchedulerOptions depth(int ringDepth) {
    return SchedulerOptions.defaults().withRingDepth(ringDepth);
  }

  private DioFile newFile() throws Exception {
    return DioFile.open(directory.resolve("file"), FileKind.DIRECT.newFile());
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void aRingOfDepth1DoesEverything(LiburingSource liburing) throws Exception {
    try (IoScheduler scheduler = Rings.open(liburing, depth(1));
        DioFile file = newFile();
        Arena arena = Arena.ofShared();
        SlabPool slab = RandomProgram.newSlab()) {
      RandomProgram program =
          new RandomProgram(
              Long.getLong("dio.test.seed", System.nanoTime()), scheduler, file, arena, slab);
      program.run(500);
      program.assertCounted(scheduler.stats());
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void operationsBeyondWhatTheRingHoldsWaitTheirTurn(LiburingSource liburing) throws Exception {
    int count = 5_000;
    try (IoScheduler scheduler = Rings.open(liburing, depth(2));
        DioFile file = newFile();
        Arena arena = Arena.ofShared()) {
      MemorySegment source = Bytes.filled(count * 512L, 1, arena);
      file.writeFully(source, 0);
      MemorySegment target = Bytes.allocate(count * 512L, arena);
      List<Ticket> tickets = new ArrayList<>();
      long mostInFlight = 0;
      for (int i = 0; i < count; i++) {
        int block = (i * 7919) % count; // a prime, so every block once
        tickets.add(
            scheduler.submit(Op.read(file, target.asSlice(block * 512L, 512), block * 512L)));
        mostInFlight = Math.max(mostInFlight, scheduler.stats().inFlight());
      }
      assertThat(mostInFlight).isLessThanOrEqualTo(2); // without the wake-up and a cancellation
      for (Ticket ticket : tickets) {
        assertThat(ticket.await()).isEqualTo(512);
      }
      Bytes.assertEqual(target, source);
      assertThat(scheduler.stats().operations()).isEqualTo(count);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void vectorsBeyondTheRoomForPieceListsWaitTheirTurn(LiburingSource liburing) throws Exception {
    try (IoScheduler scheduler = Rings.open(liburing);
        DioFile file = DioFile.open(directory.resolve("file"), FileKind.BUFFERED.newFile());
        Arena arena = Arena.ofShared()) {
      List<Ticket> tickets = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        MemorySegment source = Bytes.filled(1024 * 8, i, arena);
        List<MemorySegment> pieces = new ArrayList<>();
        for (int piece = 0; piece < 1024; piece++) {
          pieces.add(source.asSlice(piece * 8L, 8));
        }
        tickets.add(scheduler.submit(Op.writev(file, pieces, i * 8192L)));
      }
      for (Ticket ticket : tickets) {
        assertThat(ticket.await()).isEqualTo(8192);
      }
      for (int i = 0; i < 200; i++) {
        Bytes.assertInFile(file, i * 8192L, 8192, i);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LiburingSource.class,
      names = {"EMBEDDED", "SYSTEM"})
  void everyDepthThatTheOptionsAllowWorks(LiburingSource liburing) throws Exception {
    try (DioFile file = newFile();
        Arena arena = Arena.ofShared()) {
      MemorySegment memory = Bytes.allocate(4096, arena);
      for (int ringDepth = 1; ringDepth <= 32_768; ringDepth *= 2) {
        try (IoScheduler scheduler = Rings.open(liburing, depth(ringDepth))) {
          List<Op> writes = Collections.nCopies(2 * ringDepth, Op.write(file, memory, 0));
          List<Ticket> tickets =
              writes.subList(0, Math.min(writes.size(), 500)).stream()
                  .map(scheduler::submit)
                  .toList();
          for (Ticket ticket : tickets) {
            assertThat(ticket.await()).isEqualTo(4096);
          }
        }
      }
    }
  }
}
