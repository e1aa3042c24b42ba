// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;
import io.dio.iosched.liburing.liburing_h;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.PathCall;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Function;

/** A command on names. It has neither a file nor a slot. */
public final class PathCommand extends Command {
  /** linux/fcntl.h: a relative path starts at the working folder. */
  public static final int WORKING_FOLDER = -100;

  private static final FileAccess FILES = FileAccess.instance();

  private final PathCall call;

  /** Creates the ring's entry from the addresses of the paths; null if no ring has the call. */
  private final Function<long[], RingEntry> entry;

  private PathCommand(Verb verb, PathCall call, Function<long[], RingEntry> entry) {
    super(verb);
    this.call = call;
    this.entry = entry;
  }

  /** {@return rename(2)} */
  public static PathCommand rename(Path source, Path target) {
    return new PathCommand(Verb.RENAME, FILES.renaming(source, target), PathCommand::renameEntry);
  }

  /**
   * {@return a rename(2) of a temporary file that replaces another one, after an fchmod(2)} No ring
   * can change permissions.
   */
  public static PathCommand publish(Path temporary, Path target) {
    return new PathCommand(Verb.RENAME, FILES.publishing(temporary, target), null);
  }

  /** {@return unlink(2)} */
  public static PathCommand unlink(Path path) {
    return new PathCommand(Verb.UNLINK, FILES.unlinking(path), PathCommand::unlinkEntry);
  }

  /** {@return an open(2), an fsync(2) and a close(2) of a directory} */
  public static PathCommand syncDirectory(Path directory) {
    return new PathCommand(Verb.SYNC_DIRECTORY, FILES.syncingDirectory(directory), null);
  }

  /** {@return a new temporary name beside {@code target}} */
  public static Path temporaryBeside(Path target) {
    return FILES.temporaryBeside(target);
  }

  /** The second folder is in len, the second path in off. */
  private static RingEntry renameEntry(long[] paths) {
    return new RingEntry(liburing_h.IORING_OP_RENAMEAT(), paths[1], paths[0], WORKING_FOLDER, 0);
  }

  private static RingEntry unlinkEntry(long[] paths) {
    return new RingEntry(liburing_h.IORING_OP_UNLINKAT(), 0, paths[0], 0, 0);
  }

  /** Makes the call on this thread, which may block. */
  public void execute() throws IOException {
    call.execute();
  }

  /** {@return the exception for a failed call} */
  public IOException failure(int errno) {
    return call.failure(verb().call(), errno);
  }

  @Override
  public String operands() {
    return call.operands();
  }

  @Override
  public RingEntry ringEntry() {
    return entry == null ? null : entry.apply(call.addresses());
  }

  @Override
  public boolean ringMayLackIt() {
    return true;
  }
}
