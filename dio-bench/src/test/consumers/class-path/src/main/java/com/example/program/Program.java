// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package com.example.program;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.IoUring;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.StringJoiner;

/**
 * Does verified I/O over each backend that this machine has, also through the parts of dio that
 * find something by its name: the system's liburing, and the direct reads of a virtual thread.
 */
public final class Program {
  private static final int PAGE_BYTES = 4096;

  private Program() {}

  /**
   * Prints one line.
   *
   * @param arguments a file, which is created
   */
  public static void main(String[] arguments) throws Exception {
    Path path = Path.of(arguments[0]);
    StringJoiner backends = new StringJoiner(", ");
    if (IoUring.isAvailable()) {
      for (LiburingSource source :
          new LiburingSource[] {LiburingSource.EMBEDDED, IoUring.description().get().liburing()}) {
        SchedulerOptions options = SchedulerOptions.defaults().withLiburing(source);
        try (IoScheduler ring = IoScheduler.uring(options)) {
          writeAndReadBack(ring, path);
          backends.add(ring.backend() + " " + source);
        }
      }
    }
    try (IoScheduler workers = IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2))) {
      writeAndReadBack(workers, path);
      backends.add(workers.backend().toString());
    }
    System.out.println("read back what was written; backends " + backends);
  }

  private static void writeAndReadBack(IoScheduler scheduler, Path path) throws Exception {
    try (DioFile file = DioFile.open(path, READ, WRITE, CREATE, DirectMode.PREFERRED);
        SlabPool slab = new SlabPool("pages", PAGE_BYTES, 2);
        Slot written = slab.acquire();
        Slot back = slab.acquire()) {
      written.segment().fill((byte) System.nanoTime());
      scheduler.submit(Op.write(file, written, 0).durable()).await();
      scheduler.submit(Op.read(file, back, 0)).await();
      requireEqual(written, back);

      back.segment().fill((byte) ~written.segment().get(ValueLayout.JAVA_BYTE, 0));
      Thread virtual = Thread.ofVirtual().unstarted(() -> readBlocking(scheduler, file, back));
      virtual.start();
      virtual.join();
      requireEqual(written, back);
    }
  }

  private static void readBlocking(IoScheduler scheduler, DioFile file, Slot target) {
    try {
      scheduler.read(file, target.segment(), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireEqual(Slot expected, Slot actual) {
    if (expected.segment().mismatch(actual.segment()) != -1) {
      throw new AssertionError("read other bytes than were written");
    }
  }
}
