// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.verb;

import io.dio.iosched.Verb;
import io.dio.sys.internal.FileAccess;

/** A command on an open file or on the file in a slot. */
public abstract non-sealed class FileCommand extends Command {
  private static final FileAccess FILES = FileAccess.instance();

  private final long fileOffset;
  private final long byteSize;

  /** Creates a command without a range. */
  FileCommand(Verb verb) {
    this(verb, 0, 0);
  }

  FileCommand(Verb verb, long fileOffset, long byteSize) {
    super(verb);
    this.fileOffset = fileOffset;
    this.byteSize = byteSize;
  }

  /** Makes the call on this thread. {@return 0 or a negative errno} */
  public abstract int call(int descriptor);

  /** {@return the start of its range in the file, in bytes} */
  public final long fileOffset() {
    return fileOffset;
  }

  /** {@return the length of its range, or the size that it sets, in bytes} */
  public final long byteSize() {
    return byteSize;
  }

  /** {@return a note for the message of a failure with {@code errno}; may be empty} */
  public String note(int errno) {
    return "";
  }

  @Override
  public boolean ringMayLackIt() {
    return false;
  }

  /** Refuses a range that no file has. */
  static void requireRange(long fileOffset, long length) {
    FILES.checkFileRange(fileOffset, length);
  }

  /** Refuses a range that no file has, or that is empty. */
  static void requireBytes(long fileOffset, long length) {
    requireRange(fileOffset, length);
    if (length == 0) {
      throw new IllegalArgumentException("length 0 is not at least 1");
    }
  }

  /** Refuses a range that no file has, or whose length does not fit into a ring's entry. */
  static void requireShortRange(long fileOffset, long length) {
    requireRange(fileOffset, length);
    if (length > RingEntry.MAX_LENGTH) {
      throw new IllegalArgumentException(
          "length "
              + length
              + " is larger than "
              + RingEntry.MAX_LENGTH
              + "; use several operations, or 0 for the rest of the file");
    }
  }

  static String rangeText(long fileOffset, long length) {
    return "offset=" + fileOffset + ", length=" + length;
  }
}
