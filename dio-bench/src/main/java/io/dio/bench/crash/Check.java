// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.function.IntPredicate;

/** Looks after a crash for everything that was acknowledged before it. It uses the JDK's files. */
final class Check {
  private final Layout layout;
  private final Acknowledged acknowledged;
  private final Losses losses;

  Check(Layout layout, Acknowledged acknowledged, Losses losses) {
    this.layout = layout;
    this.acknowledged = acknowledged;
    this.losses = losses;
  }

  void run() throws IOException {
    for (WriterKind kind : WriterKind.values()) {
      BitSet items = acknowledged.of(kind);
      if (kind == WriterKind.EXAMPLE_LOG) {
        if (!items.isEmpty()) {
          new ExampleLogCheck(layout, losses).run(items);
        }
      } else if (kind.isLog()) {
        checkLog(kind, items);
      } else if (kind.replaces()) {
        checkReplaced(kind, items);
      } else {
        check(kind, items, item -> has(layout.file(kind, item), 0, layout.bytes(kind, item)));
      }
    }
  }

  private void check(WriterKind kind, BitSet items, IntPredicate isThere) {
    items.stream().forEach(item -> losses.checked(kind, item, isThere.test(item)));
  }

  private void checkLog(WriterKind kind, BitSet items) throws IOException {
    if (items.isEmpty()) {
      return;
    }
    byte[] log;
    try {
      log = Files.readAllBytes(layout.log(kind));
    } catch (NoSuchFileException e) {
      log = new byte[0];
    }
    byte[] found = log;
    check(
        kind,
        items,
        item -> {
          long from = (long) item * Layout.RECORD_BYTES;
          return from + Layout.RECORD_BYTES <= found.length
              && Arrays.equals(
                  found,
                  (int) from,
                  (int) from + Layout.RECORD_BYTES,
                  layout.bytes(kind, item),
                  0,
                  Layout.RECORD_BYTES);
        });
  }

  private static boolean has(Path file, long offset, byte[] expected) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer found = ByteBuffer.allocate(expected.length);
      while (found.hasRemaining()) {
        if (channel.read(found, offset + found.position()) < 0) {
          return false;
        }
      }
      return Arrays.equals(expected, found.array());
    } catch (IOException e) {
      return false; // not there, or not readable: lost
    }
  }

  /** Each file has the contents of its last acknowledged item, or of a later one, as a whole. */
  private void checkReplaced(WriterKind kind, BitSet items) throws IOException {
    for (int name = 0; name < Layout.REPLACED_FILES; name++) {
      int last = -1;
      for (int item = items.nextSetBit(0); item >= 0; item = items.nextSetBit(item + 1)) {
        last = item % Layout.REPLACED_FILES == name ? item : last;
      }
      Path file = layout.file(kind, name);
      byte[] found = Files.exists(file) ? Files.readAllBytes(file) : null;
      if (found != null && !isWhole(kind, name, found)) {
        losses.torn(kind, file);
      }
      if (last >= 0) {
        losses.checked(kind, last, found != null && Layout.itemAt(found) >= last);
      }
    }
  }

  private boolean isWhole(WriterKind kind, int name, byte[] found) {
    long item = Layout.itemAt(found);
    return item >= 0
        && item <= Integer.MAX_VALUE
        && item % Layout.REPLACED_FILES == name
        && Arrays.equals(found, layout.bytes(kind, (int) item));
  }
}
