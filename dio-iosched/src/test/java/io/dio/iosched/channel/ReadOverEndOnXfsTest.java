// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Rings;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.stream.ReaderOptions;
import io.dio.iosched.stream.SequentialReader;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A file on XFS has reserved blocks behind its end, so the kernel fails a direct read over the end
 * with EIO. A channel and a stream read up to the end all the same.
 */
final class ReadOverEndOnXfsTest {
  private static final int WHOLE_BYTES = 256 << 10;
  private static final int TAIL_BYTES = 331;
  private static final int BLOCK_BYTES = 4096;
  private static final int FILE_BYTES = WHOLE_BYTES + 2 * BLOCK_BYTES;
  private static final int FROM = WHOLE_BYTES - (64 << 10);
  private static final int READ_BYTES = 128 << 10;

  /** Which thread makes the calls, and through what. */
  enum Way {
    PLATFORM_THREAD,
    VIRTUAL_THREAD,
    INLINE,
    WORKERS,
    WORKERS_VIRTUAL_THREAD,
    RING,
    RING_VIRTUAL_THREAD;

    private IoScheduler scheduler() {
      return switch (this) {
        case PLATFORM_THREAD, VIRTUAL_THREAD -> null;
        case INLINE -> IoScheduler.posix();
        case WORKERS, WORKERS_VIRTUAL_THREAD ->
            IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
        case RING, RING_VIRTUAL_THREAD -> Rings.open(LiburingSource.EMBEDDED);
      };
    }

    private boolean isVirtual() {
      return this == VIRTUAL_THREAD
          || this == WORKERS_VIRTUAL_THREAD
          || this == RING_VIRTUAL_THREAD;
    }
  }

  @FunctionalInterface
  private interface Body {
    void run(FileChannel channel) throws Throwable;
  }

  private static LoopFileSystem xfs;

  private static byte[] expected;

  private DioFile file;
  private FileChannel writer;

  @BeforeAll
  static void mount() throws IOException {
    xfs = LoopFileSystem.mount(Kind.XFS, 512);
    expected = new byte[FILE_BYTES];
    new Random(1).nextBytes(expected);
    Arrays.fill(expected, WHOLE_BYTES + TAIL_BYTES, WHOLE_BYTES + BLOCK_BYTES, (byte) 0);
    skipUnlessTheKernelFailsSuchReads();
  }

  /** Looks at a file of its own, because the first read may free the reserved blocks. */
  private static void skipUnlessTheKernelFailsSuchReads() throws IOException {
    try (DioFile file = open("first");
        FileChannel _ = writeWithReservedBlocks(file);
        Arena arena = Arena.ofConfined()) {
      ErrnoException refusal =
          catchThrowableOfType(
              ErrnoException.class, () -> file.read(arena.allocate(READ_BYTES, BLOCK_BYTES), FROM));
      Skip.unless(
          refusal != null && refusal.errno() == Errno.EIO,
          "this kernel reads over the end of a file with reserved blocks");
    }
  }

  private static DioFile open(String name) throws IOException {
    return DioFile.open(xfs.root().resolve(name), READ, WRITE, CREATE, DirectMode.REQUIRED);
  }

  /**
   * Writes the tail through the page cache, and the block behind it directly. {@return the channel
   * that wrote; when it is closed, XFS frees the reserved blocks}
   */
  private static FileChannel writeWithReservedBlocks(DioFile file) throws IOException {
    FileChannel channel = DioChannels.of(file);
    try (Arena arena = Arena.ofConfined()) {
      ByteBuffer bytes = arena.allocate(FILE_BYTES, BLOCK_BYTES).asByteBuffer().put(expected);
      channel.write(bytes.slice(0, WHOLE_BYTES), 0);
      channel.write(bytes.slice(WHOLE_BYTES, TAIL_BYTES), WHOLE_BYTES);
      int last = WHOLE_BYTES + BLOCK_BYTES;
      channel.write(bytes.slice(last, BLOCK_BYTES), last);
    }
    return channel;
  }

  @AfterAll
  static void unmount() throws IOException {
    if (xfs != null) {
      xfs.close();
    }
  }

  @BeforeEach
  void createFile() throws IOException {
    file = open("f");
    writer = writeWithReservedBlocks(file);
  }

  @AfterEach
  void deleteFile() throws IOException {
    writer.close();
    file.close();
    Files.delete(file.path());
  }

  @ParameterizedTest
  @EnumSource
  void aReadIntoAnyBufferEndsAtTheEndOfTheFile(Way way) throws Throwable {
    run(
        way,
        channel -> {
          ByteBuffer target = ByteBuffer.allocate(READ_BYTES);
          assertThat(channel.read(target, FROM + 1)).isEqualTo(FILE_BYTES - FROM - 1);
          assertBytes(target.flip(), FROM + 1);
        });
  }

  @ParameterizedTest
  @EnumSource
  void aReadIntoAnAlignedBufferEndsAtTheEndOfTheFile(Way way) throws Throwable {
    run(
        way,
        channel -> {
          try (Arena arena = Arena.ofShared()) {
            ByteBuffer target = arena.allocate(READ_BYTES, BLOCK_BYTES).asByteBuffer();
            assertThat(channel.read(target, FROM)).isEqualTo(FILE_BYTES - FROM);
            assertBytes(target.flip(), FROM);
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void aReadIntoSeveralBuffersEndsAtTheEndOfTheFile(Way way) throws Throwable {
    run(
        way,
        channel -> {
          try (Arena arena = Arena.ofShared()) {
            ByteBuffer all = arena.allocate(READ_BYTES, BLOCK_BYTES).asByteBuffer();
            ByteBuffer[] targets = {all.slice(0, BLOCK_BYTES), all.slice(BLOCK_BYTES, FROM / 2)};
            int from = FILE_BYTES - 3 * BLOCK_BYTES;
            assertThat(channel.position(from).read(targets)).isEqualTo(3L * BLOCK_BYTES);
            assertBytes(all.slice(0, 3 * BLOCK_BYTES), from);
          }
        });
  }

  /** Such a write reads the block that it changes and the one behind it. */
  @ParameterizedTest
  @EnumSource
  void aWriteOverTheEndKeepsTheBytesBeforeIt(Way way) throws Throwable {
    run(
        way,
        channel -> {
          assertThat(channel.write(ByteBuffer.wrap(new byte[200]), FILE_BYTES - 100))
              .isEqualTo(200);
          ByteBuffer target = ByteBuffer.allocate(600);
          assertThat(channel.read(target, FILE_BYTES - 500)).isEqualTo(600);
          assertBytes(target.slice(0, 400), FILE_BYTES - 500);
          assertThat(target.slice(400, 200)).isEqualTo(ByteBuffer.allocate(200));
        });
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"PLATFORM_THREAD", "VIRTUAL_THREAD"})
  void aStreamEndsAtTheEndOfTheFile(Way way) throws IOException {
    ReaderOptions options = ReaderOptions.defaults().withBlockSize(READ_BYTES).withDepth(3);
    try (IoScheduler scheduler = way.scheduler();
        SequentialReader reader = SequentialReader.of(scheduler, file, options)) {
      assertThat(reader.readAllBytes()).isEqualTo(expected);
    }
  }

  private void assertBytes(ByteBuffer actual, int from) {
    assertThat(actual).isEqualTo(ByteBuffer.wrap(expected).slice(from, actual.remaining()));
  }

  private void run(Way way, Body body) throws Throwable {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    try (IoScheduler scheduler = way.scheduler();
        FileChannel channel =
            scheduler == null ? DioChannels.of(file) : DioChannels.of(scheduler, file)) {
      Runnable calls =
          () -> {
            try {
              body.run(channel);
            } catch (Throwable e) {
              failure.set(e);
            }
          };
      if (way.isVirtual()) {
        Thread.ofVirtual().start(calls).join();
      } else {
        calls.run();
      }
    }
    if (failure.get() != null) {
      throw failure.get();
    }
  }
}
