// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing.example;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/** A log of short texts, one in each page of 4096 bytes. */
abstract class PageLog implements AutoCloseable {
  static final int PAGE = 4096;
  static final int TEXT_AT = 16;

  final IoScheduler scheduler;
  final DioFile file;

  @SuppressWarnings("MustBeClosedChecker") // closed in close
  final Arena arena = Arena.ofShared();

  private long records;

  PageLog(IoScheduler scheduler, Path path) throws IOException {
    this.scheduler = scheduler;
    this.file = DioFile.open(path, READ, WRITE, CREATE);
    scheduler.submit(Op.syncDirectory(path.getParent())).await();
  }

  /** Appends a text. It must be there after a loss of power if this has returned. */
  final void append(String text) throws IOException {
    MemorySegment page = arena.allocate(PAGE, PAGE);
    page.setString(TEXT_AT, text, StandardCharsets.UTF_8);
    append(page, records);
    records++;
  }

  abstract void append(MemorySegment page, long record) throws IOException;

  /** {@return the texts that are there after a loss of power} */
  abstract List<String> recover() throws IOException;

  final String text(MemorySegment page) {
    return page.getString(TEXT_AT, StandardCharsets.UTF_8);
  }

  final MemorySegment read(long fileOffset) throws IOException {
    MemorySegment page = arena.allocate(PAGE, PAGE);
    scheduler.submit(Op.read(file, page, fileOffset)).await();
    return page;
  }

  @Override
  public void close() throws IOException {
    file.close();
    arena.close();
  }

  /**
   * The first page has the number of records. The log writes the record and the number, and syncs
   * both at once. That is one sync less, and it is wrong.
   */
  static final class Naive extends PageLog {
    Naive(IoScheduler scheduler, Path path) throws IOException {
      super(scheduler, path);
    }

    @Override
    void append(MemorySegment page, long record) throws IOException {
      MemorySegment header = arena.allocate(PAGE, PAGE);
      header.set(ValueLayout.JAVA_LONG, 0, record + 1);
      scheduler.submit(Op.write(file, page, PAGE + record * PAGE)).await();
      scheduler.submit(Op.write(file, header, 0)).await();
      scheduler.submit(Op.dataSync(file)).await();
    }

    @Override
    List<String> recover() throws IOException {
      long count = read(0).get(ValueLayout.JAVA_LONG, 0);
      List<String> texts = new ArrayList<>();
      for (long record = 0; record < count; record++) {
        texts.add(text(read(PAGE + record * PAGE)));
      }
      return texts;
    }
  }

  /** Each record has a checksum. The log ends before the first record without a correct one. */
  static final class Checked extends PageLog {
    Checked(IoScheduler scheduler, Path path) throws IOException {
      super(scheduler, path);
    }

    @Override
    void append(MemorySegment page, long record) throws IOException {
      page.set(ValueLayout.JAVA_LONG, 0, checksum(page));
      scheduler.submit(Op.write(file, page, record * PAGE).link(Op.dataSync(file))).await();
    }

    @Override
    List<String> recover() throws IOException {
      List<String> texts = new ArrayList<>();
      MemorySegment page = read(0);
      while (page.get(ValueLayout.JAVA_LONG, 0) == checksum(page)) {
        texts.add(text(page));
        page = read((long) texts.size() * PAGE);
      }
      return texts;
    }

    /** Never 0, which is what a page without a record has. */
    private static long checksum(MemorySegment page) {
      CRC32C checksum = new CRC32C();
      checksum.update(page.asSlice(Long.BYTES).asByteBuffer());
      return checksum.getValue() | 1L << 32;
    }
  }
}
