// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/**
 * What direct transfers of one file must be aligned to, in bytes; each a power of two, 1 where
 * there is no demand.
 *
 * @param memory alignment of buffer addresses
 * @param offset alignment of file offsets and lengths of writes, and of each piece's length
 * @param readOffset the same for reads; smaller than {@code offset} on files whose blocks may be
 *     shared, such as those of XFS with reflinks
 * @param source where the numbers come from
 */
public record DirectAlignment(int memory, int offset, int readOffset, Source source) {

  /** Where an alignment comes from, best first. */
  public enum Source {
    /**
     * The kernel reports it for this very file (statx, STATX_DIOALIGN, Linux 6.1). Transfers that
     * do not fit are refused before they reach the kernel.
     */
    STATX,
    /**
     * The logical sector size of the block device below the file system, or of the device that was
     * opened. The kernel decides what it accepts.
     */
    BLOCK_DEVICE,
    /** Nobody says: 4096, enough for most file systems. The kernel decides what it accepts. */
    ASSUMED,
    /** Nothing needs to be aligned: the file is buffered, or the host makes no demand. */
    NONE
  }

  static final DirectAlignment UNRESTRICTED = new DirectAlignment(1, 1, 1, Source.NONE);

  /**
   * Creates a set of alignments.
   *
   * @throws IllegalArgumentException if one is not a power of two
   */
  public DirectAlignment {
    requirePowerOfTwo("memory", memory);
    requirePowerOfTwo("offset", offset);
    requirePowerOfTwo("readOffset", readOffset);
    if (source == null) {
      throw new NullPointerException("source");
    }
  }

  private static void requirePowerOfTwo(String name, int value) {
    if (Integer.bitCount(value) != 1 || value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is not a power of two");
    }
  }

  int offsetFor(boolean write) {
    return write ? offset : readOffset;
  }

  /** The distance at which both an address and a file offset stay aligned when both advance. */
  int stepFor(boolean write) {
    return Math.max(memory, offsetFor(write));
  }
}
