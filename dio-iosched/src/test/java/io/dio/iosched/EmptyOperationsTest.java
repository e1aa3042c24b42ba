// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.sys.DioFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operation of zero bytes is still an operation, with the same checks as any other. */
final class EmptyOperationsTest {
  @TempDir private Path directory;
  private final Arena arena = Arena.ofShared();
  private DioFile file;

  @BeforeEach
  void openFile() throws Exception {
    file = DioFile.open(directory.resolve("file"), FileKind.BUFFERED.newFile());
  }

  @AfterEach
  void closeFile() throws Exception {
    file.close();
    arena.close();
  }

  @Test
  void aVectorHasAtLeastOnePiece() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.readv(file, List.of(), 0))
        .withMessageContaining("targets has 0 pieces");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.writev(file, List.of(), 0))
        .withMessageContaining("sources has 0 pieces");
  }

  @Test
  void memoryOfLength0IsCheckedAllTheSame() throws Exception {
    MemorySegment heap = MemorySegment.ofArray(new byte[0]);
    MemorySegment empty = arena.allocate(1).asSlice(0, 0);
    MemorySegment dead;
    try (Arena closing = Arena.ofShared()) {
      dead = closing.allocate(1).asSlice(0, 0);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.write(file, heap, 0))
        .withMessageContaining("heap");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.read(file, empty.asReadOnly(), 0))
        .withMessageContaining("read-only");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Op.writev(file, List.of(empty), -1))
        .withMessageContaining("offset -1");
    assertThatIllegalStateException()
        .isThrownBy(() -> Op.read(file, dead, 0))
        .withMessageContaining("closed");
    try (DioFile reader = DioFile.open(file.path(), StandardOpenOption.READ)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Op.write(reader, empty, 0))
          .withMessageContaining("WRITE");
    }
  }

  @Test
  void aClosedFileRefusesThemToo() throws Exception {
    Op write = Op.write(file, arena.allocate(1).asSlice(0, 0), 0);
    file.close();
    try (IoScheduler scheduler = IoScheduler.open()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> scheduler.submit(write))
          .withMessageContaining("closed");
      assertThat(scheduler.stats().operations()).isZero();
    }
  }
}
