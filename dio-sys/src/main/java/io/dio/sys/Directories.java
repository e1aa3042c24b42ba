// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * Makes the names of files durable. A sync of a file does not sync its directory. After a crash, a
 * file that was just created or renamed may have its old name or no name.
 *
 * <p>The directories are opened before a name is changed. So a lack of descriptors, or of
 * permission to read a directory, is reported before anything has happened.
 */
final class Directories {
  private Directories() {}

  static void sync(Path directory) throws IOException {
    sync(PathBytes.of(directory), directory.toString());
  }

  static void sync(PathBytes directory) throws IOException {
    sync(directory, directory.toString());
  }

  private static void sync(PathBytes directory, String name) throws IOException {
    try (OpenDirectory opened = OpenDirectory.open(directory, name)) {
      opened.sync();
    }
  }

  static void rename(Path source, Path target) throws IOException {
    PathBytes from = PathBytes.of(source);
    PathBytes to = PathBytes.of(target);
    boolean sameFolder = from.parent().equals(to.parent());
    try (OpenDirectory targetFolder = OpenDirectory.holding(to);
        OpenDirectory sourceFolder = sameFolder ? null : OpenDirectory.holding(from)) {
      targetFolder.refuseIfPoisoned("rename");
      if (sourceFolder != null) {
        sourceFolder.refuseIfPoisoned("rename");
      }
      rename(from, to);
      // The new name is synced first. If the machine stops between the two syncs, the file has
      // both names and not none.
      targetFolder.sync();
      if (sourceFolder != null) {
        sourceFolder.sync();
      }
    }
  }

  /** Renames a file and syncs the open directory that contains both names. */
  static void rename(PathBytes source, PathBytes target, OpenDirectory folder) throws IOException {
    folder.refuseIfPoisoned("rename");
    rename(source, target);
    folder.sync();
  }

  private static void rename(PathBytes source, PathBytes target) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int result = FileCalls.rename(source.nulTerminated(arena), target.nulTerminated(arena));
      if (result < 0) {
        throw PathFailures.of(
            new ErrnoException("rename", -result, "source=" + source + ", target=" + target),
            source.toString(),
            target.toString());
      }
    }
  }
}
