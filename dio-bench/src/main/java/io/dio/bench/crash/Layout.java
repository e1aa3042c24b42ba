// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Where the item with a number is, and which bytes it has. Writer and check share it. */
record Layout(Path folder, long seed) {
  /** The length of a record of a log, and of a file that is renamed. */
  static final int RECORD_BYTES = 4096;

  /** How many files are replaced in turn. */
  static final int REPLACED_FILES = 4;

  /** The size of a file that is allocated. */
  static final int ALLOCATED_BYTES = 64 << 10;

  private static final int LONGEST_FILE_RECORDS = 5;

  /** {@return the log of a kind} */
  Path log(WriterKind kind) {
    return folder.resolve(kind.toString());
  }

  /** {@return the file of an item that is a file of its own} */
  Path file(WriterKind kind, int item) {
    return folder.resolve(kind + "-" + (kind.replaces() ? item % REPLACED_FILES : item));
  }

  /** {@return the bytes of an item} The first eight are its number. */
  byte[] bytes(WriterKind kind, int item) {
    int records = kind.replaces() ? 1 + item % LONGEST_FILE_RECORDS : 1;
    ByteBuffer bytes = ByteBuffer.allocate(records * RECORD_BYTES);
    SplittableRandom random =
        new SplittableRandom(seed * 31 + kind.toString().hashCode() * 1_000_003L + item);
    bytes.putLong(item + 1L);
    while (bytes.hasRemaining()) {
      bytes.putLong(random.nextLong());
    }
    return bytes.array();
  }

  /** {@return the number of the item that begins with these bytes; negative for none} */
  static long itemAt(byte[] bytes) {
    return bytes.length < ValueLayout.JAVA_LONG.byteSize()
        ? -1
        : ByteBuffer.wrap(bytes).getLong() - 1;
  }
}
