// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.internal.PathCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.nio.file.Path;

/** The calls on paths that a scheduler makes. */
abstract sealed class PreparedPathCall implements PathCall {
  private static final long[] NO_ADDRESSES = {};

  private PreparedPathCall() {}

  /** Gives a file another name, and replaces a file that has this name. See rename(2). */
  static PathCall rename(Path source, Path target) {
    return new Rename(PathBytes.of(source), PathBytes.of(target));
  }

  /** Gives a complete temporary file the permissions and the name of the file that it replaces. */
  static PathCall publish(Path temporary, Path target) {
    return new Publication(PathBytes.of(temporary), target, rename(temporary, target));
  }

  /** Removes a name. See unlink(2). */
  static PathCall unlink(Path path) {
    return new Unlink(PathBytes.of(path));
  }

  /** Does what {@link DioFile#syncDirectory} does. */
  static PathCall syncDirectory(Path directory) {
    return new DirectorySync(PathBytes.of(directory));
  }

  private static final class Rename extends PreparedPathCall {
    private final PathBytes source;
    private final PathBytes target;

    /** A ring reads the paths some time after the submission, so the memory lives with this. */
    private final Arena arena = Arena.ofAuto();

    private final long sourceAddress;
    private final long targetAddress;

    Rename(PathBytes source, PathBytes target) {
      this.source = source;
      this.target = target;
      this.sourceAddress = source.nulTerminated(arena);
      this.targetAddress = target.nulTerminated(arena);
    }

    @Override
    public String operands() {
      return "source=" + source + ", target=" + target;
    }

    @Override
    public void execute() throws IOException {
      try {
        int result = FileCalls.rename(sourceAddress, targetAddress);
        if (result < 0) {
          throw failure("rename", -result);
        }
      } finally {
        Reference.reachabilityFence(arena);
      }
    }

    @Override
    public long[] addresses() {
      return new long[] {sourceAddress, targetAddress};
    }

    @Override
    public IOException failure(String call, int errno) {
      return typed(
          new ErrnoException(call, errno, operands()), source.toString(), target.toString());
    }
  }

  private static final class Publication extends PreparedPathCall {
    private final PathBytes temporary;
    private final Path target;
    private final PathCall rename;

    Publication(PathBytes temporary, Path target, PathCall rename) {
      this.temporary = temporary;
      this.target = target;
      this.rename = rename;
    }

    @Override
    public String operands() {
      return rename.operands();
    }

    @Override
    public void execute() throws IOException {
      try {
        TemporaryPermissions.grant(temporary, target);
      } catch (ErrnoException e) {
        throw typed(e, temporary.toString(), null);
      }
      rename.execute();
    }

    @Override
    public long[] addresses() {
      return NO_ADDRESSES;
    }

    @Override
    public IOException failure(String call, int errno) {
      return rename.failure(call, errno);
    }
  }

  private static final class Unlink extends PreparedPathCall {
    private final PathBytes path;
    private final Arena arena = Arena.ofAuto();
    private final long address;

    Unlink(PathBytes path) {
      this.path = path;
      this.address = path.nulTerminated(arena);
    }

    @Override
    public String operands() {
      return "path=" + path;
    }

    @Override
    public void execute() throws IOException {
      try {
        int result = FileCalls.unlink(address);
        if (result < 0) {
          throw failure("unlink", -result);
        }
      } finally {
        Reference.reachabilityFence(arena);
      }
    }

    @Override
    public long[] addresses() {
      return new long[] {address};
    }

    @Override
    public IOException failure(String call, int errno) {
      return typed(new ErrnoException(call, errno, operands()), path.toString(), null);
    }
  }

  private static final class DirectorySync extends PreparedPathCall {
    private final PathBytes directory;

    DirectorySync(PathBytes directory) {
      this.directory = directory;
    }

    @Override
    public String operands() {
      return "path=" + directory;
    }

    @Override
    public void execute() throws IOException {
      Directories.sync(directory);
    }

    @Override
    public long[] addresses() {
      return NO_ADDRESSES;
    }

    @Override
    public IOException failure(String call, int errno) {
      return typed(new ErrnoException(call, errno, operands()), directory.toString(), null);
    }
  }

  /** A cancellation says nothing about the path. */
  private static IOException typed(ErrnoException failure, String file, String other) {
    return failure.errno() == Errno.ECANCELED ? failure : PathFailures.of(failure, file, other);
  }
}
