// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.iosched.IoScheduler;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Sizes, records and helpers for the tests of the log. */
final class LogFixture {
  static final int SEGMENT_BYTES = 64 << 10;
  static final int COMMIT_BYTES = 16 << 10;
  static final int BLOCK_BYTES = LogOptions.BLOCK_BYTES;

  private LogFixture() {}

  /** A record that was recovered. */
  record Found(long lsn, String text) {}

  /** Where a record is in its segment. */
  record Spot(long segment, long offset, long end, long lsn, long commitOffset) {}

  static LogOptions options() {
    return LogOptions.defaults().withSizes(SEGMENT_BYTES, COMMIT_BYTES);
  }

  static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }

  static WriteAheadLog open(Path folder, IoScheduler scheduler) throws IOException {
    return WriteAheadLog.open(folder, scheduler, options(), (_, _) -> {});
  }

  /** Adds records and makes them durable as one commit. {@return the last one} */
  static long commit(WriteAheadLog log, String... records) throws IOException {
    long lsn = 0;
    for (String each : records) {
      lsn = log.add(bytes(each));
    }
    log.awaitDurable(lsn);
    return lsn;
  }

  /** {@return all records} The log is closed again. */
  static List<Found> recover(Path folder, IoScheduler scheduler) throws IOException {
    List<Found> found = new ArrayList<>();
    WriteAheadLog.open(folder, scheduler, options(), into(found)).close();
    return found;
  }

  static RecordConsumer into(List<Found> found) {
    return (lsn, payload) ->
        found.add(
            new Found(
                lsn, new String(payload.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8)));
  }

  static List<String> texts(List<Found> found) {
    return found.stream().map(Found::text).toList();
  }

  static Path segment(Path folder, long id) {
    return folder.resolve("segment-%019d".formatted(id));
  }

  /** {@return where the records of a segment are} */
  static List<Spot> spots(Path folder, long id, long firstLsn) throws IOException {
    MemorySegment memory =
        MemorySegment.ofBuffer(
            ByteBuffer.allocateDirect(SEGMENT_BYTES)
                .put(Files.readAllBytes(segment(folder, id)))
                .flip());
    SegmentHeader header = SegmentHeader.read(memory, segment(folder, id), id);
    SegmentScan scan = new SegmentScan(memory, header, firstLsn);
    List<Spot> spots = new ArrayList<>();
    while (scan.next()) {
      long stored = RecordFormat.storedBytes(scan.payload().byteSize());
      spots.add(
          new Spot(
              id, scan.endOffset() - stored, scan.endOffset(), scan.lsn(), scan.commitOffset()));
    }
    return spots;
  }

  /** Changes one byte of a segment. */
  static void flip(Path folder, long id, long offset) throws IOException {
    byte[] all = Files.readAllBytes(segment(folder, id));
    all[(int) offset] ^= 1;
    Files.write(segment(folder, id), all);
  }
}
