// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.Background;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.sys.internal.FileAccess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the channels of one file do while a thread holds a lock that they share. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedFileTest {
  private static final int BLOCK = 4096;

  @TempDir private Path folder;
  private Path path;
  private DioFile file;
  private SharedFile shared;

  @BeforeEach
  void open() throws IOException {
    path = folder.resolve("data");
    file = DioFile.open(path, READ, WRITE, CREATE, DirectMode.REQUIRED);
    shared = SharedFile.enter(FileAccess.instance().identity(file));
  }

  @AfterEach
  void close() throws IOException {
    file.close();
  }

  private static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  /** {@return the outcome of a call on a thread like that of a direct callback} */
  private static <T> FutureTask<T> onCompletionThread(Callable<T> call) throws Exception {
    FutureTask<T> task = new FutureTask<>(call);
    Thread thread =
        new CompletionThread("dio-test-completes") {
          @Override
          public void run() {
            task.run();
          }
        };
    thread.start();
    thread.join();
    return task;
  }

  private static void assertRefused(String call, Callable<?> action) throws Exception {
    FutureTask<?> task = onCompletionThread(action);
    assertThatIllegalStateException()
        .isThrownBy(() -> {
          try {
            task.get();
          } catch (ExecutionException e) {
            throw e.getCause();
          }
        })
        .withMessageContaining(call)
        .withMessageContaining("dio-test-completes");
  }

  @Test
  void aCallInProgressKeepsTheLocksWhenItsChannelIsClosed() throws Exception {
    Files.write(path, new byte[BLOCK]);
    RangeLocks.Range range = shared.ranges().lock(0, BLOCK, true);
    FileChannel channel = DioChannels.of(file);
    Background<Integer> write =
        Background.call(() -> channel.write(text("late"), 10)).untilWaiting();
    channel.close();
    shared.leave();
    SharedFile next = SharedFile.enter(FileAccess.instance().identity(file));
    try {
      assertThat(next).isSameAs(shared);
    } finally {
      range.unlock();
      next.leave();
    }
    assertThat(write.get()).isEqualTo(4);
    assertThat(shared.tryHold()).as("its last call has ended").isFalse();
    SharedFile other = SharedFile.enter(FileAccess.instance().identity(file));
    other.leave();
    assertThat(other).isNotSameAs(shared);
  }

  @Test
  void anAppendWritesAtTheSizeThatATruncationHasLeft() throws Exception {
    try (FileChannel appends = DioChannels.open(path, APPEND, DirectMode.REQUIRED)) {
      appends.write(ByteBuffer.allocate(3 * BLOCK));
      Background<Integer> append;
      shared.shape().writeLock().lock();
      try {
        append = Background.call(() -> appends.write(text("record"))).untilWaiting();
        file.truncate(0);
      } finally {
        shared.shape().writeLock().unlock();
      }
      assertThat(append.get()).isEqualTo(6);
      assertThat(appends.size()).isEqualTo(6);
    } finally {
      shared.leave();
    }
  }

  @Test
  void aMappingDoesNotLengthenTheFileWhileAWriteAtThePositionLastsLonger() throws Exception {
    RangeLocks.Range range = shared.ranges().lock(0, BLOCK, true);
    try (FileChannel channel = DioChannels.of(file)) {
      Background<Integer> write = Background.call(() -> channel.write(text("at the position")));
      write.untilWaiting();
      Background<?> map =
          Background.call(() -> channel.map(MapMode.READ_WRITE, 0, BLOCK)).untilWaiting();
      assertThat(file.size()).isZero();
      range.unlock();
      assertThat(write.get()).isEqualTo(15);
      map.get();
      assertThat(file.size()).isEqualTo(BLOCK);
    } finally {
      shared.leave();
    }
  }

  @Test
  void aThreadThatCompletesIoIsRefusedTheWaitForAPosition() throws Exception {
    RangeLocks.Range range = shared.ranges().lock(0, BLOCK, true);
    try (FileChannel channel = DioChannels.of(file)) {
      Background<Integer> write = Background.call(() -> channel.write(text("slow")));
      write.untilWaiting();
      assertRefused("FileChannel.position()", channel::position);
      assertRefused("FileChannel.read()", () -> channel.read(ByteBuffer.allocate(1)));
      assertRefused("FileChannel.write()", () -> channel.write(text("x")));
      assertRefused("FileChannel.truncate()", () -> channel.truncate(0));
      assertRefused("FileChannel.map()", () -> channel.map(MapMode.READ_ONLY, 0, 0));
      range.unlock();
      assertThat(write.get()).isEqualTo(4);
      assertThat(onCompletionThread(channel::position).get()).isEqualTo(4);
    } finally {
      shared.leave();
    }
  }

  @Test
  void aThreadThatCompletesIoIsRefusedTheWaitForABlockAndForTheShapeOfAFile() throws Exception {
    try (FileChannel channel = DioChannels.of(file);
        FileChannel appends = DioChannels.open(path, APPEND, DirectMode.REQUIRED)) {
      RangeLocks.Range range = shared.ranges().lock(0, BLOCK, true);
      assertRefused("FileChannel.write()", () -> channel.write(text("x"), 7));
      range.unlock();
      shared.shape().writeLock().lock();
      try {
        assertRefused("FileChannel.write()", () -> channel.write(text("x"), 7));
        assertRefused("FileChannel.write()", () -> appends.write(text("x")));
        assertRefused("FileChannel.truncate()", () -> channel.truncate(0));
      } finally {
        shared.shape().writeLock().unlock();
      }
      shared.appending().lock();
      try {
        assertRefused("FileChannel.write()", () -> appends.write(text("x")));
      } finally {
        shared.appending().unlock();
      }
      assertThat(channel.write(text("x"), 7)).as("no refused wait holds the block").isEqualTo(1);
    } finally {
      shared.leave();
    }
  }
}
