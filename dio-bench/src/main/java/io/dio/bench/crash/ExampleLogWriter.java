// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.log.WriteAheadLog;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.LongStream;

/** One of the threads that append to the example of a write-ahead log. */
final class ExampleLogWriter implements Writer {
  private static final int MOST_RECORDS = 4_000;

  private final Layout layout;
  private final WriteAheadLog log;
  private final int thread;

  /** By thread, the last record that was acknowledged; shared by all. */
  private final AtomicLongArray last;

  ExampleLogWriter(Layout layout, WriteAheadLog log, int thread, AtomicLongArray last) {
    this.layout = layout;
    this.log = log;
    this.thread = thread;
    this.last = last;
  }

  @Override
  public void run(Acknowledgements acknowledgements) throws IOException {
    for (int item = thread; item < MOST_RECORDS; item += ExampleLogLayout.THREADS) {
      byte[] bytes = layout.bytes(WriterKind.EXAMPLE_LOG, item);
      last.set(thread, log.append(MemorySegment.ofArray(bytes)));
      acknowledgements.acknowledge(WriterKind.EXAMPLE_LOG, item);
      if (ExampleLogLayout.releases(layout)) {
        release();
      }
    }
  }

  /** The last record of each thread stays, so that the check has something to look for. */
  private void release() {
    long first = LongStream.range(0, last.length()).map(i -> last.get((int) i)).min().orElseThrow();
    if (first > 0) {
      log.release(first - 1);
    }
  }

  @Override
  public String toString() {
    return WriterKind.EXAMPLE_LOG.toString();
  }
}
