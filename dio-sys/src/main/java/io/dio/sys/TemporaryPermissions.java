// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.OpenFlags;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The permissions of a temporary file that replaces another file: while it is written, and when it
 * is complete.
 */
final class TemporaryPermissions {
  /** While the file is written, only its owner may read it. */
  static final int WHILE_WRITTEN = 0600;

  private static final int PERMISSIONS = 0777;
  private static final int GROUP = 0070;

  private static final int S_IFMT = 0xF000;
  private static final int S_IFREG = 0x8000;

  private TemporaryPermissions() {}

  /** Does the same as the other method, for a temporary file that is closed. */
  static void grant(PathBytes temporary, Path target) throws IOException {
    OpenFlags host = HostFiles.current().openFlags();
    // A link is not followed. Otherwise another file would get the permissions.
    int flags = OpenFlags.O_RDONLY | host.noFollow() | host.closeOnExec();
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      descriptor = FileCalls.open(temporary.nulTerminated(arena), flags, 0);
    }
    if (descriptor < 0) {
      throw new ErrnoException(
          "open", -descriptor, "path=" + temporary + ", flags=" + host.names(flags));
    }
    try {
      grant(descriptor, temporary, target);
    } finally {
      FileCalls.close(descriptor);
    }
  }

  /**
   * Gives a complete temporary file the permissions of the file that it replaces. If there is none,
   * or if a link is replaced, it gets those of a new file in this directory.
   */
  static void grant(int descriptor, PathBytes temporary, Path target) throws IOException {
    int now = permissions(descriptor, temporary);
    Path shown = target.resolveSibling(temporary.fileName());
    int wanted = wanted(shown, target);
    if (wanted < 0) {
      wanted = ofNewFile(temporary);
    }
    if (wanted == now) {
      return; // some file systems, such as FAT, refuse every change
    }
    int result = FileCalls.fchmod(descriptor, wanted);
    if (result < 0) {
      throw new ErrnoException(
          "fchmod", -result, "path=" + temporary + ", mode=0" + Integer.toOctalString(wanted));
    }
  }

  private static int permissions(int descriptor, PathBytes path) throws IOException {
    return OpenedFile.status(descriptor, "path=" + path + ", fd=" + descriptor).mode()
        & PERMISSIONS;
  }

  /** {@return the permissions of the file that is replaced; -1 if there is no such file} */
  private static int wanted(Path temporary, Path target) throws IOException {
    Map<String, Object> replaced;
    try {
      replaced = Files.readAttributes(target, "unix:mode,gid", LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return -1;
    } catch (FileSystemException e) {
      return wantedWithoutGroup(target, e);
    }
    int mode = (int) replaced.get("mode");
    if ((mode & S_IFMT) != S_IFREG) {
      return -1;
    }
    int permissions = mode & PERMISSIONS;
    boolean sameGroup =
        replaced
            .get("gid")
            .equals(Files.getAttribute(temporary, "unix:gid", LinkOption.NOFOLLOW_LINKS));
    return sameGroup ? permissions : forAnotherGroup(permissions);
  }

  /** The group of the new file was a part of the others before. */
  private static int forAnotherGroup(int permissions) {
    return permissions & (~GROUP | (permissions << 3));
  }

  /**
   * {@return as the other method, if a seccomp filter denies statx to the JDK} dio has another call
   * for that, which does not tell the group. So the group may have changed.
   */
  private static int wantedWithoutGroup(Path target, FileSystemException refusal)
      throws IOException {
    int descriptor;
    try (Arena arena = Arena.ofConfined()) {
      descriptor = HostFiles.current().pinLink(PathBytes.of(target).nulTerminated(arena));
    }
    if (descriptor < 0) {
      throw refusal;
    }
    try {
      FileStatus status = OpenedFile.status(descriptor, "path=" + target + ", fd=" + descriptor);
      return status.isRegularFile() ? forAnotherGroup(status.mode() & PERMISSIONS) : -1;
    } finally {
      FileCalls.close(descriptor);
    }
  }

  /**
   * {@return the permissions that the system gives to a new file} They depend on the umask, and on
   * the default access control list of the directory. So an empty file is created and removed.
   */
  private static int ofNewFile(PathBytes temporary) throws IOException {
    PathBytes probe = temporary.sibling(TemporaryFiles.newName());
    OpenFlags host = HostFiles.current().openFlags();
    int flags = OpenFlags.O_WRONLY | host.create() | host.exclusive() | host.closeOnExec();
    try (Arena arena = Arena.ofConfined()) {
      long address = probe.nulTerminated(arena);
      int descriptor = FileCalls.open(address, flags, OpenRequest.DEFAULT_PERMISSIONS);
      if (descriptor < 0) {
        throw new ErrnoException(
            "open", -descriptor, "path=" + probe + ", flags=" + host.names(flags));
      }
      try {
        return permissions(descriptor, probe);
      } finally {
        FileCalls.unlink(address);
        FileCalls.close(descriptor);
      }
    }
  }
}
