// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.ticket;

import io.dio.align.ErrnoException;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.UnsupportedFlagException;
import io.dio.sys.DirectUnavailableException;
import io.dio.sys.ShortTransferException;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Creates new exceptions from stored failures. */
public final class Failures {
  private Failures() {}

  /**
   * {@return a new exception of the type of {@code stored}} If a stored exception were thrown
   * twice, the second catcher would see the stack trace of the first. It would also collect the
   * suppressed exceptions of both.
   *
   * <p>An exception of another type cannot be copied; the result is then an {@link IOException}.
   */
  public static IOException fresh(IOException stored) {
    return switch (stored) {
      case FileSystemException failure -> freshOfPath(failure);
      case ErrnoException failure ->
          causedBy(
              failure,
              new ErrnoException(
                  failure.call(), failure.errno(), failure.operands(), failure.explanation()));
      case ShortTransferException failure ->
          causedBy(
              failure,
              new ShortTransferException(
                  operation(failure), failure.expected(), failure.transferred()));
      case SchedulerFailedException failure ->
          new SchedulerFailedException(failure.getMessage(), failure);
      case UnsupportedFlagException failure ->
          new UnsupportedFlagException(
              failure.flags(), (ErrnoException) failure.getCause(), failure.denied());
      default -> new IOException(stored.getMessage(), stored);
    };
  }

  /**
   * The failed call remains the direct cause, as for an exception of a blocking call. If there is
   * none, the stored exception is the cause.
   */
  private static IOException freshOfPath(FileSystemException stored) {
    FileSystemException fresh = sameType(stored);
    fresh.initCause(stored.getCause() instanceof ErrnoException call ? call : stored);
    for (Throwable suppressed : stored.getSuppressed()) {
      fresh.addSuppressed(suppressed);
    }
    return fresh;
  }

  private static FileSystemException sameType(FileSystemException stored) {
    String file = stored.getFile();
    String other = stored.getOtherFile();
    String reason = stored.getReason();
    return switch (stored) {
      case NoSuchFileException _ -> new NoSuchFileException(file, other, reason);
      case FileAlreadyExistsException _ -> new FileAlreadyExistsException(file, other, reason);
      case AccessDeniedException _ -> new AccessDeniedException(file, other, reason);
      case NotDirectoryException _ -> new NotDirectoryException(file);
      case FileSystemLoopException _ -> new FileSystemLoopException(file);
      case DirectUnavailableException _ -> FileAccess.instance().directUnavailable(file, reason);
      default -> new FileSystemException(file, other, reason);
    };
  }

  /** The message consists of the operation and, behind the last colon, the counts. */
  private static String operation(ShortTransferException failure) {
    String message = failure.getMessage();
    return message.substring(0, message.lastIndexOf(": "));
  }

  private static IOException causedBy(IOException stored, IOException fresh) {
    fresh.initCause(stored);
    return fresh;
  }
}
