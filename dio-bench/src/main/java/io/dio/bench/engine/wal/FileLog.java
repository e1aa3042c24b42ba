// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.align.Degradation;
import io.dio.bench.backend.Lane;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.OptionalLong;

/** A log over the blocking calls of {@link DioFile}, whose concurrent syncs share system calls. */
final class FileLog implements LogWriter {
  private final DioFile file;

  /** Takes over an open file. */
  FileLog(DioFile file) {
    this.file = file;
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    return new CommitLane(memory, blockByteSize, this::commit);
  }

  private long commit(MemorySegment record, long fileOffset) throws IOException {
    file.writeFully(record, fileOffset);
    file.dataSync();
    return record.byteSize();
  }

  @Override
  public boolean isDirect() {
    return file.isDirect();
  }

  @Override
  public List<Degradation> degradations() {
    return file.degradations();
  }

  @Override
  public OptionalLong syncs() {
    return OptionalLong.empty();
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
