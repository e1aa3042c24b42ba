// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Degradation;
import io.dio.align.Degradation.Cause;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import java.util.ArrayList;
import java.util.List;

/** Describes what an opening asked for and did not get. */
final class OpenDegradations {
  /** The subject of {@link DioFile#fallbackReason}. */
  static final String DIRECT_IO = "direct I/O";

  private OpenDegradations() {}

  /** {@return the degradation of a file for which the system refused direct I/O} */
  static Degradation refused(ErrnoException failure) {
    boolean byFileSystem = failure.errno() == Errno.EINVAL;
    String reason =
        (byFileSystem ? "the file system refuses direct I/O: " : "direct I/O cannot be turned on: ")
            + failure.getMessage();
    String remedy =
        byFileSystem
            ? "put the file on a file system that has direct I/O, such as ext4, XFS or btrfs"
            : "remove the reason that the failed call names, and open the file again";
    return Degradation.of(DIRECT_IO, Cause.of(failure), reason, remedy).withFailure(failure);
  }

  /**
   * {@return the degradation of a file for which the kernel accepts O_DIRECT but buffers the
   * transfers}
   */
  static Degradation reportedAsBuffered() {
    return Degradation.of(
        DIRECT_IO,
        Cause.NOT_SUPPORTED,
        "the file system accepts O_DIRECT but reports (statx, STATX_DIOALIGN 0/0) that transfers"
            + " of this file go through the page cache",
        "mount ext4 without data=journal, and keep the file without encryption, fs-verity and"
            + " compression");
  }

  /**
   * {@return all degradations of an opened file}
   *
   * @param noDirect the reason why it is not direct although that was preferred, or null
   * @param explicitSync whether the host makes no write durable by itself
   */
  static List<Degradation> of(
      OpenRequest request, Degradation noDirect, DirectAlignment alignment, boolean explicitSync) {
    List<Degradation> found = new ArrayList<>();
    if (noDirect != null) {
      found.add(noDirect);
    }
    switch (alignment.source()) {
      case BLOCK_DEVICE -> found.add(unreported("that of the block device is taken"));
      case ASSUMED -> found.add(unreported("4096 bytes are assumed"));
      case STATX, NONE -> {}
    }
    if (request.durability() != Durability.NONE && explicitSync) {
      found.add(
          Degradation.of(
              "durable writes",
              Cause.NOT_SUPPORTED,
              "DSYNC and SYNC stop at the cache of the drive on this host",
              "call syncAfterWrite() after the writes that have to be durable"));
    }
    return List.copyOf(found);
  }

  /** {@return the degradation of a direct file that cannot be opened once more for reads} */
  static Degradation noCarrierReads(String refusal) {
    return Degradation.of(
        "reads by virtual threads themselves",
        Cause.OTHER,
        "the file could not be opened a second time (" + refusal + "), and worker threads read",
        "mount /proc and allow more open files; the opening is tried again after a second");
  }

  private static Degradation unreported(String instead) {
    return Degradation.of(
        "reported alignment",
        Cause.NOT_SUPPORTED,
        "this kernel or file system does not report (statx, STATX_DIOALIGN) what direct transfers"
            + " of the file must be aligned to, and "
            + instead,
        "use Linux 6.1 or newer and a file system that reports it, such as ext4 or XFS; until then"
            + " the kernel refuses what does not fit with EINVAL");
  }
}
