// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Opens or creates a file together with its storage. */
final class AllocatedFile {
  private AllocatedFile() {}

  static DioFile create(Path path, long byteSize, List<OpenOption> options) throws IOException {
    if (byteSize < 0) {
      throw new IllegalArgumentException("byteSize " + byteSize + " is negative");
    }
    List<OpenOption> all = new ArrayList<>(options);
    all.add(StandardOpenOption.WRITE);
    all.add(StandardOpenOption.CREATE);
    DioFile file = DioFile.open(PathBytes.of(path), path, OpenRequest.of(all));
    try {
      if (file.allocate(byteSize) == AllocationResult.UNSUPPORTED) {
        throw new ErrnoException(
            "fallocate", Errno.EOPNOTSUPP, "path=" + path + ", length=" + byteSize);
      }
      return file;
    } catch (IOException | RuntimeException | Error e) {
      abandon(file, e);
      throw e;
    }
  }

  private static void abandon(DioFile file, Throwable reason) {
    try {
      file.opened().facts().creation().takeBack(reason);
    } finally {
      try {
        file.close();
      } catch (IOException e) {
        reason.addSuppressed(e);
      }
    }
  }
}
