// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Degradation;
import io.dio.align.ErrnoException;
import io.dio.sys.DirectAlignment.Source;
import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.LoopDevice;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Direct I/O on each kind of file system, on real ones. */
class FileSystemsTest {
  private static final OpenOption[] NEW = {READ, WRITE, CREATE_NEW, DirectMode.REQUIRED};

  @TempDir Path folder;
  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void freeMemory() {
    arena.close();
  }

  @ParameterizedTest
  @CsvSource({"EXT4, 512", "EXT4, 4096", "XFS, 512", "XFS, 4096"})
  void theKernelReportsTheSectorSizeAndMisalignmentIsRefusedBeforeIt(Kind kind, int sectorBytes)
      throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(kind, sectorBytes);
        DioFile file = DioFile.open(files.root().resolve("data"), NEW)) {
      DirectAlignment alignment = file.alignment();
      assumeReported(alignment);
      assertThat(file.isDirect()).isTrue();
      assertThat(file.fallbackReason()).isEmpty();
      assertThat(file.degradations()).isEmpty();
      assertThat(file.describe()).isEqualTo(file + " has everything that was asked for.");
      assertThat(alignment.source()).isEqualTo(Source.STATX);
      assertThat(alignment.offset()).isEqualTo(sectorBytes);
      assertThat(alignment.readOffset()).isEqualTo(sectorBytes);
      assertThat(alignment.memory()).isLessThanOrEqualTo(sectorBytes);

      assertRoundTrip(file, sectorBytes);
      assertMisalignmentRefused(file, alignment);
    }
  }

  private static void assumeReported(DirectAlignment alignment) {
    Skip.unless(
        alignment.source() == Source.STATX, "needs a kernel with STATX_DIOALIGN, Linux 6.1");
  }

  private void assertRoundTrip(DioFile file, int byteSize) throws IOException {
    MemorySegment written = arena.allocate(byteSize, 4096).fill((byte) 3);
    MemorySegment read = arena.allocate(byteSize, 4096);
    assertThat(file.write(written, byteSize)).isEqualTo(byteSize);
    assertThat(file.read(read, byteSize)).isEqualTo(byteSize);
    assertThat(read.mismatch(written)).isEqualTo(-1);
  }

  private void assertMisalignmentRefused(DioFile file, DirectAlignment alignment) {
    int offset = alignment.offset();
    MemorySegment memory = arena.allocate(4L * offset, 4096);
    MemorySegment crooked = memory.asSlice(1, offset);
    MemorySegment odd = memory.asSlice(0, offset - 1);
    MemorySegment fitting = memory.asSlice(0, offset);

    assertThatThrownBy(() -> file.write(crooked, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "address 0x%x is not a multiple of %d".formatted(crooked.address(), alignment.memory()))
        .hasMessageContaining(file.path().toString());
    assertThatThrownBy(() -> file.readFully(odd, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("length " + (offset - 1) + " is not a multiple of " + offset);
    assertThatThrownBy(() -> file.read(fitting, offset / 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("offset " + offset / 2 + " is not a multiple of " + offset);
    assertThatThrownBy(() -> file.writev(List.of(fitting, fitting, crooked), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("segments[2]: address 0x%x".formatted(crooked.address()));
    assertThatThrownBy(() -> file.readv(List.of(odd, fitting), 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("segments[0]: length " + (offset - 1));
  }

  @Test
  void readsOfAnXfsFileWithSharedBlocksMayBeAlignedLessThanWrites() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.XFS, 512)) {
      Path original = files.root().resolve("original");
      Path clone = files.root().resolve("clone");
      Files.write(original, new byte[1 << 20]);
      Commands.run("cp", "--reflink=always", original.toString(), clone.toString());
      try (DioFile file = DioFile.open(clone, READ, WRITE, DirectMode.REQUIRED)) {
        DirectAlignment alignment = file.alignment();
        assumeReported(alignment);
        Skip.unless(
            alignment.readOffset() < alignment.offset(),
            "needs a kernel with STATX_DIO_READ_ALIGN, Linux 6.14");
        assertThat(alignment.readOffset()).isEqualTo(512);
        assertThat(alignment.offset()).isEqualTo(4096);
        MemorySegment sector = arena.allocate(512, 4096);
        assertThat(file.read(sector, 512)).isEqualTo(512);
        assertThatThrownBy(() -> file.write(sector, 0))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("length 512 is not a multiple of 4096");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"BTRFS", "TMPFS"})
  void whereNothingIsReportedAlignmentIsAssumedAndTheKernelDecides(Kind kind) throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(kind);
        DioFile file = openWhereODirectIsAccepted(files.root().resolve("data"))) {
      assertThat(file.isDirect()).isTrue();
      assertThat(file.alignment()).isEqualTo(DirectAlignment.of(4096, 4096, 4096, Source.ASSUMED));
      assertThat(file.fallbackReason()).isEmpty();
      assertThat(onlyDegradation(file).what()).isEqualTo("reported alignment");
      assertThat(file.describe()).contains("4096 bytes are assumed", "Linux 6.1 or newer");
      // These two file systems accept any alignment.
      MemorySegment odd = arena.allocate(200, 4096).asSlice(1, 100).fill((byte) 1);
      assertThat(file.write(odd, 7)).isEqualTo(100);
      assertThat(file.size()).isEqualTo(107);
    }
  }

  private static Degradation onlyDegradation(DioFile file) {
    assertThat(file.degradations()).hasSize(1);
    return file.degradations().getFirst();
  }

  private static DioFile openWhereODirectIsAccepted(Path path) throws IOException {
    DioFile file = DioFile.open(path, READ, WRITE, CREATE_NEW, DirectMode.PREFERRED);
    if (file.fallbackReason().isPresent()) {
      file.close();
      Skip.unless(false, "this kernel's file system refuses O_DIRECT: tmpfs before Linux 6.6");
    }
    return file;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whereDirectIoIsRefusedRequiredLeavesNothingAndPreferredFallsBack(boolean createNew)
      throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.RAMFS)) {
      OpenOption create = createNew ? CREATE_NEW : CREATE;
      Path path = files.root().resolve("data");
      assertThatThrownBy(() -> DioFile.open(path, WRITE, create, DirectMode.REQUIRED))
          .isInstanceOf(DirectUnavailableException.class)
          .hasMessageContaining(path.toString())
          .hasMessageContaining("EINVAL")
          .hasCauseInstanceOf(ErrnoException.class);
      assertThat(path).doesNotExist();
      assertThat(OpenDescriptors.of(path)).isEmpty();

      try (DioFile file = DioFile.open(path, READ, WRITE, create, DirectMode.PREFERRED)) {
        assertBuffered(file);
        assertThat(file.fallbackReason().orElseThrow()).contains("refuses direct I/O");
        Degradation missing = onlyDegradation(file);
        assertThat(missing.what()).isEqualTo("direct I/O");
        assertThat(missing.cause()).isEqualTo(Degradation.Cause.NOT_SUPPORTED);
        assertThat(missing.failure().orElseThrow().errnoName()).isEqualTo("EINVAL");
        assertThat(missing.remedy()).contains("ext4, XFS");
        assertThat(file.describe())
            .startsWith("DioFile[" + path + ", buffered] works without: direct I/O, because the")
            .contains("EINVAL", "ext4, XFS")
            .doesNotContain("\n");
      }
    }
  }

  @Test
  void aRefusalKeepsAnExistingFileAsItWas() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.RAMFS)) {
      Path path = files.root().resolve("data");
      Files.writeString(path, "contents");
      assertThatThrownBy(
              () -> DioFile.open(path, WRITE, CREATE, TRUNCATE_EXISTING, DirectMode.REQUIRED))
          .isInstanceOf(DirectUnavailableException.class);
      assertThat(path).hasContent("contents");
    }
  }

  @Test
  void aFileWhoseDataIsJournaledIsNotDirectAlthoughItOpens() throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4_DATA_JOURNAL)) {
      Path path = files.root().resolve("data");
      try (DioFile file = DioFile.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED)) {
        Skip.unless(
            file.fallbackReason().isPresent(), "needs a kernel with STATX_DIOALIGN, Linux 6.1");
        assertBuffered(file);
        assertThat(file.fallbackReason().orElseThrow()).contains("STATX_DIOALIGN 0/0");
        Degradation missing = onlyDegradation(file);
        assertThat(missing.cause()).isEqualTo(Degradation.Cause.NOT_SUPPORTED);
        assertThat(missing.failure()).isEmpty();
        assertThat(missing.remedy()).contains("data=journal");
        int oDirect = System.getProperty("os.arch").equals("aarch64") ? 0200000 : 040000;
        int flags = OpenDescriptors.flags(OpenDescriptors.of(path).getFirst());
        assertThat(flags & oDirect).isZero();
      }
      Path other = files.root().resolve("other");
      assertThatThrownBy(() -> DioFile.open(other, NEW))
          .isInstanceOf(DirectUnavailableException.class)
          .hasMessageContaining("page cache");
      assertThat(other).doesNotExist();
    }
  }

  private void assertBuffered(DioFile file) throws IOException {
    assertThat(file.isDirect()).isFalse();
    assertThat(file.alignment()).isEqualTo(DirectAlignment.of(1, 1, 1, Source.NONE));
    MemorySegment odd = arena.allocate(100, 8).asSlice(1, 77).fill((byte) 4);
    assertThat(file.write(odd, 3)).isEqualTo(77);
    assertThat(file.read(odd, 3)).isEqualTo(77);
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void aBlockDeviceIsAFileOfItsOwnSize(int sectorBytes) throws IOException {
    try (LoopDevice device = LoopDevice.attach(folder, 8 << 20, sectorBytes);
        DioFile file = DioFile.open(device.path(), READ, WRITE, DirectMode.REQUIRED)) {
      assertThat(file.size()).isEqualTo(8 << 20);
      assertThat(file.isDirect()).isTrue();
      assertThat(file.alignment().offset()).isEqualTo(sectorBytes);
      assertThat(file.alignment().source()).isIn(Source.STATX, Source.BLOCK_DEVICE);
      assertRoundTrip(file, sectorBytes);
      file.dataSync();
      assertThat(file.allocate(8 << 20)).isEqualTo(AllocationResult.UNSUPPORTED);
      MemorySegment last = arena.allocate(2L * sectorBytes, 4096);
      assertThatThrownBy(() -> file.readFully(last, (8 << 20) - sectorBytes))
          .isInstanceOfSatisfying(
              ShortTransferException.class,
              e -> assertThat(e.transferred()).isEqualTo(sectorBytes));
    }
  }
}
