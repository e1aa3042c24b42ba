// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.align.Degradation;
import io.dio.iosched.IoScheduler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A log of records in a folder of its own. When {@link #append} returns, the record is durable, and
 * it is there after a crash, in its order and unchanged.
 *
 * <p><b>Threads.</b> Any number of threads may append, platform threads and virtual threads. Those
 * that wait at the same time share one write. An interrupt does not end a wait; the flag stays set.
 *
 * <p><b>Memory.</b> Two buffers of {@link LogOptions#commitBytes}. If both are full, threads that
 * append wait.
 *
 * <p><b>Failures.</b> After the first write, sync or segment that fails, the log accepts nothing
 * more. All threads that wait get a {@link LogFailedException}, and nothing is tried again. Open
 * the log again to go on.
 */
public final class WriteAheadLog implements AutoCloseable {
  private final LogFolder folder;
  private final SegmentSupply supply;
  private final GroupCommit commit;
  private final RecoveryReport recovered;
  private final boolean direct;
  private final List<Degradation> degradations;
  private boolean closed;

  private WriteAheadLog(
      LogFolder folder,
      SegmentSupply supply,
      GroupCommit commit,
      RecoveryReport recovered,
      Segment segment) {
    this.folder = folder;
    this.supply = supply;
    this.commit = commit;
    this.recovered = recovered;
    this.direct = segment.file().isDirect();
    this.degradations = segment.file().degradations();
  }

  /**
   * Opens a log, or creates one in an empty folder.
   *
   * @param path the folder, which exists and whose name is durable
   * @param scheduler makes the reads and writes; the caller closes it after the log
   * @param options the sizes of new segments and commits
   * @param consumer receives all records that are there
   * @throws LogCorruptedException if a record is damaged that a crash cannot have damaged
   * @throws IllegalArgumentException if a size is no multiple of what the device needs
   * @throws IOException if the log is open elsewhere, or cannot be read
   */
  public static WriteAheadLog open(
      Path path, IoScheduler scheduler, LogOptions options, RecordConsumer consumer)
      throws IOException {
    LogFolder folder = LogFolder.lock(path);
    try {
      List<Long> segments = folder.segments();
      if (segments.isEmpty()) {
        return create(folder, scheduler, options);
      }
      try (Recovery recovery = new Recovery(folder, scheduler, options.direct(), consumer)) {
        return start(folder, scheduler, options, recovery.run(segments));
      }
    } catch (IOException | RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  private static WriteAheadLog create(LogFolder folder, IoScheduler scheduler, LogOptions options)
      throws IOException {
    long logId = ThreadLocalRandom.current().nextLong();
    Segment first = new SegmentMaker(folder, logId, options).create(1);
    int blockBytes = SegmentMaker.blockBytes(first.file());
    LogEnd end = new LogEnd(logId, blockBytes, first, blockBytes, 0, List.of());
    RecoveryReport report =
        new RecoveryReport(1, 0, 0, folder.segment(1), blockBytes, false, "the log is new");
    return start(folder, scheduler, options, new Recovery.Result(end, report));
  }

  private static WriteAheadLog start(
      LogFolder folder, IoScheduler scheduler, LogOptions options, Recovery.Result found)
      throws IOException {
    LogEnd end = found.end();
    try {
      requireWholeBlocks("commitBytes", options.commitBytes(), end.blockBytes());
      requireWholeBlocks("segmentBytes", options.segmentBytes(), end.blockBytes());
      SegmentMaker maker = new SegmentMaker(folder, end.logId(), options);
      SegmentSupply supply =
          new SegmentSupply(maker, folder, options.spareSegments(), end.segment().id() + 1);
      try {
        GroupCommit commit = new GroupCommit(scheduler, options, end, supply);
        return new WriteAheadLog(folder, supply, commit, found.report(), end.segment());
      } catch (RuntimeException | Error e) { // no memory for the buffers
        supply.close();
        throw e;
      }
    } catch (RuntimeException | Error e) {
      end.segment().file().close();
      throw e;
    }
  }

  private static void requireWholeBlocks(String name, long value, int blockBytes) {
    if (value % blockBytes != 0) {
      throw new IllegalArgumentException(
          "%s %d is not a multiple of %d, the block size of this log"
              .formatted(name, value, blockBytes));
    }
  }

  /** {@return what was found when the log was opened} */
  public RecoveryReport recovered() {
    return recovered;
  }

  /**
   * Appends a record and waits until it is durable.
   *
   * @param payload its bytes, up to {@link #mostPayloadBytes}
   * @return its sequence number
   * @throws LogFailedException if the log has failed; the record may be durable or not
   * @throws IllegalArgumentException if the payload is too large or cannot be read
   * @throws IllegalStateException if the log is closed
   */
  public long append(MemorySegment payload) throws IOException {
    return commit.append(payload, true);
  }

  /**
   * Appends a record without waiting for the disk, unless both buffers are full. Nothing is
   * promised until {@link #awaitDurable}, and nothing is written before somebody waits.
   *
   * @param payload as for {@link #append}; it may change after this method has returned
   * @return its sequence number
   * @throws LogFailedException if the log has failed
   * @throws IllegalArgumentException if the payload is too large or cannot be read
   * @throws IllegalStateException if the log is closed
   */
  public long add(MemorySegment payload) throws IOException {
    return commit.append(payload, false);
  }

  /**
   * Waits until a record is durable, and with it all records before.
   *
   * @param lsn its sequence number
   * @throws LogFailedException if the log failed before
   * @throws IllegalArgumentException if no record has this number yet
   */
  public void awaitDurable(long lsn) throws IOException {
    commit.awaitDurable(lsn);
  }

  /** {@return the last durable record; 0 if there is none} */
  public long durableLsn() {
    return commit.durableLsn();
  }

  /** {@return the bytes of the largest record} */
  public int mostPayloadBytes() {
    return commit.mostPayloadBytes();
  }

  /**
   * Says that nobody needs the records up to a number any more. Whole segments of them are used
   * again, so some stay.
   *
   * @param lsn the last record that is not needed; durable
   * @throws IllegalArgumentException if it is not durable
   */
  public void release(long lsn) {
    commit.release(lsn);
  }

  /** Waits until the spare segments are prepared, or one cannot be. A log need not do this. */
  public void awaitSpareSegments() {
    supply.awaitSpares();
  }

  /** {@return the counters since the log was opened} */
  public LogStats stats() {
    return commit.stats();
  }

  /** {@return whether the segments bypass the page cache} */
  public boolean isDirect() {
    return direct;
  }

  /** {@return what the segments were asked to have and do not} */
  public List<Degradation> degradations() {
    return degradations;
  }

  /**
   * Makes everything durable that was appended, and closes the log.
   *
   * @throws LogFailedException if the log has failed; it is closed all the same
   */
  @Override
  public synchronized void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try (folder;
        supply) {
      commit.close();
    }
  }
}
