// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.align.Degradation;
import io.dio.bench.backend.Lane;
import io.dio.bench.engine.Findings;
import io.dio.bench.job.JobFile;
import io.dio.bench.log.LogOptions;
import io.dio.bench.log.WriteAheadLog;
import io.dio.bench.pattern.Contents;
import io.dio.bench.pattern.Mismatch;
import io.dio.iosched.IoScheduler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The example of a write-ahead log, in a folder of its own. A record goes where the log puts it, so
 * this class notes which record stands for which place of the job's file.
 */
final class ExampleLog implements LogWriter {
  private static final long LARGEST_SEGMENT_BYTES = 64L << 20;
  private static final long SMALLEST_SEGMENT_BYTES = 2L << 20;
  private static final long LARGEST_COMMIT_BYTES = 1L << 20;
  private static final int SEGMENTS_OF_A_COMMIT = 4;

  private final IoScheduler scheduler;
  private final SegmentFolder folder;
  private final LogOptions options;
  private final WriteAheadLog log;

  /** By the number of the place, the record that was last written there; 0 for none. */
  private final long[] lsnOfPlace;

  private ExampleLog(
      IoScheduler scheduler,
      SegmentFolder folder,
      LogOptions options,
      WriteAheadLog log,
      int places) {
    this.scheduler = scheduler;
    this.folder = folder;
    this.options = options;
    this.log = log;
    this.lsnOfPlace = new long[places];
  }

  /**
   * Creates a log beside the file of the job, and prepares as many segments as the file is large.
   *
   * @param scheduler makes the writes; it is closed with the log
   */
  static ExampleLog create(IoScheduler scheduler, JobFile file, int recordByteSize, boolean direct)
      throws IOException {
    SegmentFolder folder = SegmentFolder.in(file.folder());
    try {
      LogOptions options = options(file.byteSize()).withDirect(direct);
      WriteAheadLog log = WriteAheadLog.open(folder.path(), scheduler, options, (_, _) -> {});
      log.awaitSpareSegments();
      return new ExampleLog(
          scheduler, folder, options, log, Math.toIntExact(file.byteSize() / recordByteSize));
    } catch (IOException | RuntimeException | Error e) {
      folder.close();
      throw e;
    }
  }

  private static LogOptions options(long byteSize) {
    long quarter = byteSize / 4 / LARGEST_COMMIT_BYTES * LARGEST_COMMIT_BYTES;
    long segmentBytes = Math.clamp(quarter, SMALLEST_SEGMENT_BYTES, LARGEST_SEGMENT_BYTES);
    long commitBytes = Math.min(LARGEST_COMMIT_BYTES, segmentBytes / SEGMENTS_OF_A_COMMIT);
    return LogOptions.defaults()
        .withSizes(segmentBytes, (int) commitBytes)
        .withSpareSegments((int) Math.ceilDiv(byteSize, segmentBytes));
  }

  @Override
  public Lane lane(MemorySegment memory, int slots, int blockByteSize) {
    return new CommitLane(
        memory,
        blockByteSize,
        (record, fileOffset) -> {
          // No other thread has this place.
          lsnOfPlace[(int) (fileOffset / blockByteSize)] = log.append(record);
          return record.byteSize();
        });
  }

  @Override
  public boolean isDirect() {
    return log.isDirect();
  }

  @Override
  public List<Degradation> degradations() {
    return log.degradations();
  }

  @Override
  public OptionalLong syncs() {
    return OptionalLong.of(log.stats().commits());
  }

  /** Closes the log and recovers it, as after a crash. */
  @Override
  public void check(
      JobFile file, long byteSize, int recordByteSize, Contents contents, Findings findings)
      throws IOException {
    log.close();
    int[] placeOfLsn = new int[Math.toIntExact(log.durableLsn()) + 1];
    Arrays.fill(placeOfLsn, -1);
    int places = (int) (byteSize / recordByteSize);
    for (int place = 0; place < places; place++) {
      placeOfLsn[(int) lsnOfPlace[place]] = place;
    }
    int[] found = {0};
    WriteAheadLog.open(
            folder.path(),
            scheduler,
            options,
            (lsn, payload) -> {
              int place = placeOfLsn[(int) lsn];
              if (place >= 0) { // otherwise it is of the warm-up
                found[0]++;
                Optional<Mismatch> mismatch =
                    contents.check(payload, 0, (long) place * recordByteSize, payload.byteSize());
                mismatch.ifPresentOrElse(
                    findings::mismatch, () -> findings.verified(recordByteSize));
              }
            })
        .close();
    if (found[0] < places) {
      findings.mismatch(new Mismatch((long) found[0] * recordByteSize, 0, Mismatch.MISSING));
    }
  }

  @Override
  public void close() throws IOException {
    try (folder;
        scheduler) {
      log.close();
    }
  }
}
