// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * Makes names durable. Syncing a file does not sync the directory that names it: after a crash a
 * file that was just created or renamed may be there under its old name, or under none.
 *
 * <p>The directories are opened before a name is changed. What the system can refuse, as for want
 * of descriptors or of permission to read a directory, it refuses while nothing has happened.
 */
final class Directories {
  private Directories() {}

  static void sync(Path directory) throws IOException {
    try (OpenDirectory opened = OpenDirectory.open(PathBytes.of(directory), directory.toString())) {
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
      // The new name first: should the machine stop between the two, the file has both rather than
      // none.
      targetFolder.sync();
      if (sourceFolder != null) {
        sourceFolder.sync();
      }
    }
  }

  /** Renames a file, and syncs the open directory that holds both names. */
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
