// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import org.junit.jupiter.api.BeforeAll;

/** The contract over io_uring by the system's liburing, where it is installed. */
final class UringSystemContractTest extends UringContract {
  /** Skips the class, and prints the reason once. */
  @BeforeAll
  static void requireRing() {
    Rings.open(LiburingSource.SYSTEM).close();
  }

  @Override
  LiburingSource liburing() {
    return LiburingSource.SYSTEM;
  }
}
