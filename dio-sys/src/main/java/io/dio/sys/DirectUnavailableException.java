// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.Serial;
import java.nio.file.FileSystemException;

/**
 * Thrown if direct I/O is required and the file system does not support it for this file. If the
 * file was created, it is removed; an existing file keeps its contents. If the removal fails, a
 * suppressed exception names the file.
 *
 * @since 0.1.0
 */
public final class DirectUnavailableException extends FileSystemException {
  @Serial private static final long serialVersionUID = 1L;

  DirectUnavailableException(String path, String reason) {
    super(path, null, reason);
  }
}
