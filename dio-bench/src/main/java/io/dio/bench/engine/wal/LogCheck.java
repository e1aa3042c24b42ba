// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.align.AlignedMemory;
import io.dio.bench.engine.Findings;
import io.dio.bench.job.Access;
import io.dio.bench.job.JobFile;
import io.dio.bench.job.PageCache;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Mismatch;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Reads a log from the device and compares every record. */
final class LogCheck {
  private static final long MAX_CHUNK_BYTES = 1 << 20;

  private LogCheck() {}

  /**
   * Compares the records from the start of the log on.
   *
   * @param file the file of the log
   * @param byteSize the size of all acknowledged records, which are side by side
   * @param recordByteSize the size of each; a record that is lost counts as one mismatch
   * @param contents the bytes that were acknowledged
   * @param findings receives the result
   */
  static void run(
      JobFile file, long byteSize, int recordByteSize, Contents contents, Findings findings)
      throws IOException {
    // A record in memory alone would prove nothing.
    PageCache.prepare(file, Access.READ, false);
    long chunkByteSize =
        Math.max(recordByteSize, MAX_CHUNK_BYTES / recordByteSize * recordByteSize);
    try (DioFile log = DioFile.open(file.path(), StandardOpenOption.READ, DirectMode.PREFERRED);
        Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = AlignedMemory.allocate(chunkByteSize, arena).segment();
      for (long offset = 0; offset < byteSize; offset += chunkByteSize) {
        long length = Math.min(chunkByteSize, byteSize - offset);
        Contents.scribble(chunk, 0, length);
        log.readFully(chunk.asSlice(0, length), offset);
        for (long at = 0; at < length; at += recordByteSize) {
          Optional<Mismatch> mismatch = contents.check(chunk, at, offset + at, recordByteSize);
          mismatch.ifPresentOrElse(findings::mismatch, () -> findings.verified(recordByteSize));
        }
      }
    }
  }
}
