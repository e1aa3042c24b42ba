// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

import io.dio.align.AlignedMemory;
import io.dio.align.Degradation;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.backend.DirectChannel;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;

/** The loop over {@link FileChannel}: read a chunk, write it. */
final class ChannelMerge implements Merge {
  private final FileChannel input;
  private final FileChannel output;
  private final boolean direct;

  private ChannelMerge(FileChannel input, FileChannel output, boolean direct) {
    this.input = input;
    this.output = output;
    this.direct = direct;
  }

  /** Opens both files. */
  static ChannelMerge open(Path input, Path output, boolean direct)
      throws IOException, BackendUnavailableException {
    FileChannel in = open(input, StandardOpenOption.READ, direct);
    try {
      return new ChannelMerge(in, open(output, StandardOpenOption.WRITE, direct), direct);
    } catch (IOException | BackendUnavailableException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  private static FileChannel open(Path path, StandardOpenOption option, boolean direct)
      throws IOException, BackendUnavailableException {
    try {
      return direct
          ? DirectChannel.open(path, Set.of(option))
          : FileChannel.open(path, Set.of(option));
    } catch (UnsupportedOperationException e) {
      throw new BackendUnavailableException("direct I/O is refused: " + e.getMessage(), e);
    }
  }

  @Override
  public boolean isDirect() {
    return direct;
  }

  @Override
  public List<Degradation> degradations() {
    return List.of();
  }

  @Override
  public void run(MergeLayout layout) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer buffer =
          AlignedMemory.allocate(layout.chunkByteSize(), arena).segment().asByteBuffer();
      buffer.limit(layout.chunkByteSize());
      for (long chunk = 0; chunk < layout.chunks(); chunk++) {
        readFully(buffer.rewind(), layout.inputOffset(chunk));
        writeFully(output, buffer.rewind(), layout.outputOffset(chunk));
      }
      output.force(false);
    }
  }

  private void readFully(ByteBuffer buffer, long fileOffset) throws IOException {
    while (buffer.hasRemaining()) {
      if (input.read(buffer, fileOffset + buffer.position()) < 0) {
        throw new EOFException("the input ends at " + (fileOffset + buffer.position()));
      }
    }
  }

  /** Writes all bytes of a buffer. */
  static void writeFully(FileChannel output, ByteBuffer buffer, long fileOffset)
      throws IOException {
    while (buffer.hasRemaining()) {
      output.write(buffer, fileOffset + buffer.position());
    }
  }

  @Override
  public void close() throws IOException {
    try (input) {
      output.close();
    }
  }
}
