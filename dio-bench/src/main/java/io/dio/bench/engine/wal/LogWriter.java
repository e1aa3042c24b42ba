// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.align.Degradation;
import io.dio.bench.backend.Lane;
import io.dio.bench.engine.Findings;
import io.dio.bench.job.JobFile;
import io.dio.bench.pattern.Contents;
import java.io.IOException;
import java.util.List;
import java.util.OptionalLong;

/**
 * A log that is open over one way of making records durable. In its lanes, a write is complete when
 * its record is durable.
 */
interface LogWriter extends Lane.Source, AutoCloseable {

  /** {@return whether records bypass the page cache} */
  boolean isDirect();

  /** {@return what was asked for and not granted} */
  List<Degradation> degradations();

  /** {@return the sync calls up to now; empty if they are made below, where nobody counts them} */
  OptionalLong syncs();

  /**
   * Compares what is in the log with what was acknowledged. Nothing is written after that.
   *
   * @param file the file of the job
   * @param byteSize the size of all acknowledged records
   * @param recordByteSize the size of each; a record that is lost counts as one mismatch
   * @param contents the bytes that were acknowledged
   * @param findings receives the result
   */
  default void check(
      JobFile file, long byteSize, int recordByteSize, Contents contents, Findings findings)
      throws IOException {
    LogCheck.run(file, byteSize, recordByteSize, contents, findings);
  }

  @Override
  void close() throws IOException;
}
