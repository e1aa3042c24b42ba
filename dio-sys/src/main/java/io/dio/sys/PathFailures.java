// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Gives a failed call on a path the matching type of {@code java.nio.file}. Programs that were
 * written for {@code FileChannel} and {@code Files} catch these types.
 */
final class PathFailures {
  private PathFailures() {}

  /**
   * {@return the exception to throw for a failed call on a path, with {@code cause} as its cause}
   *
   * @param file the path
   * @param other the second path if the call takes two, else null
   */
  static FileSystemException of(ErrnoException cause, String file, String other) {
    FileSystemException failure = typed(cause.errno(), file, other, cause.getMessage());
    failure.initCause(cause);
    return failure;
  }

  /** Two of the types cannot hold a reason. Their cause tells it. */
  private static FileSystemException typed(int errno, String file, String other, String reason) {
    if (errno == Errno.ENOENT) {
      return new NoSuchFileException(file, other, reason);
    }
    if (errno == Errno.EEXIST) {
      return new FileAlreadyExistsException(file, other, reason);
    }
    if (errno == Errno.EACCES) {
      return new AccessDeniedException(file, other, reason);
    }
    if (errno == Errno.ENOTDIR) {
      return new NotDirectoryException(file);
    }
    if (errno == Errno.ELOOP) {
      return new FileSystemLoopException(file);
    }
    return new FileSystemException(file, other, reason);
  }
}
