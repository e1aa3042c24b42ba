// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that a command writes when it is done. The command knows at the start that the file can be
 * created.
 *
 * <p>The file is written completely or not at all: under a temporary name beside it, which is then
 * renamed. A device or a pipe is written directly.
 */
public final class OutputFile implements AutoCloseable {
  private final Path target;
  private final OutputStream stream;

  /** The file under its temporary name; null for a device or a pipe. */
  private final Leftover<Path> unfinished;

  private OutputFile(Path target, OutputStream stream, Leftover<Path> unfinished) {
    this.target = target;
    this.stream = stream;
    this.unfinished = unfinished;
  }

  /**
   * Opens it. An existing file stays unchanged until {@link #write}.
   *
   * @throws IOException if it cannot be written there, see {@link FailureText}
   */
  public static OutputFile open(Path path) throws IOException {
    if (!Files.exists(path)) {
      return openUnfinished(path.toAbsolutePath());
    }
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "is a directory");
    }
    if (!Files.isRegularFile(path)) {
      return new OutputFile(path, Files.newOutputStream(path, StandardOpenOption.WRITE), null);
    }
    if (!Files.isWritable(path)) {
      throw new FileSystemException(path.toString(), null, "cannot be written: permission denied");
    }
    return openUnfinished(path.toRealPath()); // so that a symbolic link stays a link
  }

  private static OutputFile openUnfinished(Path target) throws IOException {
    Path folder = target.resolveSibling("");
    if (!Files.isDirectory(folder)) {
      throw new FileSystemException(target.toString(), null, "there is no such folder");
    }
    Leftover<Path> unfinished = create(target);
    try {
      copyPermissions(target, unfinished.get());
      return new OutputFile(
          target, Files.newOutputStream(unfinished.get(), StandardOpenOption.WRITE), unfinished);
    } catch (IOException e) {
      deleteQuietly(unfinished.get());
      unfinished.forget();
      throw e;
    }
  }

  private static Leftover<Path> create(Path target) throws IOException {
    while (true) {
      String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
      Path name = target.resolveSibling("." + target.getFileName() + "." + random + ".tmp");
      try {
        return Leftover.create(() -> Files.createFile(name), OutputFile::deleteQuietly);
      } catch (FileAlreadyExistsException e) {
        // The name is taken. The loop tries another random name.
      } catch (FileSystemException e) {
        // The user has never seen the temporary name, so the message shows the name of the target.
        throw named(target, e);
      }
    }
  }

  private static FileSystemException named(Path target, FileSystemException cause) {
    FileSystemException failure =
        new FileSystemException(
            target.toString(), null, "cannot be written: " + FailureText.reason(cause));
    failure.initCause(cause);
    return failure;
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    if (Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(from);
      Files.setPosixFilePermissions(to, permissions);
    }
  }

  /** Writes the whole file. If that fails, the previous contents are still there. */
  public void write(String text) throws IOException {
    try (stream) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
    }
    if (unfinished != null) {
      Files.move(
          unfinished.get(),
          target,
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      unfinished.forget();
    }
  }

  /** Removes a file that was not written completely. */
  @Override
  public void close() throws IOException {
    stream.close();
    if (unfinished != null) {
      Files.deleteIfExists(unfinished.get());
      unfinished.forget();
    }
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The process is being ended, or the caller fails for another reason, which it reports.
    }
  }
}
