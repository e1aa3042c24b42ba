// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Direct reads over the end of a file on XFS.
 *
 * <p>If a file grows through the page cache, XFS reserves more blocks than were written. The kernel
 * also looks at the blocks behind the end when it makes a direct read over the end. If it finds a
 * reserved block there, it fails the whole read with EIO and logs "Direct I/O collision with
 * buffered writes!" (fs/iomap/direct-io.c, seen with Linux 6.18). A channel writes the last bytes
 * of a file through the page cache, so its own reads can meet such blocks, and those of a stream.
 * The blocks in front of the end are never in that state: the kernel places them before it reads.
 */
public final class BehindEnd {
  private BehindEnd() {}

  /**
   * {@return how many bytes to read in place of {@code byteSize}: the whole blocks up to the end of
   * the file; 0 if the file ends in front of {@code fileOffset}}
   *
   * @param failure what the read of {@code byteSize} bytes failed with
   * @throws IOException {@code failure}, unless it can come from blocks behind the end
   */
  public static long bytesInFile(IOException failure, DioFile file, long fileOffset, long byteSize)
      throws IOException {
    boolean refused = ErrnoException.find(failure).filter(e -> e.errno() == Errno.EIO).isPresent();
    if (!refused || !file.isDirect()) {
      throw failure;
    }
    int block = file.alignment().readOffset();
    long end = (file.size() + block - 1) & -block;
    if (end - fileOffset >= byteSize) {
      throw failure;
    }
    return Math.max(0, end - fileOffset);
  }

  /** {@return the first {@code byteSize} bytes of the segments} */
  public static List<MemorySegment> first(List<MemorySegment> segments, long byteSize) {
    List<MemorySegment> first = new ArrayList<>();
    long left = byteSize;
    for (MemorySegment segment : segments) {
      if (left == 0) {
        break;
      }
      long some = Math.min(left, segment.byteSize());
      first.add(segment.asSlice(0, some));
      left -= some;
    }
    return first;
  }
}
