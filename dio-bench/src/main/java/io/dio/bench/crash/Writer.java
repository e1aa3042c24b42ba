// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import java.io.IOException;

/** Makes one item after the other durable. */
interface Writer {
  /** Hears of an item that is durable now. */
  interface Acknowledgements {
    /** The item with this number is durable. */
    void acknowledge(WriterKind kind, int item);
  }

  /** Writes until it fails or its share of the space is used. */
  void run(Acknowledgements acknowledgements) throws IOException, InterruptedException;
}
