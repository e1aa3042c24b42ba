// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import io.dio.align.Degradation;
import io.dio.bench.backend.Lane;
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

  @Override
  void close() throws IOException;
}
