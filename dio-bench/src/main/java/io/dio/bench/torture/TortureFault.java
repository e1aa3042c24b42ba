// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

/** The library did something that its contract does not allow. The message says what. */
final class TortureFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** The kind of fault. */
  enum Kind {
    /** A read, or the file at the end, has another byte than the model. */
    WRONG_BYTE,
    /** A number of bytes, a size or a counter differs from the model. */
    WRONG_COUNT,
    /** An operation failed that should succeed, or with another error. */
    WRONG_FAILURE,
    /** Nothing has completed for too long. */
    HANG,
    /** A descriptor, a mapping, a thread or pooled memory was left. */
    LEAK
  }

  private final Kind kind;

  TortureFault(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  TortureFault(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  Kind kind() {
    return kind;
  }

  static void requireCount(long expected, long actual, Object what) {
    if (expected != actual) {
      throw new TortureFault(Kind.WRONG_COUNT, what + ": " + actual + " instead of " + expected);
    }
  }
}
