// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/** Receives the records of a log when it is opened, in their order. */
@FunctionalInterface
public interface RecordConsumer {
  /**
   * Takes one record.
   *
   * @param lsn its sequence number, one more than that of the record before
   * @param payload its bytes, read-only, valid until this method returns
   * @throws IOException to end the recovery; opening the log then fails with it
   */
  void accept(long lsn, MemorySegment payload) throws IOException;
}
