// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.HostFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Opens channels of the JDK over a file of dio, on Linux. A program that a child process executes
 * does not inherit their descriptors.
 *
 * <p>The JDK opens files without O_CLOEXEC. Its own {@link ProcessBuilder} closes all descriptors
 * in the child, but native code that forks and executes a program does not. The JDK does not tell
 * the number of a channel's descriptor either. So the channel is positioned to a random number, and
 * the kernel lists the position of each descriptor.
 */
public final class JdkChannels {
  /** Of asm-generic/fcntl.h. */
  private static final int F_SETFD = 2;

  private static final int FD_CLOEXEC = 1;

  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path POSITIONS = Path.of("/proc/self/fdinfo");

  private JdkChannels() {}

  /**
   * {@return the path of an open file that works after the file was renamed or deleted} Linux only.
   */
  static Path path(int descriptor) {
    return DESCRIPTORS.resolve(Integer.toString(descriptor));
  }

  /**
   * Opens the file of a descriptor once more. The channel's own position means nothing afterwards.
   *
   * @param descriptor of an open file, which the caller holds
   * @return the channel, whose descriptor is closed when a program is executed
   * @throws java.nio.file.NoSuchFileException if there is no /proc
   */
  public static FileChannel open(int descriptor, Set<? extends OpenOption> options)
      throws IOException {
    boolean interrupted = false;
    try {
      while (true) {
        interrupted |= Thread.interrupted();
        try {
          return tryOpen(descriptor, options);
        } catch (ClosedByInterruptException _) {
          // Only the position was changed so far. The interrupt is for the caller's own call.
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static FileChannel tryOpen(int descriptor, Set<? extends OpenOption> options)
      throws IOException {
    int likely = lowestFreeNumber();
    FileChannel channel = FileChannel.open(path(descriptor), options);
    try {
      closeOnExec(channel, path(descriptor), likely);
      return channel;
    } catch (IOException | RuntimeException | Error e) {
      try (channel) {
        throw e;
      }
    }
  }

  /**
   * {@return the number that the kernel gives to the next descriptor, unless another thread opens a
   * file at the same time} The root folder is only pinned: if a process closes a descriptor of a
   * file, it loses its locks on this file.
   */
  private static int lowestFreeNumber() {
    try (Arena arena = Arena.ofConfined()) {
      int lowest = HostFiles.current().pin(arena.allocateFrom("/").address());
      if (lowest >= 0) {
        FileCalls.close(lowest);
      }
      return lowest;
    }
  }

  private static void closeOnExec(FileChannel channel, Path file, int likely) throws IOException {
    Path target = Files.readSymbolicLink(file);
    // Small enough for each file system, and not 0, which is the position of most descriptors.
    long position = ThreadLocalRandom.current().nextLong(1, Integer.MAX_VALUE);
    channel.position(position);
    int found = isAt(likely, target, position) ? likely : search(target, position);
    int result = FileCalls.fcntl(found, F_SETFD, FD_CLOEXEC);
    if (result < 0) {
      throw new ErrnoException("fcntl", -result, "fd=" + found + ", F_SETFD FD_CLOEXEC");
    }
  }

  private static int search(Path target, long position) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path each : descriptors) {
        int descriptor = Integer.parseInt(each.getFileName().toString());
        if (isAt(descriptor, target, position)) {
          return descriptor;
        }
      }
    }
    throw new IOException(
        POSITIONS + " does not list the descriptor of a channel that is open for " + target);
  }

  private static boolean isAt(int descriptor, Path target, long position) {
    try {
      return Files.readSymbolicLink(path(descriptor)).equals(target)
          && Files.readAllLines(POSITIONS.resolve(Integer.toString(descriptor)))
              .contains("pos:\t" + position);
    } catch (IOException _) {
      return false; // closed in the meantime
    }
  }
}
