// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A file system of a chosen kind, created for one test and removed afterwards. File systems that
 * need a device are on a {@link LoopDevice}. If none can be mounted, the test is skipped with the
 * reason.
 */
public final class LoopFileSystem implements AutoCloseable {

  /** The kind of file system. */
  public enum Kind {
    /** Reports direct I/O at the sector size. */
    EXT4(64 << 20, "mkfs.ext4 -q -F"),
    /** Accepts O_DIRECT and reports that there is none: all data goes through the journal. */
    EXT4_DATA_JOURNAL(64 << 20, "mkfs.ext4 -q -F"),
    /** Reports direct I/O at the sector size. */
    XFS(320 << 20, "mkfs.xfs -q -f"),
    /** Accepts O_DIRECT and reports nothing. */
    BTRFS(128 << 20, "mkfs.btrfs -q -f"),
    /** Accepts O_DIRECT since Linux 6.6 and reports nothing. */
    TMPFS(0, ""),
    /** Refuses O_DIRECT. */
    RAMFS(0, "");

    private final long smallestBytes;

    /** The command that creates it; empty for a file system without a device. */
    private final String maker;

    Kind(long smallestBytes, String maker) {
      this.smallestBytes = smallestBytes;
      this.maker = maker;
    }

    private String type() {
      return this == EXT4_DATA_JOURNAL ? "ext4" : name().toLowerCase(Locale.ROOT);
    }
  }

  private final Path root;
  private final LoopDevice device;

  private LoopFileSystem(Path root, LoopDevice device) {
    this.root = root;
    this.device = device;
  }

  /** Mounts one with sectors of 512 bytes and of the smallest size that its kind allows. */
  public static LoopFileSystem mount(Kind kind) throws IOException {
    return mount(kind, 512);
  }

  /** Mounts one of the smallest size that its kind allows. */
  public static LoopFileSystem mount(Kind kind, int sectorBytes) throws IOException {
    return mount(kind, sectorBytes, kind.smallestBytes, Path.of(tempFolder()));
  }

  /**
   * Mounts a file system.
   *
   * @param sectorBytes the sector size of the device; ignored for a file system in memory
   * @param byteSize size of the device, or the limit of a tmpfs; 0 for none
   * @param imageFolder the folder of the file with the sectors. If it is on a small tmpfs, the
   *     device can run out of space while the file system above still believes that it has some.
   */
  public static LoopFileSystem mount(Kind kind, int sectorBytes, long byteSize, Path imageFolder)
      throws IOException {
    Commands.assumeMayMount();
    assumeKnown(kind);
    Path root = Files.createTempDirectory("dio-" + kind.type());
    LoopDevice device = null;
    try {
      if (!kind.maker.isEmpty()) {
        List<String> command = new ArrayList<>(List.of(kind.maker.split(" ", -1)));
        command.set(0, Commands.assumeInstalled(command.getFirst()));
        device = LoopDevice.attach(imageFolder, byteSize, sectorBytes);
        command.add(device.path().toString());
        Commands.run(command.toArray(String[]::new));
      }
      mount(kind, byteSize, device, root);
      return new LoopFileSystem(root, device);
    } catch (IOException | RuntimeException | Error e) {
      if (device != null) {
        device.close();
      }
      Files.delete(root);
      throw e;
    }
  }

  private static void mount(Kind kind, long byteSize, LoopDevice device, Path root) {
    String options =
        switch (kind) {
          case EXT4_DATA_JOURNAL -> "data=journal";
          case TMPFS -> byteSize > 0 ? "size=" + byteSize : "rw";
          default -> "rw";
        };
    String what = device == null ? "none" : device.path().toString();
    Commands.run("mount", "-t", kind.type(), "-o", options, what, root.toString());
  }

  private static void assumeKnown(Kind kind) throws IOException {
    boolean known =
        Files.readAllLines(Path.of("/proc/filesystems")).stream()
            .anyMatch(line -> line.endsWith("\t" + kind.type()));
    Skip.unless(known, "needs the file system " + kind.type() + " in this kernel");
  }

  private static String tempFolder() {
    return System.getProperty("java.io.tmpdir");
  }

  /** {@return the folder it is mounted at} */
  public Path root() {
    return root;
  }

  /**
   * Stops all writing to the file system until {@link #thaw}. A thread that writes or syncs
   * meanwhile sleeps in the kernel.
   */
  public void freeze() {
    Commands.run(Commands.assumeInstalled("fsfreeze"), "--freeze", root.toString());
  }

  /** Permits writing again. */
  public void thaw() {
    Commands.run(Commands.assumeInstalled("fsfreeze"), "--unfreeze", root.toString());
  }

  /**
   * Unmounts the file system and removes its device.
   *
   * @throws AssertionError if a file on it is still open; it is then removed when that file is
   *     closed
   */
  @Override
  public void close() throws IOException {
    closeWithin(Duration.ZERO);
  }

  /**
   * As {@link #close}, but waits some time for files on it to be closed. The kernel releases the
   * files of a ring only after the process has closed the ring.
   */
  public void closeWithin(Duration patience) throws IOException {
    try {
      unmount(System.nanoTime() + patience.toNanos());
    } finally {
      if (device != null) {
        device.close();
      }
      Files.delete(root);
    }
  }

  private void unmount(long deadlineNanos) {
    while (true) {
      try {
        Commands.run("umount", root.toString());
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() - deadlineNanos >= 0) {
          Commands.run("umount", "--lazy", root.toString());
          throw e;
        }
      }
    }
  }
}
