// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.testing.fixtures.Commands;
import io.dio.testing.fixtures.LoopDevice;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holes in files whose block size is not 4096 bytes, and in devices with large sectors. */
class BlockSizeTest {
  private static final int KIB = 1024;

  @TempDir Path folder;

  /** The steps of a test on a mounted file system. */
  private interface Use {
    void with(Path root) throws IOException;
  }

  @Test
  void onSmallBlocksASmallHoleIsPunched() throws IOException {
    onFileSystem("ext4", 64L << 20, root -> assertPunches(root, KIB), "-q", "-F", "-b", "1024");
  }

  @Test
  void onLargeBlocksNoHoleIsReportedWhereNoneCanBe() throws IOException {
    onFileSystem(
        "xfs", 512L << 20, root -> assertPunches(root, 16 * KIB), "-q", "-f", "-b", "size=16384");
  }

  private static void assertPunches(Path root, int block) throws IOException {
    try (DioFile file = DioFile.open(root.resolve("data"), READ, WRITE, CREATE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment content = arena.allocate(8L * block).fill((byte) 7);
      file.writeFully(content, 0);
      file.sync();
      final long before = file.allocatedBytes();
      assertThat(file.blockSize()).isEqualTo(block);
      assertThat(file.punchHole(1, block)).as("no whole block").isZero();
      assertThat(file.punchHole(block / 4, block)).as("a part of two blocks").isZero();
      assertThat(file.allocatedBytes()).isEqualTo(before);
      assertThat(file.punchHole(block, block)).isEqualTo(block);
      assertThat(file.punchHole(3L * block - 1, 2L * block + 1)).isEqualTo(2L * block);
      file.sync();
      assertThat(file.allocatedBytes()).isEqualTo(before - 3L * block);
      MemorySegment read = arena.allocate(8L * block);
      file.readFully(read, 0);
      content.asSlice(block, block).fill((byte) 0);
      content.asSlice(3L * block, 2L * block).fill((byte) 0);
      assertThat(read.mismatch(content)).isEqualTo(-1);
    }
  }

  private void onFileSystem(String type, long byteSize, Use use, String... makeOptions)
      throws IOException {
    Commands.assumeMayMount();
    String maker = Commands.assumeInstalled("mkfs." + type);
    Path root = Files.createDirectory(folder.resolve("root"));
    try (LoopDevice device = LoopDevice.attach(folder, byteSize, 512)) {
      String[] command = new String[makeOptions.length + 2];
      command[0] = maker;
      System.arraycopy(makeOptions, 0, command, 1, makeOptions.length);
      command[command.length - 1] = device.path().toString();
      Commands.run(command);
      boolean mounted = mounts(type, device.path(), root);
      Skip.unless(mounted, "needs a kernel that mounts " + type + String.join(" ", makeOptions));
      try {
        use.with(root);
      } finally {
        Commands.run("umount", root.toString());
      }
    }
  }

  private static boolean mounts(String type, Path device, Path root) {
    try {
      Commands.run("mount", "-t", type, device.toString(), root.toString());
      return true;
    } catch (AssertionError refused) {
      return false;
    }
  }

  @Test
  void onADeviceOfLargeSectorsWholeSectorsArePunched() throws IOException {
    LoopDevice attached = attach(16 * KIB);
    Skip.unless(attached != null, "needs a kernel with loop devices of 16 KiB sectors, Linux 6.15");
    try (LoopDevice device = attached;
        DioFile file = DioFile.open(device.path(), READ, WRITE)) {
      assertThat(file.blockSize()).isEqualTo(16 * KIB);
      // Two blocks of 4096 bytes; the kernel refused them with EINVAL.
      assertThat(file.punchHole(4 * KIB, 8 * KIB)).isZero();
      assertThat(file.punchHole(KIB, 40 * KIB)).isEqualTo(16 * KIB);
    }
  }

  private LoopDevice attach(int sectorBytes) throws IOException {
    try {
      return LoopDevice.attach(folder, 1L << 20, sectorBytes);
    } catch (AssertionError refused) {
      return null;
    }
  }

  @Test
  void aClosedFileHasNoBlocks() throws IOException {
    DioFile file = DioFile.open(folder.resolve("data"), WRITE, CREATE);
    assertThat(Integer.bitCount(file.blockSize())).isEqualTo(1);
    file.close();
    assertThatThrownBy(file::blockSize)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("is closed");
  }
}
