// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

import io.dio.align.Degradation;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The mapped input, written through a {@link FileChannel}. */
final class MappedMerge implements Merge {
  private final Path input;
  private final FileChannel output;

  private MappedMerge(Path input, FileChannel output) {
    this.input = input;
    this.output = output;
  }

  /** Opens the output. The input is mapped when the merge runs. */
  static MappedMerge open(Path input, Path output) throws IOException {
    return new MappedMerge(input, FileChannel.open(output, StandardOpenOption.WRITE));
  }

  @Override
  public boolean isDirect() {
    return false;
  }

  @Override
  public List<Degradation> degradations() {
    return List.of();
  }

  @Override
  public void run(MergeLayout layout) throws IOException {
    try (Arena arena = Arena.ofConfined();
        FileChannel channel = FileChannel.open(input, StandardOpenOption.READ)) {
      MemorySegment mapping =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, layout.byteSize(), arena);
      for (long chunk = 0; chunk < layout.chunks(); chunk++) {
        ChannelMerge.writeFully(
            output,
            mapping.asSlice(layout.inputOffset(chunk), layout.chunkByteSize()).asByteBuffer(),
            layout.outputOffset(chunk));
      }
      output.force(false);
    }
  }

  @Override
  public void close() throws IOException {
    output.close();
  }
}
