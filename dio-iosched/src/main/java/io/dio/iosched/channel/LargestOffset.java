// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

/** The largest offset at which a transfer is tried. */
final class LargestOffset {
  /** From here on the end of a block, or of a pooled buffer, might exceed the largest offset. */
  static final long OF_A_BLOCK = Long.MAX_VALUE - (1L << 31);

  private LargestOffset() {}
}
