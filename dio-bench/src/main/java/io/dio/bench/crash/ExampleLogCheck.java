// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.log.LogCorruptedException;
import io.dio.bench.log.WriteAheadLog;
import io.dio.iosched.IoScheduler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Recovers the example of a write-ahead log after a crash. All acknowledged records have to be
 * there, unchanged, and those of each thread in its order. Records that the writer released may be
 * gone, but only from the start.
 */
final class ExampleLogCheck {
  private static final int NONE = -1;

  private final Layout layout;
  private final Losses losses;
  private final BitSet found = new BitSet();
  private final int[] first = new int[ExampleLogLayout.THREADS];
  private final int[] last = new int[ExampleLogLayout.THREADS];

  ExampleLogCheck(Layout layout, Losses losses) {
    this.layout = layout;
    this.losses = losses;
    Arrays.fill(first, NONE);
    Arrays.fill(last, NONE);
  }

  /**
   * Looks for all acknowledged items.
   *
   * @param items the numbers of the acknowledged records
   */
  void run(BitSet items) throws IOException {
    boolean released = recover();
    items.stream()
        .forEach(item -> losses.checked(WriterKind.EXAMPLE_LOG, item, isThere(item, released)));
  }

  private boolean isThere(int item, boolean released) {
    int firstOfThread = first[item % ExampleLogLayout.THREADS];
    return found.get(item) || (released && firstOfThread != NONE && item < firstOfThread);
  }

  /** {@return whether records are missing at the start} */
  private boolean recover() throws IOException {
    Path folder = ExampleLogLayout.folder(layout);
    if (!Files.isDirectory(folder)) {
      return false; // nothing was acknowledged, or all is lost
    }
    try (IoScheduler scheduler = IoScheduler.posix();
        WriteAheadLog log =
            WriteAheadLog.open(
                folder,
                scheduler,
                ExampleLogLayout.options(true, Omission.NONE),
                (_, payload) -> take(payload))) {
      return log.recovered().firstLsn() > 1;
    } catch (LogCorruptedException e) {
      losses.torn(WriterKind.EXAMPLE_LOG, e.file());
      return false;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void take(MemorySegment payload) {
    byte[] bytes = payload.toArray(ValueLayout.JAVA_BYTE);
    long item = Layout.itemAt(bytes);
    boolean isItem = item >= 0 && item <= Integer.MAX_VALUE;
    if (!isItem || !Arrays.equals(bytes, layout.bytes(WriterKind.EXAMPLE_LOG, (int) item))) {
      losses.torn(WriterKind.EXAMPLE_LOG, ExampleLogLayout.folder(layout));
      return;
    }
    int thread = (int) item % ExampleLogLayout.THREADS;
    if (last[thread] != NONE && item != last[thread] + ExampleLogLayout.THREADS) {
      losses.torn(WriterKind.EXAMPLE_LOG, ExampleLogLayout.folder(layout)); // not in order
    }
    first[thread] = first[thread] == NONE ? (int) item : first[thread];
    last[thread] = (int) item;
    found.set((int) item);
  }
}
