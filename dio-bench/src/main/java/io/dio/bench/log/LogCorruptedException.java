// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A log has damage that no crash explains: a record is missing although a later commit is there.
 * Nothing was changed. To cut the log at such a place would drop records that were acknowledged, so
 * a person has to decide.
 */
public final class LogCorruptedException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Path file;
  private final long fileOffset;

  LogCorruptedException(Path file, long fileOffset, String message) {
    super("%s, offset %d: %s".formatted(file, fileOffset, message));
    this.file = file;
    this.fileOffset = fileOffset;
  }

  /** {@return the segment with the damage} */
  public Path file() {
    return file;
  }

  /** {@return where in the segment the damage begins, in bytes} */
  public long fileOffset() {
    return fileOffset;
  }
}
