// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.io.Serial;
import java.nio.file.FileSystemException;

/**
 * Direct I/O was required for a file whose file system has none. A file that was created is
 * removed, and an existing one keeps its contents. What could not be removed a suppressed exception
 * names.
 */
public final class DirectUnavailableException extends FileSystemException {
  @Serial private static final long serialVersionUID = 1L;

  DirectUnavailableException(String path, String reason) {
    super(path, null, reason);
  }
}
