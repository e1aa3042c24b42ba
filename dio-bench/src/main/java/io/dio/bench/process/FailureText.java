// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says in words why something failed. */
public final class FailureText {
  private FailureText() {}

  /**
   * {@return a sentence for people}
   *
   * <p>The exceptions of the JDK's file operations often have only the path in their message. The
   * reason is in their type.
   */
  public static String of(Throwable failure) {
    return switch (failure) {
      case FileSystemException e when e.getFile() != null -> e.getFile() + ": " + reason(e);
      case Throwable e when e.getMessage() == null || e.getMessage().isBlank() -> e.toString();
      default -> failure.getMessage();
    };
  }

  /** {@return the reason, without the name of the file} */
  static String reason(FileSystemException e) {
    return switch (e) {
      case FileSystemException _ when e.getReason() != null -> e.getReason();
      case NoSuchFileException _ -> "no such file or folder";
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "exists already";
      case NotDirectoryException _ -> "is not a folder";
      case DirectoryNotEmptyException _ -> "is a folder that is not empty";
      case FileSystemLoopException _ -> "is a loop of symbolic links";
      default -> "the file system refused it (" + e.getClass().getSimpleName() + ")";
    };
  }
}
