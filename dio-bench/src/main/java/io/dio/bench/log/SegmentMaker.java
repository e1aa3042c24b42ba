// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.align.AlignedBuffer;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Makes segments: from nothing, or from a file whose records nobody needs any more. Either way the
 * segment gets its name when it is complete and durable, so a crash leaves no half of one.
 */
final class SegmentMaker {
  private static final int CHUNK_BYTES = 1 << 20;

  private final LogFolder folder;
  private final long logId;
  private final LogOptions options;

  SegmentMaker(LogFolder folder, long logId, LogOptions options) {
    this.folder = folder;
    this.logId = logId;
    this.options = options;
  }

  /**
   * Creates a segment.
   *
   * @param id its number
   * @return the open segment, whose blocks are written and whose name is durable
   */
  Segment create(long id) throws IOException {
    try (DioFile file = Segment.create(folder.unfinished(), options.direct())) {
      // Not every file system can reserve blocks. The zeros below claim them in any case.
      file.allocate(options.segmentBytes());
      SegmentHeader header = new SegmentHeader(logId, id, options.segmentBytes(), blockBytes(file));
      write(file, header, options.segmentBytes());
      file.sync();
    }
    return publish(id, options.segmentBytes());
  }

  /**
   * Gives a segment a new number. Its old records stay, and their checksums no longer fit.
   *
   * @param oldId the number of a segment that is closed
   * @param id its new number
   */
  Segment recycle(long oldId, long id) throws IOException {
    // Durably, because the new header must never appear under the old name.
    DioFile.renameDurably(folder.segment(oldId), folder.unfinished());
    if (Files.size(folder.unfinished()) != options.segmentBytes()) {
      return create(id); // the log was opened with another size
    }
    try (DioFile file = Segment.open(folder.unfinished(), options.direct())) {
      SegmentHeader header = new SegmentHeader(logId, id, options.segmentBytes(), blockBytes(file));
      write(file, header, header.blockBytes());
      file.sync();
    }
    return publish(id, options.segmentBytes());
  }

  /** A commit has to be whole blocks of the device, or direct I/O would refuse it. */
  static int blockBytes(DioFile file) {
    return Math.max(LogOptions.BLOCK_BYTES, file.alignment().offset());
  }

  /**
   * Writes the header, and zeros behind it up to {@code byteSize}. Blocks that are only reserved
   * would cost each commit an update of metadata when they are written for the first time.
   */
  private static void write(DioFile file, SegmentHeader header, long byteSize) throws IOException {
    try (AlignedBuffer buffer = AlignedBuffer.allocate(Math.min(CHUNK_BYTES, byteSize))) {
      MemorySegment chunk = buffer.segment();
      header.write(chunk);
      for (long offset = 0; offset < byteSize; offset += chunk.byteSize()) {
        long length = Math.min(chunk.byteSize(), byteSize - offset);
        file.writeFully(chunk.asSlice(0, length), offset);
        chunk.asSlice(0, SegmentHeader.BYTES).fill((byte) 0);
      }
    }
  }

  private Segment publish(long id, long byteSize) throws IOException {
    Path path = folder.segment(id);
    DioFile.renameDurably(folder.unfinished(), path);
    return new Segment(id, Segment.open(path, options.direct()), byteSize);
  }
}
