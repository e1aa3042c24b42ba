// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The names in the folder of a log, and the lock that keeps a second opening out. */
final class LogFolder implements AutoCloseable {
  private static final Pattern SEGMENT = Pattern.compile("segment-(\\d{19})");
  private static final String UNFINISHED = "segment-unfinished";
  private static final String LOCK = "lock";

  private final Path path;
  private final FileChannel lock;

  private LogFolder(Path path, FileChannel lock) {
    this.path = path;
    this.lock = lock;
  }

  /**
   * Locks a folder.
   *
   * @throws IOException if there is no such folder, or if the log is open elsewhere
   */
  static LogFolder lock(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      throw new NoSuchFileException(path.toString(), null, "there is no such folder for a log");
    }
    FileChannel channel =
        FileChannel.open(path.resolve(LOCK), StandardOpenOption.WRITE, StandardOpenOption.CREATE);
    try {
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new IOException("the log in " + path + " is open in another process");
      }
      return new LogFolder(path, channel);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new IOException("the log in " + path + " is open in this process already", e);
    } catch (IOException | RuntimeException | Error e) {
      channel.close();
      throw e;
    }
  }

  /** {@return the numbers of the segments that are there, in order} */
  List<Long> segments() throws IOException {
    try (Stream<Path> files = Files.list(path)) {
      return files
          .map(file -> SEGMENT.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(matcher -> Long.parseLong(matcher.group(1)))
          .sorted()
          .toList();
    }
  }

  Path segment(long id) {
    return path.resolve("segment-%019d".formatted(id));
  }

  /** {@return the name of a segment that is being prepared} A crash may leave it behind. */
  Path unfinished() {
    return path.resolve(UNFINISHED);
  }

  /** Deletes a segment durably. */
  void delete(long id) throws IOException {
    Files.delete(segment(id));
    DioFile.syncDirectory(path);
  }

  /** Unlocks the folder. */
  @Override
  public void close() throws IOException {
    lock.close();
  }
}
