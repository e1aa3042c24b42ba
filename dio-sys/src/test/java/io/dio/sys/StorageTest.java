// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.LongPredicate;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StorageTest {
  private static final int BLOCK = 4096;
  private static final long MIB = 1 << 20;

  @TempDir Path folder;
  private final Arena arena = Arena.ofConfined();
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("data");
  }

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  private DioFile open() throws IOException {
    return DioFile.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED);
  }

  private MemorySegment block(int fill) {
    return arena.allocate(BLOCK, BLOCK).fill((byte) fill);
  }

  @Test
  void allocatingReservesStorageGrowsTheFileAndNeverShrinksIt() throws IOException {
    try (DioFile file = open()) {
      assertThat(file.allocate(MIB)).isEqualTo(AllocationResult.ALLOCATED);
      assertThat(file.size()).isEqualTo(MIB);
      assertThat(file.allocatedBytes()).isGreaterThanOrEqualTo(MIB);
      assertThat(file.allocate(BLOCK)).isEqualTo(AllocationResult.ALLOCATED);
      assertThat(file.size()).isEqualTo(MIB);
      assertThat(file.allocate(0)).isEqualTo(AllocationResult.ALLOCATED);
      assertThatThrownBy(() -> file.allocate(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("byteSize -1 is negative");
    }
  }

  @Test
  void allocatingFillsHolesAndKeepsData() throws IOException {
    try (DioFile file = open()) {
      file.truncate(MIB);
      file.write(block(1), 0);
      assertThat(file.allocatedBytes()).isLessThan(MIB);
      file.allocate(MIB);
      assertThat(file.allocatedBytes()).isGreaterThanOrEqualTo(MIB);
      assertThat(Files.readAllBytes(path)).startsWith(1, 1, 1);
    }
  }

  @Test
  void aFileSystemThatReservesNothingIsToldApartAndNothingIsWritten() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.RAMFS)) {
      Path target = files.root().resolve("data");
      try (DioFile file = DioFile.open(target, WRITE, CREATE)) {
        assertThat(file.allocate(MIB)).isEqualTo(AllocationResult.UNSUPPORTED);
        assertThat(file.size()).isZero();
        assertThat(file.allocatedBytes()).isZero();
      }
      Path other = files.root().resolve("other");
      assertThatThrownBy(() -> DioFile.createAndAllocate(other, MIB))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("fallocate(path=" + other + ", length=" + MIB)
          .hasMessageContaining("EOPNOTSUPP");
      assertThat(other).doesNotExist();
      assertThatThrownBy(() -> DioFile.createAndAllocate(target, MIB))
          .isInstanceOf(ErrnoException.class);
      assertThat(target).exists(); // the file existed before
    }
  }

  @Test
  void aFullFileSystemSaysSoAndKeepsNothingThatWasCreated() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.TMPFS, 512, MIB, folder)) {
      Path target = files.root().resolve("data");
      assertThatThrownBy(() -> DioFile.createAndAllocate(target, 2 * MIB, READ))
          .isInstanceOfSatisfying(
              ErrnoException.class, e -> assertThat(e.errnoName()).isEqualTo("ENOSPC"));
      assertThat(target).doesNotExist();
      assertThat(OpenDescriptors.of(target)).isEmpty();
    }
  }

  @Test
  void aFileIsCreatedWithItsStorage() throws IOException {
    try (DioFile file = DioFile.createAndAllocate(path, MIB, READ, DirectMode.PREFERRED)) {
      assertThat(file.size()).isEqualTo(MIB);
      assertThat(file.allocatedBytes()).isGreaterThanOrEqualTo(MIB);
      assertThat(file.read(block(1), 0)).isEqualTo(BLOCK);
    }
    assertThatThrownBy(() -> DioFile.createAndAllocate(path, MIB, CREATE_NEW))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("EEXIST");
    assertThatThrownBy(() -> DioFile.createAndAllocate(folder.resolve("new"), -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void aHoleReadsAsZerosAndItsNeighboursAreSafe() throws IOException {
    byte[] content = new byte[4 * BLOCK];
    Arrays.fill(content, (byte) 5);
    Files.write(path, content);
    try (DioFile file = open()) {
      Skip.unless(file.blockSize() <= BLOCK, "needs blocks of at most 4096 bytes");
      long before = file.allocatedBytes();
      assertThat(file.punchHole(1, 3 * BLOCK)).isEqualTo(2 * BLOCK);
      assertThat(file.size()).isEqualTo(4 * BLOCK);
      assertThat(file.allocatedBytes()).isEqualTo(before - 2 * BLOCK);
      assertThat(file.punchHole(1, file.blockSize())).isZero();
      assertThat(file.punchHole(0, 0)).isZero();
    }
    Arrays.fill(content, BLOCK, 3 * BLOCK, (byte) 0);
    assertThat(Files.readAllBytes(path)).isEqualTo(content);
  }

  @Test
  void aHoleThatCannotBePunchedSaysSo() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.RAMFS);
        DioFile file = DioFile.open(files.root().resolve("data"), WRITE, CREATE)) {
      assertThatThrownBy(() -> file.punchHole(0, BLOCK))
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("PUNCH_HOLE, offset=0, length=4096")
          .hasMessageContaining("EOPNOTSUPP");
    }
    try (DioFile file = open()) {
      assertThatThrownBy(() -> file.punchHole(-1, BLOCK))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.punchHole(BLOCK, Long.MAX_VALUE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void truncatingSetsAnySize() throws IOException {
    try (DioFile file = open()) {
      file.write(block(6), 0);
      file.truncate(777);
      assertThat(file.size()).isEqualTo(777);
      file.truncate(2 * BLOCK);
      assertThat(Files.readAllBytes(path)).hasSize(2 * BLOCK).endsWith(0).startsWith(6);
      assertThatThrownBy(() -> file.truncate(-1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("byteSize -1 is negative");
    }
  }

  @Test
  void aSizeThatTheFileSystemCannotHaveIsRefused() throws IOException {
    try (DioFile file = open()) {
      Throwable refusal = catchThrowable(() -> file.truncate(Long.MAX_VALUE));
      Skip.unless(
          refusal != null,
          "the file system of " + path + " has no largest size, as tmpfs has none");
      assertThat(refusal)
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining("ftruncate(path=" + path)
          .hasMessageContaining("EFBIG");
    }
  }

  @Test
  void adviceMovesPagesInAndOutOfTheCache() throws IOException {
    String fileSystem = Files.getFileStore(folder).type();
    Skip.unless(
        !fileSystem.equals("tmpfs") && !fileSystem.equals("ramfs"),
        "a file on " + fileSystem + " is always cached; choose a folder on a disk");
    Files.write(path, new byte[64 * BLOCK]);
    try (DioFile file = DioFile.open(path, READ, WRITE)) {
      file.sync();
      adviseUntil(file, 0, Advice.DONT_NEED, cached -> cached == 0);
      adviseUntil(file, 8 * BLOCK, Advice.WILL_NEED, cached -> cached >= 8 * BLOCK);
      adviseUntil(file, 64 * BLOCK, Advice.DONT_NEED, cached -> cached == 0);
    }
  }

  /**
   * Advice is only a hint. Reading ahead is asynchronous, and the kernel does not drop pages that a
   * processor keeps in a batch of its own. So the test gives the advice again and again for a
   * while.
   */
  private void adviseUntil(DioFile file, long length, Advice advice, LongPredicate followed)
      throws IOException {
    long cached = -1;
    for (int i = 0; i < 100; i++) {
      file.advise(0, length, advice);
      cached = cachedBytes();
      if (followed.test(cached)) {
        return;
      }
    }
    throw new AssertionError(cached + " bytes are cached after 100 times " + advice);
  }

  private long cachedBytes() {
    String fincore = Commands.assumeInstalled("fincore");
    return Long.parseLong(
        Commands.run(fincore, "--noheadings", "--bytes", "--output", "res", path.toString()));
  }

  @ParameterizedTest
  @EnumSource(Advice.class)
  void everyAdviceIsTaken(Advice advice) throws IOException {
    try (DioFile file = open()) {
      file.advise(BLOCK, BLOCK, advice);
      assertThatThrownBy(() -> file.advise(-1, BLOCK, advice))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.advise(0, -1, advice))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> file.advise(0, 1, null)).isInstanceOf(NullPointerException.class);
    }
  }

  @Test
  void thisPlatformIsDescribed() {
    boolean linux = System.getProperty("os.name").equals("Linux");
    assertThat(Platform.usesFadvise()).isEqualTo(linux);
    assertThat(Platform.requiresAlignment()).isEqualTo(linux);
    assertThat(Platform.requiresExplicitSync()).isEqualTo(!linux);
  }

  // ---- allocating more than the free space ----

  private static long freeBytes(LoopFileSystem fileSystem) throws IOException {
    return Files.getFileStore(fileSystem.root()).getUnallocatedSpace();
  }

  @ParameterizedTest
  @EnumSource(names = {"EXT4", "XFS", "BTRFS"})
  void anAllocationThatRunsOutOfSpaceLeavesSizeAndSpaceAsTheyWere(Kind kind) throws IOException {
    try (LoopFileSystem fileSystem = LoopFileSystem.mount(kind)) {
      Path small = Files.write(fileSystem.root().resolve("small"), new byte[3 * BLOCK + 7]);
      try (DioFile file = DioFile.open(small, READ, WRITE)) {
        file.sync();
        long free = freeBytes(fileSystem);
        assertThatThrownBy(() -> file.allocate(1L << 36))
            .isInstanceOf(ErrnoException.class)
            .hasMessageContaining("ENOSPC")
            .hasMessageNotContaining("stay reserved");
        assertThat(file.size()).isEqualTo(3 * BLOCK + 7);
        file.sync();
        assertThat(freeBytes(fileSystem)).isCloseTo(free, Offset.offset(free / 8));
        assertThat(file.allocate(8 * MIB)).isEqualTo(AllocationResult.ALLOCATED);
        assertThat(file.size()).isEqualTo(8 * MIB);
      }
      assertThatThrownBy(() -> DioFile.createAndAllocate(small, 1L << 36))
          .hasMessageContaining("ENOSPC");
      assertThat(small).hasSize(8 * MIB);
      Path none = fileSystem.root().resolve("none");
      assertThatThrownBy(() -> DioFile.createAndAllocate(none, 1L << 36))
          .hasMessageContaining("ENOSPC");
      assertThat(none).doesNotExist();
      Path other = fileSystem.root().resolve("other");
      DioFile.createAndAllocate(other, 8 * MIB).close();
      assertThat(other).hasSize(8 * MIB);
    }
  }

  /**
   * Another program may have written behind the end after the failed allocation looked at the size.
   */
  @Test
  void aFileThatHasGrownMeanwhileIsNotCutToItsOldSize() throws IOException {
    try (DioFile file = open()) {
      file.truncate(BLOCK);
      Files.write(path, new byte[BLOCK], APPEND);
      assertThat(Storage.truncateIfSizeIs(file.opened(), BLOCK)).isEqualTo(-Errno.EBUSY);
      assertThat(path).hasSize(2 * BLOCK);
      assertThat(Storage.truncateIfSizeIs(file.opened(), 2 * BLOCK)).isZero();
    }
  }

  /** Cutting the file then could remove the bytes that this other program has just appended. */
  @Test
  void whileSomebodyElseUsesTheFileWhatIsLeftIsSaidAndNotGivenBack() throws IOException {
    try (LoopFileSystem fileSystem = LoopFileSystem.mount(Kind.EXT4)) {
      Path shared = Files.write(fileSystem.root().resolve("shared"), new byte[BLOCK]);
      try (DioFile file = DioFile.open(shared, READ, WRITE)) {
        file.acquire();
        try {
          assertThatThrownBy(() -> file.allocate(1L << 36))
              .isInstanceOf(ErrnoException.class)
              .hasMessageContaining("ENOSPC")
              .hasMessageContaining("the file keeps its size, but")
              .hasMessageContaining("bytes of storage stay reserved: truncate it");
        } finally {
          file.release();
        }
        assertThat(file.size()).isEqualTo(BLOCK);
        long reserved = file.allocatedBytes();
        file.truncate(BLOCK);
        assertThat(file.allocatedBytes()).isLessThan(reserved);
      }
    }
  }
}
