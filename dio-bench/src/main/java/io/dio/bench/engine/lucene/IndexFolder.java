// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.lucene;

import io.dio.bench.engine.CacheResidue;
import io.dio.bench.job.PageCache;
import io.dio.bench.process.Leftover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A new folder for an index. It is removed when it is closed, and when the process ends. */
final class IndexFolder implements AutoCloseable {
  private static final String PREFIX = "dio-lucene-";

  private final Leftover<Path> folder;

  private IndexFolder(Leftover<Path> folder) {
    this.folder = folder;
  }

  static IndexFolder in(Path parent) throws IOException {
    return new IndexFolder(
        Leftover.create(
            () -> Files.createTempDirectory(parent, PREFIX), IndexFolder::removeQuietly));
  }

  Path path() {
    return folder.get();
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  long byteSize() throws IOException {
    long sum = 0;
    for (Path file : files(path())) {
      sum += Files.size(file);
    }
    return sum;
  }

  /** Drops all files from the page cache. They must be synced, and not mapped. */
  void evict() throws IOException {
    for (Path file : files(path())) {
      PageCache.evict(file);
    }
  }

  /** {@return the number of pages of all files that are in the page cache} */
  long cachedPages() throws IOException {
    long sum = 0;
    for (Path file : files(path())) {
      sum += CacheResidue.pages(file);
    }
    return sum;
  }

  private static void remove(Path folder) throws IOException {
    for (Path file : files(folder)) {
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
