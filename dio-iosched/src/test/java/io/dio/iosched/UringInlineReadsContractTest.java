// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import org.junit.jupiter.api.BeforeAll;

/** The contract over io_uring with the default options: cached reads do not reach the ring. */
final class UringInlineReadsContractTest extends UringContract implements InlineReadClauses {
  /** Skips the class, and prints the reason once. */
  @BeforeAll
  static void requireRing() {
    Rings.open(LiburingSource.EMBEDDED).close();
  }

  @Override
  LiburingSource liburing() {
    return LiburingSource.EMBEDDED;
  }

  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return Rings.open(liburing(), options);
  }
}
