// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.FileStatus.DeviceNumber;
import io.dio.sys.foreign.HostFiles;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;

/**
 * The file that an opening created. It is removed if the opening fails later.
 *
 * @param file the path of the created file; null if no file was created or the path is not known
 * @param doubt the reason why a file that may have been created cannot be removed, else null
 */
record Creation(PathBytes file, FileSystemException doubt) {
  static final Creation NONE = new Creation(null, null);

  /** The number of symbolic links that Linux follows. */
  private static final int MAX_LINKS = 40;

  /** {@return the creation of a file under the given name} */
  static Creation of(PathBytes file) {
    return new Creation(file, null);
  }

  /**
   * {@return the creation of a file through a symbolic link whose target did not exist, if this
   * opening created it}
   *
   * <p>Another process may have created the file a moment before, and its file must not be removed.
   * Only the kernel knows who created it. A file is removed only if this opening is known to have
   * created it, and if it is found at the target of the link.
   *
   * @param link the path that was opened
   * @param descriptor the open file
   */
  static Creation through(Path link, int descriptor) {
    int created = HostFiles.current().wasCreated(descriptor);
    if (created == 0) {
      return NONE;
    }
    if (created < 0) {
      return doubtful(link, "the kernel does not tell who created it (Linux 6.12 and later do)");
    }
    try {
      Path file = behindLinks(link);
      if (leadsTo(file, OpenedFile.status(descriptor, "path=" + link + ", fd=" + descriptor))) {
        return of(PathBytes.of(file));
      }
      return doubtful(link, "it is not where the link leads");
    } catch (IOException e) {
      return doubtful(link, "it is not found where the link leads: " + e.getMessage());
    }
  }

  private static Creation doubtful(Path link, String why) {
    return new Creation(
        null,
        new FileSystemException(
            link.toString(),
            null,
            "an empty file that was created through this symbolic link may have been left: "
                + why));
  }

  private static Path behindLinks(Path link) throws IOException {
    Path path = link;
    for (int i = 0; i < MAX_LINKS && Files.isSymbolicLink(path); i++) {
      path = path.resolveSibling(Files.readSymbolicLink(path));
    }
    return path;
  }

  private static boolean leadsTo(Path path, FileStatus status) throws IOException {
    Map<String, Object> seen =
        Files.readAttributes(path, "unix:dev,ino", LinkOption.NOFOLLOW_LINKS);
    return status.inode() == (long) seen.get("ino")
        && status.device().equals(DeviceNumber.of((long) seen.get("dev")));
  }

  /**
   * Removes the created file.
   *
   * @param reason the failure of the opening; a suppressed exception reports a file that could not
   *     be removed
   */
  void takeBack(Throwable reason) {
    if (doubt != null) {
      reason.addSuppressed(doubt);
    }
    if (file == null) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      int result = FileCalls.unlink(file.nulTerminated(arena));
      if (result < 0 && result != -Errno.ENOENT) {
        reason.addSuppressed(new ErrnoException("unlink", -result, "path=" + file));
      }
    }
  }
}
