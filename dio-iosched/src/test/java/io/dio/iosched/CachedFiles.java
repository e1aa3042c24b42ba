// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.align.Degradation;
import io.dio.sys.DioFile;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.Iovec;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether the page cache can be queried and read. Tests of inline reads need that. */
public final class CachedFiles {
  private CachedFiles() {}

  /** Skips the test if the host or the file system of {@code directory} does not support it. */
  public static void requireOn(Path directory) throws IOException {
    HostFiles host = HostFiles.current();
    Optional<Degradation> missing = host.pageCacheRefusal();
    Skip.unless(missing.isEmpty(), "needs " + missing.map(Degradation::toString).orElse(""));
    Path path = Files.createTempFile(directory, "cached", "");
    try (DioFile file = DioFile.open(path, FileKind.BUFFERED.existingFile());
        Arena arena = Arena.ofConfined()) {
      file.writeFully(arena.allocate(4096), 0);
      long vector = arena.allocate(Iovec.BYTE_SIZE, Long.BYTES).address();
      Iovec.put(vector, 0, arena.allocate(4096).address(), 4096);
      Skip.unless(
          host.readCached(FileAccess.instance().descriptor(file), vector, 1, 0) == 4096,
          "the file system of " + directory + " does not read just what is cached");
    } finally {
      Files.delete(path);
    }
  }
}
