// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each append of a buffered file is one system call, so that no other append comes in between. */
class AppendCallsTest {
  private static final Path COUNTERS = Path.of("/proc/thread-self/io");
  private static final String WRITES = "syscw: ";

  @TempDir private Path folder;

  private FileChannel open() throws IOException {
    FileChannel channel = DioChannels.open(folder.resolve("log"), CREATE, APPEND);
    channel.write(ByteBuffer.wrap(new byte[1])); // opens what appends
    return channel;
  }

  /** {@return the number of write calls of the current thread so far} */
  private static long writeCalls() throws IOException {
    return Files.readAllLines(COUNTERS).stream()
        .filter(line -> line.startsWith(WRITES))
        .mapToLong(line -> Long.parseLong(line.substring(WRITES.length())))
        .sum();
  }

  private static void assertOneCall(FileChannel channel, ByteBuffer... buffers) throws IOException {
    long byteCount = 0;
    for (ByteBuffer buffer : buffers) {
      byteCount += buffer.remaining();
    }
    long sizeBefore = channel.size();
    long callsBefore = writeCalls();
    assertThat(channel.write(buffers)).isEqualTo(byteCount);
    assertThat(writeCalls() - callsBefore).isEqualTo(1);
    assertThat(buffers).noneMatch(ByteBuffer::hasRemaining);
    assertThat(channel.size()).isEqualTo(sizeBefore + byteCount);
  }

  @Test
  void aHeaderOutsideOfTheHeapAndABodyInTheHeapStayTogether() throws IOException {
    try (FileChannel channel = open()) {
      assertOneCall(channel, ByteBuffer.allocateDirect(16), ByteBuffer.allocate(100));
      assertOneCall(channel, ByteBuffer.allocate(16), ByteBuffer.allocateDirect(100));
      assertOneCall(channel, ByteBuffer.allocateDirect(16), ByteBuffer.allocateDirect(100));
    }
  }

  @Test
  void aLongHeapBufferStaysTogether() throws IOException {
    byte[] bytes = FileChannelContract.randomBytes(300_000);
    try (FileChannel channel = open()) {
      assertOneCall(channel, ByteBuffer.wrap(bytes));
    }
    byte[] written = Files.readAllBytes(folder.resolve("log"));
    assertThat(written).hasSize(300_001).endsWith(bytes);
  }

  @Test
  void moreBuffersThanOneCallTakesStayTogether() throws IOException {
    ByteBuffer[] buffers = new ByteBuffer[3000];
    for (int i = 0; i < buffers.length; i++) {
      buffers[i] = ByteBuffer.allocateDirect(3);
    }
    try (FileChannel channel = open()) {
      assertOneCall(channel, buffers);
    }
  }
}
