// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Errno;
import io.dio.sys.foreign.FileCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
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
    PathBytes bytes = PathBytes.of(path);
    DioFile file = DioFile.open(bytes, path, OpenRequest.of(all));
    try {
      if (file.allocate(byteSize) == AllocationResult.UNSUPPORTED) {
        throw new ErrnoException(
            "fallocate", Errno.EOPNOTSUPP, "path=" + path + ", length=" + byteSize);
      }
      return file;
    } catch (IOException | RuntimeException | Error e) {
      abandon(file, bytes, e);
      throw e;
    }
  }

  private static void abandon(DioFile file, PathBytes bytes, Throwable reason) {
    if (file.opened().facts().created()) {
      try (Arena arena = Arena.ofConfined()) {
        FileCalls.unlink(bytes.nulTerminated(arena));
      }
    }
    try {
      file.close();
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }
}
