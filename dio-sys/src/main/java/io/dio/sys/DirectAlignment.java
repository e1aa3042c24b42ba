// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/**
 * The alignment, in bytes, that direct transfers of one file need. Each value is a power of two; 1
 * means that no alignment is needed.
 *
 * @param memory the alignment of buffer addresses
 * @param offset the alignment of the file offset and length of a write, and of the length of each
 *     of its pieces
 * @param readOffset the same for reads; smaller than {@code offset} on files whose blocks may be
 *     shared, such as those of XFS with reflinks
 * @param source the source of these values
 */
public record DirectAlignment(int memory, int offset, int readOffset, Source source) {

  /** The source of an alignment. The most reliable source comes first. */
  public enum Source {
    /**
     * The kernel reports the alignment for this file (statx, STATX_DIOALIGN, Linux 6.1). Misaligned
     * transfers are refused before they reach the kernel.
     */
    STATX,
    /**
     * The alignment is the logical sector size of the block device below the file system, or of the
     * opened device. The kernel decides which transfers it accepts.
     */
    BLOCK_DEVICE,
    /**
     * The alignment is unknown. The value 4096 is used, which is enough for most file systems. The
     * kernel decides which transfers it accepts.
     */
    ASSUMED,
    /**
     * No alignment is needed, because the file is buffered or because the host does not require it.
     */
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

  /**
   * {@return the smallest step by which an address and a file offset can advance together and both
   * stay aligned}
   */
  int stepFor(boolean write) {
    return Math.max(memory, offsetFor(write));
  }
}
