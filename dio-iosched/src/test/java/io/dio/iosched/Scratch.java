// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Small real files, memory, and operations on them. */
public final class Scratch implements AutoCloseable {
  public static final int BYTES = 512;

  private final Path directory;
  private final Arena arena = Arena.ofShared();
  private final List<DioFile> files = new ArrayList<>();
  private final DioFile file;
  private final MemorySegment memory = arena.allocate(BYTES, Long.BYTES);

  /** Files are made in {@code directory}, which the caller removes. */
  public Scratch(Path directory) {
    this.directory = directory;
    this.file = open();
  }

  /** {@return the file of all operations that name no other} */
  public DioFile file() {
    return file;
  }

  /** {@return another new and empty file, opened with {@code options} in addition} */
  public DioFile open(OpenOption... options) {
    List<OpenOption> all = new ArrayList<>(List.of(options));
    all.add(StandardOpenOption.READ);
    all.add(StandardOpenOption.WRITE);
    all.add(StandardOpenOption.CREATE_NEW);
    try {
      DioFile opened =
          DioFile.open(directory.resolve("file" + files.size()), all.toArray(OpenOption[]::new));
      files.add(opened);
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the memory of all operations, of {@link #BYTES} bytes} */
  public MemorySegment memory() {
    return memory;
  }

  public MemorySegment allocate(long byteSize) {
    return arena.allocate(byteSize, Long.BYTES);
  }

  public Op read() {
    return read(file);
  }

  public Op read(DioFile from) {
    return Op.read(from, memory, 0);
  }

  public Op write() {
    return write(file);
  }

  public Op write(DioFile to) {
    return Op.write(to, memory, 0);
  }

  /** {@return that many reads; each is an object of its own} */
  public List<Op> reads(int count) {
    List<Op> ops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ops.add(Op.read(file, memory, (long) i * BYTES));
    }
    return ops;
  }

  public RecordingMemory pooled() {
    return new RecordingMemory(allocate(BYTES));
  }

  /** Closes the files, which waits for their operations, and frees the memory. */
  @Override
  public void close() {
    for (DioFile opened : files) {
      try {
        opened.close();
      } catch (IOException e) {
        // A poisoned file reports its error once more, but it is closed.
      }
    }
    arena.close();
  }
}
