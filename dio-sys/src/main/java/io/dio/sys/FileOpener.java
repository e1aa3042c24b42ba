// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.internal.FlightEvents;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.Function;

/**
 * Opens one file.
 *
 * <p>The file is opened buffered and then switched to direct I/O, and it is truncated only after
 * that. An open with O_DIRECT could be refused after it has created the file. Or it could truncate
 * a file and fail afterwards because direct I/O is not available.
 */
final class FileOpener {
  /**
   * Two attempts are enough, unless another process creates and deletes the file at the same time.
   */
  private static final int CREATE_ATTEMPTS = 8;

  private final HostFiles host;
  private final Path path;
  private final String name;
  private final PathBytes bytes;
  private final long pathAddress;
  private final OpenRequest request;
  private Creation creation = Creation.NONE;

  /**
   * Whether the file was opened, and perhaps created, through a link whose target did not exist.
   */
  private boolean throughLink;

  private FileOpener(
      HostFiles host, Path path, PathBytes bytes, long pathAddress, OpenRequest request) {
    this.host = host;
    this.path = path;
    this.name = path.toString();
    this.bytes = bytes;
    this.pathAddress = pathAddress;
    this.request = request;
  }

  /**
   * {@return the object that {@code front} creates for the opened file}
   *
   * @param bytes the path as bytes, for the kernel
   * @param path the same path, for messages and the JDK
   * @param front creates the object that users see; if it throws, the file is closed, and removed
   *     if this opening created it
   */
  static <T> T open(PathBytes bytes, Path path, OpenRequest request, Function<OpenedFile, T> front)
      throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      long pathAddress = bytes.nulTerminated(arena);
      return new FileOpener(HostFiles.current(), path, bytes, pathAddress, request).open(front);
    } catch (ErrnoException e) {
      throw PathFailures.of(e, path.toString(), null);
    }
  }

  private <T> T open(Function<OpenedFile, T> front) throws IOException {
    int descriptor = openDescriptor();
    try {
      if (throughLink) {
        creation = Creation.through(path, descriptor);
      }
      return front.apply(new OpenedFile(name, descriptor, prepare(descriptor)));
    } catch (IOException | RuntimeException | Error e) {
      // This catches errors too: there may be no memory, or no thread for the cleaner.
      try {
        FileCalls.close(descriptor);
      } finally {
        takeBack(e);
      }
      throw e;
    }
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the name that was given
  private void takeBack(Throwable reason) {
    if (creation.file() != bytes) {
      creation.takeBack(reason);
      return;
    }
    // The address exists already. There may be no memory for another one.
    int result = FileCalls.unlink(pathAddress);
    if (result < 0 && result != -Errno.ENOENT) {
      reason.addSuppressed(new ErrnoException("unlink", -result, "path=" + name));
    }
  }

  private FileSystemException notAFile() {
    return new FileSystemException(name, null, "neither a regular file nor a block device");
  }

  /** Also finds out whether this open created the file. */
  private int openDescriptor() throws IOException {
    int flags = request.flags(host.openFlags());
    int exclusive = flags | host.openFlags().create() | host.openFlags().exclusive();
    if (request.createsNew()) {
      int result = require(openWith(exclusive), exclusive);
      creation = Creation.of(bytes);
      return result;
    }
    int result = openPresent(flags);
    for (int i = 0; request.creates() && result == -Errno.ENOENT && i < CREATE_ATTEMPTS; i++) {
      result = openWith(exclusive);
      if (result != -Errno.EEXIST) {
        require(result, exclusive);
        creation = Creation.of(bytes);
        return result;
      }
      result = openPresent(flags); // another process created it just now
    }
    if (request.creates() && result == -Errno.ENOENT) {
      // A symbolic link to a file that does not exist: exclusive creation refuses links.
      result = openWith(flags | host.openFlags().create());
      throughLink = result >= 0;
    }
    return require(result, flags);
  }

  /**
   * Opens an existing file after a check of its type. An open(2) of a pipe would wait until its
   * other end is opened, and an open(2) of a device may start an action. The file is pinned between
   * the check and the opening, so that the name cannot lead to another file meanwhile.
   *
   * @return a descriptor, or {@code -errno}
   * @throws IOException if it is neither a regular file nor a block device
   */
  private int openPresent(int flags) throws IOException {
    int pinned = host.pin(pathAddress);
    if (pinned == -Errno.ENOTSUP) {
      refuseSpecialFile();
      return openWith(flags);
    }
    if (pinned < 0) {
      return pinned;
    }
    int result;
    try {
      requireFile(status(pinned));
      result = host.reopenBuffered(pinned, flags);
    } finally {
      FileCalls.close(pinned);
    }
    // There is no /proc here, or no room for two descriptors.
    boolean onlyByName =
        result == -Errno.ENOENT || result == -Errno.EMFILE || result == -Errno.ENFILE;
    return onlyByName ? openWith(flags) : result;
  }

  /** Checks the type like {@link #openPresent}, but the name can change afterwards. */
  private void refuseSpecialFile() throws FileSystemException {
    boolean special;
    try {
      special =
          Files.readAttributes(path, BasicFileAttributes.class).isOther()
              && !FileStatus.isBlockDevice((int) Files.getAttribute(path, "unix:mode"));
    } catch (IOException e) {
      return; // open(2) says why
    }
    if (special) {
      throw notAFile();
    }
  }

  private int openWith(int flags) {
    return FileCalls.open(pathAddress, flags, request.permissions());
  }

  private int require(int result, int flags) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(
          "open", -result, "path=" + name + ", flags=" + host.openFlags().names(flags));
    }
    return result;
  }

  private OpenFacts prepare(int descriptor) throws IOException {
    FileStatus status = status(descriptor);
    requireFile(status);
    Degradation noDirect = request.direct() == null ? null : makeDirect(descriptor, status);
    boolean direct = request.direct() != null && noDirect == null;
    DirectAlignment alignment =
        direct ? new AlignmentProbe(host).probe(descriptor, status) : DirectAlignment.UNRESTRICTED;
    if (request.truncates() && status.isRegularFile()) {
      int result = FileCalls.ftruncate(descriptor, 0);
      if (result < 0) {
        throw new ErrnoException(
            "ftruncate", -result, "path=" + name + ", fd=" + descriptor + ", length=0");
      }
    }
    List<Degradation> missing =
        OpenDegradations.of(request, noDirect, alignment, Platform.requiresExplicitSync());
    FlightEvents.fallbacks(name, missing);
    return new OpenFacts(request, alignment, direct, missing, status, creation);
  }

  private FileStatus status(int descriptor) throws IOException {
    return OpenedFile.status(descriptor, "path=" + name + ", fd=" + descriptor);
  }

  private void requireFile(FileStatus status) throws IOException {
    if (status.isDirectory()) {
      throw new ErrnoException("open", Errno.EISDIR, "path=" + name);
    }
    if (!status.isRegularFile() && !status.isBlockDevice()) {
      throw notAFile();
    }
  }

  /** {@return null if the file is direct, else the reason why it is buffered} */
  private Degradation makeDirect(int descriptor, FileStatus status) throws IOException {
    Degradation refusal = null;
    int result = host.setDirect(descriptor, true);
    if (result < 0) {
      String operands = "path=" + name + ", fd=" + descriptor + ", F_SETFL O_DIRECT";
      refusal = OpenDegradations.refused(new ErrnoException("fcntl", -result, operands));
    } else if (status.direct() != null && !status.direct().supported()) {
      refusal = OpenDegradations.reportedAsBuffered();
      host.setDirect(descriptor, false);
    }
    if (refusal != null && request.direct() == DirectMode.REQUIRED) {
      DirectUnavailableException unavailable =
          new DirectUnavailableException(name, refusal.reason());
      refusal.failure().ifPresent(unavailable::initCause);
      throw unavailable;
    }
    return refusal;
  }
}
