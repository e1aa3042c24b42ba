// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SharedForceTest {
  private static final int THREADS = 16;
  private static final int TIMES = 5;

  @TempDir private Path folder;

  private FileChannel channel() throws IOException {
    return FileChannel.open(
        folder.resolve("log"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
  }

  private static void onThreads(Runnable work) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().start(work));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  @Test
  void everybodyReturnsAndNobodyForcesMoreThanOnceForItself() throws Exception {
    try (FileChannel channel = channel()) {
      SharedForce force = new SharedForce(channel);
      AtomicInteger returned = new AtomicInteger();
      onThreads(() -> {
        for (int i = 0; i < TIMES; i++) {
          try {
            force.force();
            returned.incrementAndGet();
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        }
      });
      assertThat(returned).hasValue(THREADS * TIMES);
      assertThat(force.forces()).isBetween((long) TIMES, (long) THREADS * TIMES);
    }
  }

  @Test
  void aFailureOfTheLeaderIsNoSuccessOfTheFollowers() throws Exception {
    FileChannel channel = channel();
    SharedForce force = new SharedForce(channel);
    channel.close();
    assertThatThrownBy(force::force).isInstanceOf(ClosedChannelException.class);
    AtomicInteger failed = new AtomicInteger();
    onThreads(() -> {
      try {
        force.force();
      } catch (IOException e) {
        failed.incrementAndGet();
      }
    });
    assertThat(failed).hasValue(THREADS);
  }
}
