// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

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

/** Reads an output from the device and compares every chunk with the one of the input. */
final class MergeCheck {
  private MergeCheck() {}

  /**
   * Compares the whole output.
   *
   * @param contents the bytes of the input
   * @param findings receives the result
   */
  static void run(JobFile output, MergeLayout layout, Contents contents, Findings findings)
      throws IOException {
    PageCache.prepare(output, Access.READ, false);
    try (DioFile file = DioFile.open(output.path(), StandardOpenOption.READ, DirectMode.PREFERRED);
        Arena arena = Arena.ofConfined()) {
      MemorySegment chunk = AlignedMemory.allocate(layout.chunkByteSize(), arena).segment();
      MemorySegment part = chunk.asSlice(0, layout.chunkByteSize());
      for (long i = 0; i < layout.chunks(); i++) {
        Contents.scribble(part, 0, part.byteSize());
        file.readFully(part, layout.outputOffset(i));
        Optional<Mismatch> mismatch =
            contents.check(part, 0, layout.inputOffset(i), part.byteSize());
        mismatch.ifPresentOrElse(
            findings::mismatch, () -> findings.verified(layout.chunkByteSize()));
      }
    }
  }
}
