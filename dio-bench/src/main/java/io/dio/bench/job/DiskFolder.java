// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.probe.Mount;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder for a job's temporary file, on a disk if one of the usual folders is on a disk.
 *
 * @param path an existing folder that this process may write to
 * @param fileSystem the type of its file system, as in the mount table
 */
record DiskFolder(Path path, String fileSystem) {
  /** File systems in memory. A job there says nothing about a disk. */
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs", "devtmpfs", "hugetlbfs");

  private static final long UNKNOWN_ROOM = 64 << 20;

  /**
   * File systems that stand on another one, such as a container's root. Whether direct I/O works
   * depends on the lower one.
   */
  private static final Set<String> STACKED = Set.of("overlay", "overlayfs", "aufs", "unionfs");

  /**
   * {@return the best of the temporary folder, {@code /var/tmp}, the working folder and the home
   * folder, in this order}
   */
  static DiskFolder find() throws IOException {
    return best(
        Stream.of(
                System.getProperty("java.io.tmpdir"),
                "/var/tmp",
                System.getProperty("user.dir"),
                System.getProperty("user.home"))
            .filter(Objects::nonNull)
            .map(Path::of)
            .toList());
  }

  static DiskFolder best(List<Path> candidates) throws IOException {
    DiskFolder best = null;
    for (Path candidate : candidates) {
      if (Files.isDirectory(candidate) && Files.isWritable(candidate)) {
        DiskFolder folder = of(candidate);
        if (best == null || folder.rank() < best.rank()) {
          best = folder;
        }
      }
    }
    if (best == null) {
      throw new IOException(
          "no folder for a temporary file: none of %s can be written; name one with --file"
              .formatted(candidates));
    }
    return best;
  }

  /** {@return the folder, with the type of its file system or "unknown"} */
  static DiskFolder of(Path path) {
    return new DiskFolder(path, Mount.of(path).fileSystem());
  }

  boolean isInMemory() {
    return IN_MEMORY.contains(fileSystem);
  }

  /** {@return the free space, or a guess if the file system does not report it, as ramfs} */
  long usableBytes() throws IOException {
    FileStore store = Files.getFileStore(path);
    return store.getTotalSpace() == 0 ? UNKNOWN_ROOM : store.getUsableSpace();
  }

  private int rank() {
    return isInMemory() ? 2 : STACKED.contains(fileSystem) ? 1 : 0;
  }
}
