// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** Buffers of the same kind and with the same contents for two channels. */
final class TwinBuffers {
  /** The kinds of buffers. */
  enum Kind {
    HEAP,
    HEAP_SLICE,
    DIRECT_PAGE,
    DIRECT_ODD
  }

  final ByteBuffer[] first;
  final ByteBuffer[] second;

  private TwinBuffers(ByteBuffer[] first, ByteBuffer[] second) {
    this.first = first;
    this.second = second;
  }

  /** {@return some buffers, some of which may be read-only or missing if {@code mayBeBad}} */
  static TwinBuffers random(Random random, int count, int mostBytes, boolean mayBeBad) {
    ByteBuffer[] first = new ByteBuffer[count];
    ByteBuffer[] second = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      if (mayBeBad && random.nextInt(150) == 0) {
        continue;
      }
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      int byteSize = randomSize(random, mostBytes);
      int lead = random.nextBoolean() ? 0 : random.nextInt(20);
      byte[] contents = new byte[byteSize + lead];
      random.nextBytes(contents);
      boolean readOnly = mayBeBad && random.nextInt(100) == 0;
      first[i] = buffer(kind, contents, lead, readOnly);
      second[i] = buffer(kind, contents, lead, readOnly);
    }
    return new TwinBuffers(first, second);
  }

  private static int randomSize(Random random, int mostBytes) {
    int size =
        switch (random.nextInt(8)) {
          case 0 -> 0;
          case 1, 2 -> 1 + random.nextInt(700);
          case 3 -> 4096 * random.nextInt(9);
          case 4 -> 512 * random.nextInt(30);
          case 5 -> 4096 * (1 + random.nextInt(3)) + random.nextInt(7) - 3;
          case 6 -> random.nextInt(20_000);
          default -> random.nextInt(300_000);
        };
    return Math.min(size, mostBytes);
  }

  private static ByteBuffer buffer(Kind kind, byte[] contents, int lead, boolean readOnly) {
    ByteBuffer buffer =
        switch (kind) {
          case HEAP -> ByteBuffer.allocate(contents.length);
          case HEAP_SLICE -> ByteBuffer.allocate(contents.length + 13).slice(7, contents.length);
          case DIRECT_PAGE ->
              ByteBuffer.allocateDirect(contents.length + 3 * 4096)
                  .alignedSlice(4096)
                  .slice(lead == 0 ? 0 : 4096 - lead, contents.length);
          case DIRECT_ODD ->
              ByteBuffer.allocateDirect(contents.length + 3).slice(1, contents.length);
        };
    buffer.put(contents).position(lead);
    return readOnly ? buffer.asReadOnlyBuffer() : buffer;
  }

  /**
   * Compares the positions, the limits and the bytes. Those between position and limit may differ:
   * a direct read sets the bytes behind the end of the file to 0, also with a channel of the JDK.
   */
  void assertSame() {
    for (int i = 0; i < first.length; i++) {
      if (first[i] == null) {
        continue;
      }
      assertThat(second[i].position()).as("position of buffer " + i).isEqualTo(first[i].position());
      assertThat(second[i].limit()).as("limit of buffer " + i).isEqualTo(first[i].limit());
      int mismatch = first[i].duplicate().flip().mismatch(second[i].duplicate().flip());
      assertThat(mismatch).as("first different byte of buffer " + i).isEqualTo(-1);
    }
  }

  @Override
  public String toString() {
    return Arrays.toString(first);
  }
}
