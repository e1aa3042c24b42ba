// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Native;
import io.dio.sys.foreign.FileCalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;

/** Replaces a file atomically: readers see the old file or the complete new one. */
final class WholeFile {
  private static final EnumSet<StandardOpenOption> SUPPORTED =
      EnumSet.of(StandardOpenOption.DSYNC, StandardOpenOption.SYNC);

  private WholeFile() {}

  static void write(Path path, MemorySegment segment, List<OpenOption> options) throws IOException {
    OpenRequest request = request(options);
    TransferRules.addressOf(segment, true);
    PathBytes target = PathBytes.of(path);
    PathBytes temporary = target.sibling(TemporaryFiles.newName());
    // The directory is opened first. If it could not be synced later, the old file must stay.
    try (Arena arena = Arena.ofConfined();
        OpenDirectory folder = OpenDirectory.holding(target)) {
      // It is allocated now, because there may be no memory when it is needed.
      long temporaryAddress = temporary.nulTerminated(arena);
      folder.refuseIfPoisoned("writeFile");
      try {
        writeTemporary(temporary, path, segment, request, options);
        Directories.rename(temporary, target, folder);
      } catch (IOException | RuntimeException | Error e) {
        FileCalls.unlink(temporaryAddress);
        throw e;
      }
    } catch (ErrnoException e) {
      throw PathFailures.of(e, path.toString(), null);
    }
  }

  /**
   * Writes and closes the temporary file. Closing may report a failure, which must come before the
   * rename.
   */
  private static void writeTemporary(
      PathBytes temporary,
      Path path,
      MemorySegment segment,
      OpenRequest request,
      List<OpenOption> options)
      throws IOException {
    Path shown = path.resolveSibling(temporary.fileName());
    try (DioFile file = DioFile.open(temporary, shown, request)) {
      write(file, segment);
      // Before the rename, so that nobody finds the file by its name with other permissions.
      TemporaryPermissions.grant(file.opened().descriptor(), temporary, path);
      if (options.contains(StandardOpenOption.SYNC)) {
        file.sync();
      } else {
        file.dataSync();
      }
    }
  }

  /**
   * Removes DSYNC and SYNC from the open options: one sync at the end has the same effect as one
   * per write.
   */
  private static OpenRequest request(List<OpenOption> options) {
    DirectMode direct = null;
    for (OpenOption option : options) {
      Objects.requireNonNull(option, "options contains null");
      if (option instanceof DirectMode mode) {
        direct = OpenRequest.onlyOne(direct, mode);
      } else if (!(option instanceof StandardOpenOption known && SUPPORTED.contains(known))) {
        throw new UnsupportedOperationException(
            "option "
                + option
                + " is not supported by writeFile; these are: "
                + SUPPORTED
                + " and DirectMode REQUIRED, PREFERRED");
      }
    }
    return new OpenRequest(
        EnumSet.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
        direct,
        TemporaryPermissions.WHILE_WRITTEN);
  }

  /**
   * Direct writes end at a multiple of the alignment. So the tail is padded, and the padding is cut
   * off again.
   */
  private static void write(DioFile file, MemorySegment segment) throws IOException {
    long byteSize = segment.byteSize();
    long tail = byteSize & (file.alignment().offset() - 1);
    file.writeFully(segment.asSlice(0, byteSize - tail), 0);
    if (tail > 0) {
      writePadded(file, segment, byteSize - tail, tail);
      file.truncate(byteSize);
    }
  }

  private static void writePadded(DioFile file, MemorySegment segment, long offset, long tail)
      throws IOException {
    DirectAlignment alignment = file.alignment();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment padded = arena.allocate(alignment.offset(), alignment.memory());
      // The address is used, because the segment may be confined to another thread.
      MemorySegment rest = Native.segment(segment.address() + offset, tail);
      MemorySegment.copy(rest, JAVA_BYTE, 0, padded, JAVA_BYTE, 0, tail);
      file.writeFully(padded, offset);
    } finally {
      Reference.reachabilityFence(segment);
    }
  }
}
