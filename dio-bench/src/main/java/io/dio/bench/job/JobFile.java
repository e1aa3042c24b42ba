// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Pattern;
import io.dio.bench.probe.Mount;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;

/**
 * The file that the jobs of one run are run on.
 *
 * <p>A file that exists is somebody's: it is read as it is. It is overwritten only if that was
 * asked for in so many words, or if it carries the pattern of the same seed, which means that an
 * earlier run left it here. Only a file that this run created is deleted.
 */
public final class JobFile implements AutoCloseable {
  private static final long DEFAULT_BYTES = 1L << 30;

  private final Path path;
  private final long byteSize;
  private final long restByteSize;
  private final boolean toBeFilled;
  private final boolean patterned;
  private final boolean kept;

  /** Deletes the file if the run is ended by a signal; null for a file that stays. */
  private Thread deletion;

  private JobFile(
      Path path,
      long byteSize,
      long restByteSize,
      boolean toBeFilled,
      boolean patterned,
      boolean kept) {
    this.path = path;
    this.byteSize = byteSize;
    this.restByteSize = restByteSize;
    this.toBeFilled = toBeFilled;
    this.patterned = patterned;
    this.kept = kept;
  }

  private static JobFile createdHere(Path path, long byteSize, boolean kept) {
    JobFile file = new JobFile(path, byteSize, 0, true, true, kept);
    file.deletion = new Thread(file::deleteQuietly, "dio-delete-file");
    Runtime.getRuntime().addShutdownHook(file.deletion);
    return file;
  }

  /**
   * Finds or creates the file.
   *
   * @param request which file the user wants
   * @param needs what the jobs are going to do with it
   * @param pattern what it is filled with, or may be filled with already
   */
  public static JobFile open(FileRequest request, FileNeeds needs, Pattern pattern)
      throws IOException, UsageException {
    if (request.path().isEmpty()) {
      return temporary(request, needs.unitByteSize());
    }
    Path path = request.path().get();
    if (Files.isDirectory(path)) {
      throw new UsageException("--file " + path + " is a directory");
    }
    if (!Files.exists(path)) {
      return created(path, request, needs.unitByteSize());
    }
    return existing(path, request, needs, pattern);
  }

  private static JobFile temporary(FileRequest request, long unitByteSize)
      throws IOException, UsageException {
    DiskFolder folder = DiskFolder.find();
    long byteSize = sizeThatFits(folder, request.byteSize(), unitByteSize);
    Path path = Files.createTempFile(folder.path(), "dio-run-", ".data");
    return createdHere(path, byteSize, request.keep());
  }

  /** {@return a new, empty file in the folder of another, deleted on close} */
  static JobFile temporaryBeside(Path other, long byteSize) throws IOException {
    Path folder = other.toAbsolutePath().getParent();
    return createdHere(Files.createTempFile(folder, "dio-beside-", ".data"), byteSize, false);
  }

  private static JobFile created(Path path, FileRequest request, long unitByteSize)
      throws IOException, UsageException {
    Path parent = path.toAbsolutePath().getParent();
    if (!Files.isDirectory(parent)) {
      throw new UsageException("--file " + path + ": there is no folder " + parent);
    }
    long byteSize = sizeThatFits(DiskFolder.of(parent), request.byteSize(), unitByteSize);
    Files.createFile(path);
    return createdHere(path, byteSize, request.keep());
  }

  private static JobFile existing(Path path, FileRequest request, FileNeeds needs, Pattern pattern)
      throws IOException, UsageException {
    long present = presentByteSize(path);
    if (request.fill()) {
      long byteSize = wholeUnits(request.byteSize().orElse(present), needs.unitByteSize());
      return new JobFile(path, byteSize, 0, true, true, true);
    }
    long wanted = request.byteSize().orElse(present);
    if (wanted > present) {
      throw new UsageException(
          "--size %d is more than the %d bytes of %s; --fill would overwrite and extend the file"
              .formatted(wanted, present, path));
    }
    long byteSize = wholeUnits(wanted, needs.unitByteSize());
    boolean patterned = PatternProbe.carries(path, byteSize, pattern);
    if (needs.writable() && !patterned) {
      throw new UsageException(
          "%s exists and is not a file that dio filled with this seed: a write job would destroy it."
                  .formatted(path)
              + " Give --fill to overwrite it all the same");
    }
    return new JobFile(path, byteSize, wanted - byteSize, false, patterned, true);
  }

  private static long presentByteSize(Path path) throws IOException {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ)) {
      return file.size(); // of a block device, too
    }
  }

  private static long sizeThatFits(DiskFolder folder, OptionalLong wanted, long unitByteSize)
      throws IOException, UsageException {
    long usable = folder.usableBytes();
    if (wanted.isPresent()) {
      if (wanted.getAsLong() > usable) {
        throw new UsageException(
            "--size %d is more than the %d bytes left in %s"
                .formatted(wanted.getAsLong(), usable, folder.path()));
      }
      return wholeUnits(wanted.getAsLong(), unitByteSize);
    }
    return wholeUnits(Math.min(DEFAULT_BYTES, usable / 2), unitByteSize); // leaves some to others
  }

  private static long wholeUnits(long byteSize, long unitByteSize) throws UsageException {
    long whole = byteSize / unitByteSize * unitByteSize;
    if (whole == 0) {
      throw new UsageException(
          "a size of %d bytes is too small: the blocks of these jobs need a multiple of %d"
              .formatted(byteSize, unitByteSize));
    }
    return whole;
  }

  public Path path() {
    return path;
  }

  /** {@return the bytes that the jobs go over, from the start of the file} */
  public long byteSize() {
    return byteSize;
  }

  /** {@return the bytes behind them that were to be used but are no whole block of every job} */
  public long restByteSize() {
    return restByteSize;
  }

  /** {@return whether the file has to be filled before the first job} */
  public boolean isToBeFilled() {
    return toBeFilled;
  }

  /** {@return whether the file carries, or is going to carry, the pattern} */
  public boolean isPatterned() {
    return patterned;
  }

  /** {@return whether the file outlives the run} */
  public boolean isKept() {
    return kept;
  }

  /** Fills the file if that has to be: only then does one that is to be kept outlive the run. */
  public void prepare(Pattern pattern, Progress progress) throws IOException {
    if (toBeFilled) {
      progress.activity("fill");
      Filler.fill(this, pattern, progress);
      if (kept) {
        cancelDeletion();
      }
    }
  }

  /** {@return the type of the file system it is on} */
  public String fileSystem() {
    return Mount.of(path).fileSystem();
  }

  @Override
  public void close() throws IOException {
    if (deletion != null) {
      Files.deleteIfExists(path);
      cancelDeletion();
    }
  }

  private void cancelDeletion() {
    if (deletion != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(deletion);
      } catch (IllegalStateException e) {
        return; // the process is being ended, and the hook runs
      }
      deletion = null;
    }
  }

  private void deleteQuietly() {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The process is going down; there is nobody left to tell.
    }
  }
}
