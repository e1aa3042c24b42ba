// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import java.util.List;

/**
 * The report of {@code dio probe}, as tools read it.
 *
 * @param kernel operating system and release
 * @param jdk version of the Java runtime
 * @param ioUring whether this process may use io_uring
 * @param scheduler what a scheduler with default options uses and lacks here, in words
 * @param liburing who makes the ring's system calls
 * @param memlockBytes how much memory the process may lock; null without limit, or if the system
 *     does not tell
 * @param hugePages huge pages of 2 MiB that are set aside; null if the system does not tell
 * @param freeHugePages how many of them are free
 * @param transparentHugePages when the kernel makes huge pages unasked: always, madvise or never
 * @param pageBytes the size of an ordinary page
 * @param path the folder or file that was looked at
 */
public record ProbeReport(
    String kernel,
    String jdk,
    IoUringFacts ioUring,
    String scheduler,
    LiburingFacts liburing,
    Long memlockBytes,
    Long hugePages,
    Long freeHugePages,
    String transparentHugePages,
    Long pageBytes,
    PathFacts path) {

  /**
   * io_uring in this process.
   *
   * @param available whether it can be used
   * @param kind a name for the cause why not
   * @param cause why not, in words
   * @param remedy what to do about it
   * @param flags names of the IORING_SETUP flags that the kernel granted
   * @param features names of the IORING_FEAT features that the kernel reported
   */
  public record IoUringFacts(
      boolean available,
      String kind,
      String cause,
      String remedy,
      List<String> flags,
      List<String> features) {}

  /**
   * The implementation that makes the ring's system calls.
   *
   * @param source {@code system}: the installed liburing; {@code embedded}: this library itself;
   *     {@code none}: nobody
   * @param version of the installed liburing; null if it is not used
   */
  public record LiburingFacts(String source, String version) {}

  /**
   * A place in the file system.
   *
   * @param path the absolute path
   * @param fileSystem the type of its file system, as in the mount table
   * @param device what is mounted there
   * @param direct whether a file there can be read and written around the page cache; null if that
   *     could not be found out
   * @param reason why not, or why it could not be found out
   * @param memoryAlignment of buffer addresses, in bytes; null if it could not be found out
   * @param offsetAlignment of file offsets and lengths
   * @param readOffsetAlignment the same for reads, where it is less
   * @param alignmentSource who says so: STATX, BLOCK_DEVICE, ASSUMED or NONE
   */
  public record PathFacts(
      String path,
      String fileSystem,
      String device,
      Boolean direct,
      String reason,
      Integer memoryAlignment,
      Integer offsetAlignment,
      Integer readOffsetAlignment,
      String alignmentSource) {}
}
