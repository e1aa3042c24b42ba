// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.bench.process.Leftover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A new folder for a log of segments. It is removed when it is closed or the process ends. */
final class SegmentFolder implements AutoCloseable {
  private static final String PREFIX = "dio-log-";

  private final Leftover<Path> folder;

  private SegmentFolder(Leftover<Path> folder) {
    this.folder = folder;
  }

  static SegmentFolder in(Path parent) throws IOException {
    return new SegmentFolder(
        Leftover.create(
            () -> Files.createTempDirectory(parent, PREFIX), SegmentFolder::removeQuietly));
  }

  Path path() {
    return folder.get();
  }

  private static void remove(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all = files.toList();
    }
    for (Path file : all) {
      Files.deleteIfExists(file);
    }
    Files.deleteIfExists(folder);
  }

  private static void removeQuietly(Path folder) {
    try {
      remove(folder);
    } catch (IOException | UncheckedIOException e) {
      // The process is being ended, and the folder may be gone.
    }
  }

  @Override
  public void close() throws IOException {
    remove(path());
    folder.forget();
  }
}
