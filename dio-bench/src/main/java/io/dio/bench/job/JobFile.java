// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.pattern.Pattern;
import io.dio.bench.probe.Mount;
import io.dio.bench.process.TemporaryFile;
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
 *
 * <p>A temporary file has no name in its folder where the system allows, see {@link TemporaryFile}.
 */
public final class JobFile implements AutoCloseable {
  private static final long DEFAULT_BYTES = 1L << 30;
  private static final String PREFIX = "dio-run-";

  private final Path path;
  private final Path folder;
  private final long byteSize;
  private final long restByteSize;
  private final boolean toBeFilled;
  private final boolean patterned;
  private final boolean kept;

  /** Deletes the file when the run ends, also by a signal; null for a file that stays. */
  private TemporaryFile temporary;

  private JobFile(
      Path path,
      Path folder,
      long byteSize,
      long restByteSize,
      boolean toBeFilled,
      boolean patterned,
      boolean kept) {
    this.path = path;
    this.folder = folder;
    this.byteSize = byteSize;
    this.restByteSize = restByteSize;
    this.toBeFilled = toBeFilled;
    this.patterned = patterned;
    this.kept = kept;
  }

  private static JobFile createdHere(
      TemporaryFile temporary, Path folder, long byteSize, boolean kept) {
    JobFile file = new JobFile(temporary.path(), folder, byteSize, 0, true, true, kept);
    file.temporary = temporary;
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
    TemporaryFile temporary =
        request.keep()
            ? TemporaryFile.inWithName(folder.path(), PREFIX)
            : TemporaryFile.in(folder.path(), PREFIX);
    return createdHere(temporary, folder.path(), byteSize, request.keep());
  }

  /** {@return a new file to be filled, as large as this one and in its folder, deleted on close} */
  public JobFile anotherBeside() throws IOException, UsageException {
    long byteSizeThatFits =
        sizeThatFits(DiskFolder.of(folder), OptionalLong.of(byteSize), byteSize);
    return createdHere(TemporaryFile.in(folder, PREFIX), folder, byteSizeThatFits, false);
  }

  private static JobFile created(Path path, FileRequest request, long unitByteSize)
      throws IOException, UsageException {
    Path parent = folderOf(path);
    if (!Files.isDirectory(parent)) {
      throw new UsageException("--file " + path + ": there is no folder " + parent);
    }
    long byteSize = sizeThatFits(DiskFolder.of(parent), request.byteSize(), unitByteSize);
    return createdHere(TemporaryFile.named(path), parent, byteSize, request.keep());
  }

  private static JobFile existing(Path path, FileRequest request, FileNeeds needs, Pattern pattern)
      throws IOException, UsageException {
    long present = presentByteSize(path);
    if (request.fill()) {
      long byteSize = wholeUnits(request.byteSize().orElse(present), needs.unitByteSize());
      return new JobFile(path, folderOf(path), byteSize, 0, true, true, true);
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
    return new JobFile(path, folderOf(path), byteSize, wanted - byteSize, false, patterned, true);
  }

  private static Path folderOf(Path path) {
    return path.toAbsolutePath().getParent();
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

  /** {@return the path to open the file by, which may not be one in its folder} */
  public Path path() {
    return path;
  }

  /** {@return the folder in whose file system the file is stored} */
  public Path folder() {
    return folder;
  }

  /** {@return what a report calls the file} */
  public String title() {
    return isNameless() ? "a temporary file in " + folder : path.toString();
  }

  private boolean isNameless() {
    return temporary != null && !temporary.hasName();
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
      if (kept && temporary != null) {
        temporary.keep();
        temporary = null;
      }
    }
  }

  /** {@return the file system it is on} */
  public Mount mount() {
    return Mount.of(isNameless() ? folder : path);
  }

  @Override
  public void close() throws IOException {
    if (temporary != null) {
      temporary.close();
    }
  }
}
