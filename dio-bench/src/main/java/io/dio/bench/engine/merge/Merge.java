// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.merge;

import io.dio.align.Degradation;
import java.io.IOException;
import java.util.List;

/** A merge with its files open. It is used once, by one thread. */
interface Merge extends AutoCloseable {

  /** {@return whether both files bypass the page cache} */
  boolean isDirect();

  /** {@return what was asked for and not granted} */
  List<Degradation> degradations();

  /** Merges everything and makes the output durable. */
  void run(MergeLayout layout) throws IOException;

  @Override
  void close() throws IOException;
}
