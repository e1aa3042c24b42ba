// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A random sequence of calls, made on a channel of the JDK and on one of dio. After each call, the
 * results, the buffers, the positions and the sizes must be the same. From time to time the bytes
 * of both files are compared. Everything depends on the seed.
 */
public final class ChannelProgram {
  private static final int MOST_FILE_BYTES = 400_000;
  private static final int STEPS_BETWEEN_COMPARISONS = 50;
  private static final int MOST_NOTES = 12;

  /** Opens the channel under test. */
  @FunctionalInterface
  public interface Opener {
    FileChannel open(Path path, Set<? extends OpenOption> options) throws IOException;
  }

  /** A call on one of the two channels. */
  @FunctionalInterface
  private interface Call {
    Object on(FileChannel channel, Path path, ByteBuffer[] buffers) throws Exception;
  }

  private final long seed;
  private final Random random;
  private final Opener opener;
  private final Path jdkPath;
  private final Path dioPath;
  private final List<String> notes = new ArrayList<>();
  private FileChannel jdk;
  private FileChannel dio;
  private boolean appends;
  private int step;

  public ChannelProgram(long seed, Path folder, Opener opener) {
    this.seed = seed;
    this.random = new Random(seed);
    this.opener = opener;
    this.jdkPath = folder.resolve("jdk-" + seed);
    this.dioPath = folder.resolve("dio-" + seed);
  }

  /** Runs the program and removes its files. */
  public void run(int steps) {
    try {
      reopen(Set.of(READ, WRITE, CREATE));
      for (step = 0; step < steps; step++) {
        step();
        if (step % STEPS_BETWEEN_COMPARISONS == 0) {
          compareBytes();
        }
      }
      jdk.close();
      dio.close();
      compareBytes();
      Files.delete(jdkPath);
      Files.delete(dioPath);
    } catch (Throwable e) {
      close(jdk, e);
      close(dio, e);
      throw new AssertionError(
          "failed in step "
              + step
              + " with -Ddio.test.seed="
              + seed
              + "; the last calls were:\n"
              + String.join("\n", notes)
              + "\n"
              + e,
          e);
    }
  }

  private static void close(FileChannel channel, Throwable reason) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      reason.addSuppressed(e);
    }
  }

  private void note(String call) {
    if (notes.size() == MOST_NOTES) {
      notes.removeFirst();
    }
    notes.add(step + ": " + call);
  }

  private void compareBytes() throws IOException {
    assertThat(Files.mismatch(jdkPath, dioPath))
        .as("first different byte of the files")
        .isEqualTo(-1);
    assertThat(Files.size(dioPath)).isEqualTo(Files.size(jdkPath));
  }

  /** Makes a call on both channels and compares everything. */
  private void both(String name, TwinBuffers buffers, Call call) {
    note(name + (buffers == null ? "" : " " + buffers));
    Result expected =
        Result.of(() -> call.on(jdk, jdkPath, buffers == null ? null : buffers.first));
    Result actual = Result.of(() -> call.on(dio, dioPath, buffers == null ? null : buffers.second));
    assertThat(actual).as(name).isEqualTo(expected);
    if (buffers != null) {
      buffers.assertSame();
    }
    assertThat(Result.of(dio::position)).as("position").isEqualTo(Result.of(jdk::position));
    assertThat(Result.of(dio::size)).as("size").isEqualTo(Result.of(jdk::size));
    assertThat(dio.isOpen()).isEqualTo(jdk.isOpen());
  }

  private void step() throws IOException {
    switch (random.nextInt(40)) {
      case 0 -> reopen(randomOptions());
      case 1 -> truncate();
      case 2 -> force();
      case 3 -> transferToMemory();
      case 4 -> transferFromMemory();
      case 5 -> transferToFile();
      case 6 -> transferFromFile();
      case 7 -> transferThroughPipe();
      case 8 -> lock();
      case 9 -> mapForReading();
      case 10 -> mapForWriting();
      case 11 -> close();
      case 12, 13, 14, 15 -> position();
      case 16, 17, 18, 19, 20 -> read();
      case 21, 22, 23 -> scatter();
      case 24, 25, 26, 27, 28 -> readAt();
      case 29, 30, 31 -> write();
      case 32, 33 -> gather();
      default -> writeAt();
    }
  }

  // ---- opening ----

  private Set<OpenOption> randomOptions() {
    Set<OpenOption> options = new HashSet<>();
    switch (random.nextInt(12)) {
      case 0 -> options.add(READ);
      case 1 -> options.add(WRITE);
      case 2 -> options.add(APPEND);
      case 3 -> {}
      default -> {
        options.add(READ);
        options.add(WRITE);
      }
    }
    for (OpenOption each :
        List.of(CREATE, SPARSE, TRUNCATE_EXISTING, CREATE_NEW, APPEND, DSYNC, SYNC)) {
      if (random.nextInt(20) == 0) {
        options.add(each);
      }
    }
    return options;
  }

  private void reopen(Set<OpenOption> options) throws IOException {
    note("open " + options);
    Result expected = Result.of(() -> FileChannel.open(jdkPath, options));
    Result actual = Result.of(() -> opener.open(dioPath, options));
    assertThat(actual.thrown()).as("open " + options).isEqualTo(expected.thrown());
    if (expected.thrown() == null) {
      if (jdk != null) {
        jdk.close();
        dio.close();
      }
      appends = options.contains(APPEND);
      jdk = (FileChannel) expected.value();
      dio = (FileChannel) actual.value();
    }
  }

  private void close() throws IOException {
    if (random.nextInt(5) != 0) {
      return;
    }
    both(
        "close",
        null,
        (channel, _, _) -> {
          channel.close();
          return null;
        });
    for (int i = random.nextInt(4); i > 0; i--) {
      step++;
      readAt();
      write();
      truncate();
      transferToMemory();
    }
    reopen(Set.of(READ, WRITE));
  }

  // ---- numbers ----

  private long randomOffset() {
    return switch (random.nextInt(24)) {
      case 0 -> -1 - random.nextInt(5000);
      // The JDK's channel refuses to append if its position is that large.
      case 1 -> appends ? 0 : Long.MAX_VALUE - random.nextInt(3);
      case 2, 3, 4, 5 -> 4096L * random.nextInt(MOST_FILE_BYTES / 4096);
      case 6, 7, 8 -> 512L * random.nextInt(MOST_FILE_BYTES / 512);
      case 9, 10, 11 -> nearTheEnd();
      case 12, 13 -> random.nextInt(5000);
      default -> random.nextInt(MOST_FILE_BYTES);
    };
  }

  /**
   * {@return an offset for a transfer into the file} XFS has files of nearly the largest offset.
   */
  private long randomTargetOffset() {
    return Math.min(randomOffset(), MOST_FILE_BYTES);
  }

  private long nearTheEnd() {
    try {
      return Math.max(0, Files.size(jdkPath) + random.nextInt(9000) - 6000);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return a count for transfers} */
  private long randomCount() {
    return random.nextInt(20) == 0
        ? -1
        : random.nextInt(10) == 0 ? Long.MAX_VALUE : random.nextInt(150_000);
  }

  // ---- the channel's position, size and durability ----

  /** The JDK's channel asks the file system, and ext4 refuses an offset beyond its largest file. */
  private void position() {
    long offset = randomOffset();
    if (offset > 1L << 40) {
      return;
    }
    both("position " + offset, null, (channel, _, _) -> channel.position(offset).equals(channel));
  }

  private void truncate() {
    long offset = random.nextInt(3) == 0 ? randomOffset() : nearTheEnd();
    both("truncate " + offset, null, (channel, _, _) -> channel.truncate(offset).equals(channel));
  }

  private void force() {
    if (random.nextInt(4) != 0) {
      return;
    }
    boolean metaData = random.nextBoolean();
    both(
        "force " + metaData,
        null,
        (channel, _, _) -> {
          channel.force(metaData);
          return null;
        });
  }

  // ---- transfers of buffers ----

  private TwinBuffers one(boolean read) {
    return TwinBuffers.random(random, 1, 200_000, read);
  }

  private void read() {
    both("read", one(true), (channel, _, buffers) -> channel.read(buffers[0]));
  }

  private void readAt() {
    long offset = randomOffset();
    both("read at " + offset, one(true), (channel, _, buffers) -> channel.read(buffers[0], offset));
  }

  private void write() {
    both("write", one(false), (channel, _, buffers) -> channel.write(buffers[0]));
  }

  private void writeAt() {
    long offset = randomOffset();
    both(
        "write at " + offset,
        one(false),
        (channel, _, buffers) -> channel.write(buffers[0], offset));
  }

  private void scatter() {
    TwinBuffers many = TwinBuffers.random(random, random.nextInt(7), 60_000, true);
    int from = random.nextInt(3) - (random.nextInt(30) == 0 ? 1 : 0);
    int length =
        Math.max(0, many.first.length - from - random.nextInt(2)) + random.nextInt(30) / 29;
    both(
        "scatter " + from + ", " + length,
        many,
        (channel, _, buffers) -> channel.read(buffers, from, length));
  }

  private void gather() {
    TwinBuffers many = TwinBuffers.random(random, random.nextInt(7), 60_000, false);
    int from = random.nextInt(3) - (random.nextInt(30) == 0 ? 1 : 0);
    int length =
        Math.max(0, many.first.length - from - random.nextInt(2)) + random.nextInt(30) / 29;
    both(
        "gather " + from + ", " + length,
        many,
        (channel, _, buffers) -> channel.write(buffers, from, length));
  }

  // ---- transfers between channels ----

  private void transferToMemory() {
    long offset = randomOffset();
    long count = randomCount();
    both(
        "transferTo memory " + offset + ", " + count,
        null,
        (channel, _, _) -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          long sent = channel.transferTo(offset, count, Channels.newChannel(bytes));
          return sent + " " + java.util.Arrays.hashCode(bytes.toByteArray());
        });
  }

  private void transferFromMemory() {
    byte[] bytes = new byte[random.nextInt(100_000)];
    random.nextBytes(bytes);
    long offset = randomTargetOffset();
    long count = randomCount();
    both(
        "transferFrom memory " + offset + ", " + count,
        null,
        (channel, _, _) -> {
          ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(bytes));
          return channel.transferFrom(source, offset, count);
        });
  }

  private void transferToFile() {
    long offset = randomOffset();
    long count = randomCount();
    long targetOffset = random.nextInt(20_000);
    both(
        "transferTo file " + offset + ", " + count + " at " + targetOffset,
        null,
        (channel, path, _) -> {
          Path other = path.resolveSibling(path.getFileName() + ".other");
          try (FileChannel target =
              FileChannel.open(other, READ, WRITE, CREATE, TRUNCATE_EXISTING)) {
            target.position(targetOffset);
            long sent = channel.transferTo(offset, count, target);
            return sent
                + " "
                + target.position()
                + " "
                + java.util.Arrays.hashCode(Files.readAllBytes(other));
          } finally {
            Files.delete(other);
          }
        });
  }

  private void transferFromFile() {
    byte[] bytes = new byte[random.nextInt(100_000)];
    random.nextBytes(bytes);
    long offset = randomTargetOffset();
    long count = randomCount();
    int sourceOffset = random.nextInt(20_000);
    both(
        "transferFrom file " + offset + ", " + count + " at " + sourceOffset,
        null,
        (channel, path, _) -> {
          Path other = path.resolveSibling(path.getFileName() + ".other");
          Files.write(other, bytes);
          try (FileChannel source = FileChannel.open(other, READ)) {
            source.position(sourceOffset);
            return channel.transferFrom(source, offset, count) + " " + source.position();
          } finally {
            Files.delete(other);
          }
        });
  }

  /** The pipe holds all bytes, so nothing blocks. The sink is closed early to end the stream. */
  @SuppressWarnings("try")
  private void transferThroughPipe() {
    long offset = randomOffset();
    long back = randomTargetOffset();
    int count = random.nextInt(60_000);
    both(
        "transfer through a pipe " + offset + ", " + count + " to " + back,
        null,
        (channel, _, _) -> {
          Pipe pipe = Pipe.open();
          try (Pipe.SinkChannel sink = pipe.sink();
              Pipe.SourceChannel source = pipe.source()) {
            long sent = channel.transferTo(offset, count, sink);
            sink.close();
            return sent + " " + channel.transferFrom(source, back, count);
          }
        });
  }

  // ---- locks and mappings ----

  private void lock() {
    long offset = randomOffset();
    long size = randomCount();
    boolean shared = random.nextBoolean();
    boolean blocking = random.nextBoolean();
    both(
        "lock " + offset + ", " + size + ", " + shared + ", " + blocking,
        null,
        (channel, _, _) -> {
          try (FileLock lock =
              blocking
                  ? channel.lock(offset, size, shared)
                  : channel.tryLock(offset, size, shared)) {
            Result again = Result.of(() -> channel.tryLock(offset, size, shared));
            return List.of(
                lock.position(),
                lock.size(),
                lock.isShared(),
                lock.isValid(),
                lock.channel().equals(channel),
                lock.acquiredBy().equals(channel),
                again);
          }
        });
  }

  private void mapForReading() {
    long offset = random.nextInt(20) == 0 ? -1 : random.nextInt(50_000);
    long size = random.nextInt(20) == 0 ? -1 : random.nextInt(30_000);
    // A mapping that is not writable does not make the file longer.
    both(
        "map for reading " + offset + ", " + size,
        null,
        (channel, path, _) -> {
          if (offset + size > Files.size(path)) {
            return "beyond the end";
          }
          try (Arena arena = random(offset)) {
            return java.util.Arrays.hashCode(
                channel
                    .map(FileChannel.MapMode.READ_ONLY, offset, size, arena)
                    .toArray(ValueLayout.JAVA_BYTE));
          }
        });
  }

  private void mapForWriting() {
    if (random.nextInt(4) != 0) {
      return;
    }
    long offset = random.nextInt(50_000);
    long size = random.nextInt(30_000);
    byte value = (byte) random.nextInt();
    both(
        "map for writing " + offset + ", " + size,
        null,
        (channel, _, _) -> {
          try (Arena arena = random(offset)) {
            var segment = channel.map(FileChannel.MapMode.READ_WRITE, offset, size, arena);
            segment.fill(value);
            segment.force();
            return segment.byteSize();
          }
        });
  }

  /** {@return an arena that the caller closes} */
  @SuppressWarnings("MustBeClosedChecker")
  private static Arena random(long offset) {
    return (offset & 1) == 0 ? Arena.ofConfined() : Arena.ofShared();
  }
}
