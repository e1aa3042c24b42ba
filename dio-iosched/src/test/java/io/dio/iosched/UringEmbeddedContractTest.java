// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import org.junit.jupiter.api.BeforeAll;

/** The contract over io_uring by the library's own system calls. */
final class UringEmbeddedContractTest extends UringContract {
  /** Skips the class, and prints the reason once. */
  @BeforeAll
  static void requireRing() {
    Rings.open(LiburingSource.EMBEDDED).close();
  }

  @Override
  LiburingSource liburing() {
    return LiburingSource.EMBEDDED;
  }
}
