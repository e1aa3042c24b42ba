// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ring;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.RawMemory;
import io.dio.iosched.Op;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.Submission;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IovecAreaTest {
  private final Arena arena = Arena.ofConfined();
  private final IovecArea area = new IovecArea(arena);
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  void tearDown() {
    scratch.close();
    arena.close();
  }

  private static void assertPieces(long list, List<MemorySegment> pieces) {
    for (int i = 0; i < pieces.size(); i++) {
      assertThat(RawMemory.getLong(list + 16L * i)).isEqualTo(pieces.get(i).address());
      assertThat(RawMemory.getLong(list + 16L * i + 8)).isEqualTo(pieces.get(i).byteSize());
    }
  }

  @Test
  void writesAddressAndLengthOfEachPiece() {
    List<MemorySegment> pieces =
        List.of(scratch.allocate(16), scratch.allocate(4096), scratch.allocate(512));

    assertPieces(area.write((Request) Op.readv(scratch.file(), pieces, 0)), pieces);
  }

  @Test
  void listsThatAreNotSubmittedYetStayApart() {
    List<MemorySegment> first = Collections.nCopies(100, scratch.allocate(512));
    List<MemorySegment> second = Collections.nCopies(50, scratch.allocate(4096));
    long firstList = area.write((Request) Op.writev(scratch.file(), first, 0));
    long secondList = area.write((Request) Op.writev(scratch.file(), second, 0));

    assertPieces(firstList, first);
    assertPieces(secondList, second);
    assertThat(secondList).isEqualTo(firstList + 16 * 100);
  }

  @Test
  void isFullOnceAllPiecesAreWrittenAndEmptyWhenReused() {
    Request largest =
        (Request)
            Op.readv(scratch.file(), Collections.nCopies(Op.MAX_PIECES, scratch.allocate(512)), 0);
    long first = area.write(largest);
    for (int i = 0; i < 3; i++) {
      assertThat(area.hasRoomFor(Op.MAX_PIECES)).isTrue();
      area.write(largest);
    }
    assertThat(area.hasRoomFor(1)).isFalse();
    assertThat(area.hasRoomFor(0)).isTrue();
    area.reuse();

    assertThat(area.hasRoomFor(4 * Op.MAX_PIECES)).isTrue();
    assertThat(area.hasRoomFor(4 * Op.MAX_PIECES + 1)).isFalse();
    assertThat(area.write(largest)).isEqualTo(first);
  }

  @Test
  void writesTheMemoryOfEachMemberOfARun() {
    List<MemorySegment> memory =
        List.of(scratch.allocate(16), scratch.allocate(4096), scratch.allocate(512));
    Submission first = null;
    long fileOffset = 16 + 4096 + 512;
    for (MemorySegment each : memory.reversed()) {
      fileOffset -= each.byteSize();
      Submission member =
          new Submission((Request) Op.write(scratch.file(), each, fileOffset), null);
      member.next = first;
      first = member;
    }
    long list = area.write(new CoalescedRun(first, 3));

    assertPieces(list, memory);
    assertThat(area.hasRoomFor(IovecArea.CAPACITY - 3)).isTrue();
    assertThat(area.hasRoomFor(IovecArea.CAPACITY - 2)).isFalse();
  }
}
