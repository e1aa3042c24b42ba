// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import java.util.List;

/**
 * The report of {@code dio probe}, in the form for tools.
 *
 * @param kernel operating system and release
 * @param jdk version of the Java runtime
 * @param ioUring whether this process may use io_uring
 * @param scheduler what a scheduler with default options uses and lacks here, in words
 * @param liburing who makes the ring's system calls
 * @param memlockBytes how much memory the process may lock; null without limit, or if the system
 *     does not report it
 * @param hugePages huge pages of 2 MiB that are reserved; null if the system does not report it
 * @param freeHugePages how many of them are free
 * @param transparentHugePages when the kernel makes huge pages by itself: always, madvise or never
 * @param pageBytes the size of an ordinary page
 * @param path the probed folder or file
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
   * @param kind the name of the cause if it cannot be used
   * @param cause the cause in words
   * @param remedy what the user can do about it
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
   *     {@code none}: there is no ring
   * @param version of the installed liburing; null if it is not used
   */
  public record LiburingFacts(String source, String version) {}

  /**
   * A place in the file system.
   *
   * @param path the absolute path
   * @param fileSystem the type of its file system, as in the mount table
   * @param device the mounted device
   * @param direct whether direct I/O works on a file there; null if that could not be found out
   * @param reason the reason why it does not work, or why that could not be found out
   * @param memoryAlignment of buffer addresses, in bytes; null if it could not be found out
   * @param offsetAlignment of file offsets and lengths
   * @param readOffsetAlignment the same for reads, if it is smaller
   * @param alignmentSource the source of the alignment: STATX, BLOCK_DEVICE, ASSUMED or NONE
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
