// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.util.Objects;

/**
 * The alignment in bytes that direct transfers of one file need. Each number is a power of two. It
 * is 1 if nothing has to be aligned. {@link DioFile#alignment} gives it.
 *
 * @since 0.1.0
 */
public final class DirectAlignment {

  /**
   * Where an alignment comes from, best first.
   *
   * @since 0.1.0
   */
  public enum Source {
    /**
     * The kernel reports it for this file (statx, STATX_DIOALIGN, Linux 6.1). Misaligned transfers
     * are refused before they reach the kernel.
     */
    STATX,
    /**
     * The logical sector size of the block device below the file system, or of the device that was
     * opened. The kernel decides which transfers it accepts.
     */
    BLOCK_DEVICE,
    /**
     * Neither the kernel nor a device reports it. 4096 is assumed, which is enough for most file
     * systems. The kernel decides which transfers it accepts.
     */
    ASSUMED,
    /** Nothing needs to be aligned, because the file is buffered or the host has no such rule. */
    NONE
  }

  static final DirectAlignment UNRESTRICTED = of(1, 1, 1, Source.NONE);

  private final int memory;
  private final int offset;
  private final int readOffset;
  private final Source source;

  private DirectAlignment(int memory, int offset, int readOffset, Source source) {
    this.memory = memory;
    this.offset = offset;
    this.readOffset = readOffset;
    this.source = source;
  }

  /**
   * {@return a set of alignments, each of which must be a power of two}
   *
   * @throws IllegalArgumentException if one is not
   */
  static DirectAlignment of(int memory, int offset, int readOffset, Source source) {
    requirePowerOfTwo("memory", memory);
    requirePowerOfTwo("offset", offset);
    requirePowerOfTwo("readOffset", readOffset);
    return new DirectAlignment(
        memory, offset, readOffset, Objects.requireNonNull(source, "source"));
  }

  private static void requirePowerOfTwo(String name, int value) {
    if (Integer.bitCount(value) != 1 || value < 0) {
      throw new IllegalArgumentException(name + " " + value + " is not a power of two");
    }
  }

  /** {@return the alignment of buffer addresses, in bytes} */
  public int memory() {
    return memory;
  }

  /** {@return the alignment of file offsets and lengths of writes, in bytes} Each piece counts. */
  public int offset() {
    return offset;
  }

  /**
   * {@return the alignment of file offsets and lengths of reads, in bytes}
   *
   * <p>It is smaller than {@link #offset} on files whose blocks may be shared, such as those of XFS
   * with reflinks.
   */
  public int readOffset() {
    return readOffset;
  }

  /** {@return the source of the numbers} */
  public Source source() {
    return source;
  }

  /** {@return whether the other object holds the same numbers from the same source} */
  @Override
  public boolean equals(Object other) {
    return other instanceof DirectAlignment that
        && memory == that.memory
        && offset == that.offset
        && readOffset == that.readOffset
        && source == that.source;
  }

  /** {@return a hash code that fits {@link #equals}} */
  @Override
  public int hashCode() {
    return Objects.hash(memory, offset, readOffset, source);
  }

  /** {@return all numbers and their source} */
  @Override
  public String toString() {
    return "DirectAlignment[memory="
        + memory
        + ", offset="
        + offset
        + ", readOffset="
        + readOffset
        + ", source="
        + source
        + "]";
  }

  int offsetFor(boolean write) {
    return write ? offset : readOffset;
  }

  /** The distance at which both an address and a file offset stay aligned when both advance. */
  int stepFor(boolean write) {
    return Math.max(memory, offsetFor(write));
  }
}
