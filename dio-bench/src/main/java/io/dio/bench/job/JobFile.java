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
 * The file on which the jobs of one run work.
 *
 * <p>An existing file belongs to somebody else and is only read. It is overwritten in two cases:
 * the user asked for it explicitly, or it carries the pattern of the same seed, so an earlier run
 * left it. Only a file that this run created is deleted.
 *
 * <p>A temporary file has no name in its folder if the system allows it; see {@link TemporaryFile}.
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
   * @param request the file that the user wants
   * @param needs the requirements of the jobs
   * @param pattern the pattern to fill it with; an existing file may already carry it
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

  /**
   * {@return a new file of the same size in the same folder, to be filled; it is deleted on close}
   */
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
      return file.size(); // works for a block device, too
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
    // Half of the free space is left to other programs.
    return wholeUnits(Math.min(DEFAULT_BYTES, usable / 2), unitByteSize);
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

  /** {@return the path to open the file by, which may not be in its folder} */
  public Path path() {
    return path;
  }

  /** {@return the folder in whose file system the file is stored} */
  public Path folder() {
    return folder;
  }

  /** {@return the name of the file in reports} */
  public String title() {
    return isNameless() ? "a temporary file in " + folder : path.toString();
  }

  private boolean isNameless() {
    return temporary != null && !temporary.hasName();
  }

  /** {@return the number of bytes that the jobs use, from the start of the file} */
  public long byteSize() {
    return byteSize;
  }

  /**
   * {@return the number of bytes after them that are not used, because they are no whole block of
   * every job}
   */
  public long restByteSize() {
    return restByteSize;
  }

  /** {@return whether the file has to be filled before the first job} */
  public boolean isToBeFilled() {
    return toBeFilled;
  }

  /** {@return whether the file carries the pattern, or will carry it} */
  public boolean isPatterned() {
    return patterned;
  }

  /** {@return whether the file outlives the run} */
  public boolean isKept() {
    return kept;
  }

  /**
   * Fills the file if necessary. A file that is to be kept outlives the run only if it was filled.
   */
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

  /** {@return the file system of the file} */
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
