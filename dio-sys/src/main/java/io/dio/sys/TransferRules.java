// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.Mapping;
import io.dio.align.foreign.Segments;
import io.dio.sys.DirectAlignment.Source;
import io.dio.sys.foreign.Iovec;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Checks whether one file accepts a transfer, and explains errors of the kernel. */
final class TransferRules {
  /** The host's page size in bytes, or 0 until it is first needed. */
  private static int pageBytes;

  /** UIO_MAXIOV. */
  static final int MAX_PIECES = 1024;

  private final String file;
  private final boolean reads;
  private final boolean writes;
  private final DirectAlignment alignment;

  TransferRules(String file, boolean reads, boolean writes, DirectAlignment alignment) {
    this.file = file;
    this.reads = reads;
    this.writes = writes;
    this.alignment = alignment;
  }

  /** Refuses a read or write for which the file was not opened. */
  void checkAccess(boolean write) {
    if (write ? !writes : !reads) {
      throw new IllegalStateException(
          "DioFile " + file + " was not opened with " + (write ? "WRITE" : "READ"));
    }
  }

  /** Refuses a range that no file can have. */
  static void checkRange(long fileOffset, long byteSize) {
    if (fileOffset < 0) {
      throw new IllegalArgumentException("offset " + fileOffset + " is negative");
    }
    if (byteSize < 0) {
      throw new IllegalArgumentException("length " + byteSize + " is negative");
    }
    if (byteSize > Long.MAX_VALUE - fileOffset) {
      throw new IllegalArgumentException(
          "offset " + fileOffset + " + length " + byteSize + " is more than a file can have");
    }
  }

  /** {@return the most bytes that one transfer moves on this host} */
  static long maxTransferBytes() {
    int known = pageBytes;
    if (known == 0) {
      // This is not in an initialiser, because a failure there would make the class unusable for
      // the life of the JVM.
      known = Mapping.pageSize();
      pageBytes = known;
    }
    return maxTransferBytes(known);
  }

  /** MAX_RW_COUNT: Linux cuts longer transfers to the largest multiple of a page in an int. */
  static long maxTransferBytes(int pageBytes) {
    return Integer.MAX_VALUE & -pageBytes;
  }

  static void checkLength(long byteSize) {
    if (byteSize > maxTransferBytes()) {
      throw new IllegalArgumentException(
          "length " + byteSize + " is more than one transfer moves, " + maxTransferBytes());
    }
  }

  /**
   * Refuses a transfer if it is known in advance that the kernel would refuse it or do only a part.
   */
  void checkTransfer(long address, long byteSize, long fileOffset, boolean write) {
    checkAccess(write);
    checkLength(byteSize);
    checkRange(fileOffset, byteSize);
    checkAlignment(address, byteSize, fileOffset, write);
  }

  /** Refuses a misaligned transfer if the kernel has reported the alignment. */
  void checkAlignment(long address, long byteSize, long fileOffset, boolean write) {
    if (alignment.source() == Source.STATX) {
      String complaint = complaint(address, byteSize, fileOffset, write);
      if (complaint != null) {
        throw new IllegalArgumentException(complaint + ", as direct I/O on " + file + " needs");
      }
    }
  }

  /**
   * Checks each piece of a vector as {@link #checkTransfer} does, and writes the vector for the
   * kernel. It checks and writes in one pass, so that a later change of the list has no effect.
   *
   * @param vector address of room for {@link #MAX_PIECES} elements
   * @return the number of pieces, and the sum of their lengths in {@code int}s: count << 32 |
   *     length
   */
  long checkVector(List<MemorySegment> segments, long fileOffset, boolean write, long vector) {
    checkAccess(write);
    checkRange(fileOffset, 0);
    int count = segments.size();
    if (count > MAX_PIECES) {
      throw new IllegalArgumentException(
          "segments has " + count + " elements, more than one transfer takes, " + MAX_PIECES);
    }
    long total = 0;
    for (int i = 0; i < count; i++) {
      MemorySegment segment = segments.get(i);
      long address = checkPiece(segment, i, fileOffset, write);
      total += segment.byteSize();
      checkLength(total);
      Iovec.put(vector, i, address, segment.byteSize());
    }
    checkRange(fileOffset, total);
    return (long) count << 32 | total;
  }

  private long checkPiece(MemorySegment segment, int index, long fileOffset, boolean write) {
    try {
      long address = addressOf(segment, write);
      checkAlignment(address, segment.byteSize(), fileOffset, write);
      return address;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(ofPiece(index, e), e);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(ofPiece(index, e), e);
    } catch (NullPointerException e) {
      throw new NullPointerException(ofPiece(index, e));
    }
  }

  private static String ofPiece(int index, RuntimeException e) {
    return "segments[" + index + "]: " + e.getMessage();
  }

  /**
   * {@return the address of a segment that the kernel may read from, or, for a read, write into}
   */
  static long addressOf(MemorySegment segment, boolean write) {
    return write
        ? Segments.requireNative(segment, "segment")
        : Segments.requireWritable(segment, "segment");
  }

  /**
   * {@return the misaligned operand with its value and the alignment, or null if none is
   * misaligned}
   */
  private String complaint(long address, long byteSize, long fileOffset, boolean write) {
    int offsetAlignment = alignment.offsetFor(write);
    if (((address & (alignment.memory() - 1)) | ((byteSize | fileOffset) & (offsetAlignment - 1)))
        == 0) {
      return null;
    }
    if ((address & (alignment.memory() - 1)) != 0) {
      return "address 0x" + Long.toHexString(address) + notMultiple(alignment.memory());
    }
    return (byteSize & (offsetAlignment - 1)) != 0
        ? "length " + byteSize + notMultiple(offsetAlignment)
        : "offset " + fileOffset + notMultiple(offsetAlignment);
  }

  private static String notMultiple(int alignment) {
    return " is not a multiple of " + alignment;
  }

  /** {@return the exception for a transfer that failed, with the likely reason of an EINVAL} */
  ErrnoException failure(
      String call, int errno, int descriptor, long address, long byteSize, long fileOffset) {
    boolean write = call.startsWith("pwrite");
    String operands =
        operands(descriptor)
            + ", address=0x"
            + Long.toHexString(address)
            + ", length="
            + byteSize
            + ", offset="
            + fileOffset;
    return new ErrnoException(
        call,
        errno,
        operands + explanation(errno, complaint(address, byteSize, fileOffset, write)));
  }

  /** {@return the exception for a vector that failed, with the likely reason of an EINVAL} */
  ErrnoException vectorFailure(
      String call, int errno, int descriptor, List<MemorySegment> segments, long fileOffset) {
    boolean write = call.startsWith("pwrite");
    long total = 0;
    String complaint = null;
    for (int i = 0; i < segments.size(); i++) {
      MemorySegment segment = segments.get(i);
      total += segment.byteSize();
      if (complaint == null) {
        complaint = complaint(segment.address(), segment.byteSize(), fileOffset, write);
      }
    }
    return new ErrnoException(
        call,
        errno,
        operands(descriptor)
            + ", pieces="
            + segments.size()
            + ", length="
            + total
            + ", offset="
            + fileOffset
            + explanation(errno, complaint));
  }

  private String explanation(int errno, String complaint) {
    if (errno == Errno.EFAULT) {
      return "; is the arena of the segment closed?";
    }
    if (errno != Errno.EINVAL || alignment.source() == Source.NONE) {
      return "";
    }
    return complaint == null
        ? "; direct I/O, may need more than the alignment from " + alignment.source()
        : "; direct I/O, alignment from " + alignment.source() + ": " + complaint;
  }

  /** {@return the description of the file in messages} */
  String operands(int descriptor) {
    return "path=" + file + ", fd=" + descriptor;
  }

  /** {@return whether {@code fileOffset} is aligned for a transfer} */
  boolean isAligned(long fileOffset, boolean write) {
    return (fileOffset & (alignment.offsetFor(write) - 1)) == 0;
  }

  /** {@return the alignment at which a shortened transfer can continue} */
  int step(boolean write) {
    return alignment.stepFor(write);
  }
}
