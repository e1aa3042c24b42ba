// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.align.AlignedBuffer;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the end of a log after a crash, and makes it safe to append there.
 *
 * <p>One commit at a time is written, so a crash can damage only the last one. If a whole commit is
 * behind the damage, the damage has another cause, and the recovery refuses to guess.
 *
 * <p>Until the end is known nothing is changed. What is changed then may be interrupted by another
 * crash at any moment; the next recovery finds the same end.
 */
final class Recovery implements AutoCloseable {
  private final LogFolder folder;
  private final IoScheduler scheduler;
  private final boolean direct;
  private final RecordConsumer consumer;

  /** Holds one segment. */
  private final AlignedBuffer buffer = AlignedBuffer.allocate(LogOptions.BLOCK_BYTES);

  private final List<GroupCommit.FullSegment> full = new ArrayList<>();
  private long firstLsn;

  /** The identity of the log, after its first segment was read. */
  private SegmentHeader header;

  /** A segment in memory. */
  private record Loaded(SegmentHeader header, MemorySegment memory) {}

  /** The records and segments that {@link #run} found. */
  record Result(LogEnd end, RecoveryReport report) {}

  Recovery(LogFolder folder, IoScheduler scheduler, boolean direct, RecordConsumer consumer) {
    this.folder = folder;
    this.scheduler = scheduler;
    this.direct = direct;
    this.consumer = consumer;
  }

  /**
   * Reads all records and mends the end.
   *
   * @param ids the segments that are there, at least one
   */
  Result run(List<Long> ids) throws IOException {
    requireNoGap(ids);
    long id = ids.getFirst();
    // The first segment of all begins with record 1. Later, the last record is never released.
    SegmentScan scan = scan(id, id == 1 ? 1 : SegmentScan.ANY);
    if (id > 1 && !scan.hasRecords()) {
      throw damage(id, scan, "the first record of the log is not whole");
    }
    boolean begun = scan.isNextBegun();
    while (id < ids.getLast()) {
      SegmentScan following = scan(id + 1, scan.nextLsn());
      begun = following.isNextBegun() || (!following.hasRecords() && begun);
      if (!following.hasRecords()) {
        break;
      }
      full.add(new GroupCommit.FullSegment(id, scan.lsn()));
      scan = following;
      id++;
    }
    for (long later = id + 2; later <= ids.getLast(); later++) {
      scanUnused(later, scan);
    }
    for (long later = ids.getLast(); later > id; later--) {
      folder.delete(later); // the highest first, so that a crash leaves no gap
    }
    return new Result(end(id, scan), report(id, scan, begun));
  }

  private void requireNoGap(List<Long> ids) throws LogCorruptedException {
    for (int i = 1; i < ids.size(); i++) {
      if (ids.get(i) != ids.get(i - 1) + 1) {
        throw new LogCorruptedException(
            folder.segment(ids.get(i - 1) + 1),
            0,
            "the segment is missing, and a later one is there");
      }
    }
  }

  /** Hands over the records of a segment. {@return the scan at its end} */
  private SegmentScan scan(long id, long nextLsn) throws IOException {
    Loaded loaded = load(id);
    SegmentScan scan = new SegmentScan(loaded.memory(), loaded.header(), nextLsn);
    while (scan.next()) {
      firstLsn = firstLsn == 0 ? scan.lsn() : firstLsn;
      if (!scan.isVoid()) {
        consumer.accept(scan.lsn(), scan.payload());
      }
    }
    long later = scan.laterCommit();
    if (later >= 0) {
      String record =
          scan.nextLsn() == SegmentScan.ANY ? "the first record" : "record " + scan.nextLsn();
      throw damage(
          id, scan, "%s is not whole, and a whole commit is at %d".formatted(record, later));
    }
    return scan;
  }

  private LogCorruptedException damage(long id, SegmentScan scan, String message) {
    return new LogCorruptedException(folder.segment(id), scan.endOffset(), message);
  }

  /** A segment that was prepared ahead has no records behind the end of the log. */
  private void scanUnused(long id, SegmentScan end) throws IOException {
    Loaded loaded = load(id);
    long later = new SegmentScan(loaded.memory(), loaded.header(), end.nextLsn()).laterCommit();
    if (later >= 0) {
      throw new LogCorruptedException(
          folder.segment(id),
          later,
          "a whole commit is here, but record %d is not whole".formatted(end.nextLsn()));
    }
  }

  private RecoveryReport report(long id, SegmentScan scan, boolean begun) {
    String reason =
        begun
            ? "record %d was begun and is not whole".formatted(scan.nextLsn())
            : "there is no sign of record " + scan.nextLsn();
    return new RecoveryReport(
        firstLsn == 0 ? 1 : firstLsn,
        scan.lsn(),
        scan.hasRecords() ? full.size() + 1 : 0,
        folder.segment(id),
        scan.endOffset(),
        begun,
        reason);
  }

  // ---- mending ----

  /** Opens the last segment, clears everything behind the last record, and syncs. */
  @SuppressWarnings("MustBeClosed") // the log closes the segment
  private LogEnd end(long id, SegmentScan scan) throws IOException {
    Loaded loaded = load(id);
    DioFile file = Segment.open(folder.segment(id), direct);
    try {
      clear(file, loaded.memory(), scan);
    } catch (IOException | RuntimeException | Error e) {
      file.close();
      throw e;
    }
    Segment segment = new Segment(id, file, loaded.header().segmentBytes());
    return new LogEnd(
        header.logId(), header.blockBytes(), segment, scan.nextBlock(), scan.lsn(), full);
  }

  /**
   * Writes the last commit again, and zeros behind it.
   *
   * <p>The last commit may be in memory only: the crash may have come before its sync, and after a
   * failed sync the kernel takes the pages for clean. Nobody may see a record that a loss of power
   * could take back, so it is written and synced. The bytes are the same, so this write may be torn
   * without harm. The zeros remove the rest of a commit that is not whole. Otherwise its records
   * could look like a later commit some day.
   */
  private void clear(DioFile file, MemorySegment memory, SegmentScan scan) throws IOException {
    MemorySegment rest = memory.asSlice(scan.endOffset());
    boolean isClear = isZero(memory.asSlice(scan.nextBlock()));
    rest.fill((byte) 0);
    long end = isClear ? scan.nextBlock() : memory.byteSize();
    long from = scan.commitOffset();
    if (end > from) {
      scheduler.write(file, memory.asSlice(from, end - from), from);
    }
    scheduler.submit(Op.dataSync(file)).await();
  }

  private static boolean isZero(MemorySegment memory) {
    // Compares the segment with itself, one byte on: all bytes are equal to the first one.
    return memory.byteSize() == 0
        || (memory.get(ValueLayout.JAVA_BYTE, 0) == 0
            && memory.asSlice(1).mismatch(memory.asSlice(0, memory.byteSize() - 1)) < 0);
  }

  // ---- reading ----

  private Loaded load(long id) throws IOException {
    Path path = folder.segment(id);
    try (DioFile file = Segment.open(path, direct)) {
      int blockBytes = SegmentMaker.blockBytes(file);
      read(file, buffer.ensureCapacity(blockBytes).asSlice(0, blockBytes));
      SegmentHeader found = SegmentHeader.read(buffer.segment(), path, id);
      requireSameLog(path, found);
      if (found.blockBytes() % blockBytes != 0) {
        throw new IOException(
            "%s was written in blocks of %d bytes, and this device needs blocks of %d; copy the log"
                .formatted(path, found.blockBytes(), blockBytes));
      }
      MemorySegment memory =
          buffer.ensureCapacity(found.segmentBytes()).asSlice(0, found.segmentBytes());
      read(file, memory);
      return new Loaded(found, memory);
    }
  }

  private void requireSameLog(Path path, SegmentHeader found) throws LogCorruptedException {
    if (header == null) {
      header = found;
    } else if (found.logId() != header.logId() || found.blockBytes() != header.blockBytes()) {
      throw new LogCorruptedException(path, 0, "the segment belongs to another log");
    }
  }

  private void read(DioFile file, MemorySegment target) throws IOException {
    long count = scheduler.read(file, target, 0);
    if (count < target.byteSize()) { // the scheduler reads on until the end of the file
      throw new LogCorruptedException(
          file.path(),
          count,
          "the file ends here, and should have " + target.byteSize() + " bytes");
    }
  }

  @Override
  public void close() {
    buffer.close();
  }
}
