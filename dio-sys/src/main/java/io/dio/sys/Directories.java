// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/**
 * Makes names durable. Syncing a file does not sync the directory that names it: after a crash a
 * file that was just created or renamed may be there under its old name, or under none.
 */
final class Directories {
  private Directories() {}

  static void sync(Path directory) throws IOException {
    sync(PathBytes.of(directory), directory.toString());
  }

  private static void sync(PathBytes directory, String name) throws IOException {
    HostFiles host = HostFiles.current();
    int flags = OpenFlags.O_RDONLY | host.openFlags().directory() | host.openFlags().closeOnExec();
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      descriptor = FileCalls.open(directory.nulTerminated(arena), flags, 0);
    }
    if (descriptor < 0) {
      throw PathFailures.of(
          new ErrnoException(
              "open", -descriptor, "path=" + name + ", flags=" + host.openFlags().names(flags)),
          name,
          null);
    }
    int result = host.sync(descriptor);
    int closed = FileCalls.close(descriptor);
    if (result < 0) {
      throw new ErrnoException("fsync", -result, "path=" + name + ", fd=" + descriptor);
    }
    if (closed < 0) {
      throw new ErrnoException("close", -closed, "path=" + name + ", fd=" + descriptor);
    }
  }

  static void rename(Path source, Path target) throws IOException {
    rename(PathBytes.of(source), PathBytes.of(target));
  }

  static void rename(PathBytes source, PathBytes target) throws IOException {
    HostFiles.current();
    try (Arena arena = Arena.ofConfined()) {
      int result = FileCalls.rename(source.nulTerminated(arena), target.nulTerminated(arena));
      if (result < 0) {
        throw PathFailures.of(
            new ErrnoException("rename", -result, "source=" + source + ", target=" + target),
            source.toString(),
            target.toString());
      }
    }
    PathBytes targetFolder = target.parent();
    PathBytes sourceFolder = source.parent();
    // The new name first: should the machine stop between the two, the file has both rather than
    // none.
    sync(targetFolder, targetFolder.toString());
    if (!sourceFolder.equals(targetFolder)) {
      sync(sourceFolder, sourceFolder.toString());
    }
  }
}
