// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.Background;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.FileLock;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.Pipe;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The promises of the documentation of {@link FileChannel}, with one test per clause. It runs on
 * the channels of the JDK and on each kind of channel of dio.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class FileChannelContract {
  private static final OpenOption[] NEW = {READ, WRITE, CREATE_NEW};

  @TempDir Path folder;
  private final List<FileChannel> channels = new ArrayList<>();
  private int names;

  /**
   * {@return a new channel} Everything that belongs to it is closed with it, or by the subclass.
   */
  abstract FileChannel openChannel(Path path, OpenOption... options) throws IOException;

  @AfterEach
  void closeChannels() throws IOException {
    for (FileChannel channel : channels) {
      channel.close();
    }
  }

  FileChannel open(Path path, OpenOption... options) throws IOException {
    FileChannel channel = openChannel(path, options);
    channels.add(channel);
    return channel;
  }

  Path newPath() {
    return folder.resolve("file" + names++);
  }

  /** {@return a new file with these bytes} */
  Path fileOf(byte[] bytes) throws IOException {
    return Files.write(newPath(), bytes);
  }

  static byte[] randomBytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }

  static ByteBuffer text(String text) {
    return ByteBuffer.wrap(text.getBytes(US_ASCII));
  }

  static String contents(Path path) throws IOException {
    return Files.readString(path, US_ASCII);
  }

  // ---- reading ----

  @Test
  void aReadTakesBytesFromThePositionAndMovesIt() throws IOException {
    byte[] bytes = randomBytes(10_000);
    FileChannel channel = open(fileOf(bytes), READ);
    ByteBuffer buffer = ByteBuffer.allocate(6000);
    assertThat(channel.read(buffer)).isEqualTo(6000);
    assertThat(channel.position()).isEqualTo(6000);
    assertThat(buffer.array()).isEqualTo(Arrays.copyOf(bytes, 6000));
    assertThat(channel.read(buffer.clear())).isEqualTo(4000);
    assertThat(buffer.position()).isEqualTo(4000);
    assertThat(channel.position()).isEqualTo(10_000);
  }

  @Test
  void aReadAtTheEndReturnsMinusOneAndOneOfNothingReturnsZero() throws IOException {
    FileChannel channel = open(fileOf(randomBytes(5000)), READ);
    ByteBuffer buffer = ByteBuffer.allocateDirect(10);
    assertThat(channel.read(buffer, 5000)).isEqualTo(-1);
    assertThat(channel.read(buffer, 1L << 40)).isEqualTo(-1);
    assertThat(channel.position(5000).read(buffer)).isEqualTo(-1);
    assertThat(channel.read(new ByteBuffer[] {buffer, ByteBuffer.allocate(3)})).isEqualTo(-1);
    assertThat(channel.read(buffer.limit(0), 5000)).isZero();
    assertThat(channel.read(new ByteBuffer[0])).isZero();
  }

  @Test
  void aPositionalReadLeavesThePosition() throws IOException {
    byte[] bytes = randomBytes(20_000);
    FileChannel channel = open(fileOf(bytes), READ);
    ByteBuffer buffer = ByteBuffer.allocateDirect(9000);
    assertThat(channel.read(buffer, 777)).isEqualTo(9000);
    assertThat(channel.position()).isZero();
    byte[] read = new byte[9000];
    buffer.flip().get(read);
    assertThat(read).isEqualTo(Arrays.copyOfRange(bytes, 777, 9777));
  }

  @Test
  void aScatteringReadFillsTheBuffersInOrder() throws IOException {
    byte[] bytes = randomBytes(10_000);
    FileChannel channel = open(fileOf(bytes), READ);
    ByteBuffer[] buffers = {
      ByteBuffer.allocate(1),
      ByteBuffer.allocate(100),
      ByteBuffer.allocateDirect(5000),
      ByteBuffer.allocate(2000)
    };
    assertThat(channel.read(buffers, 1, 3)).isEqualTo(7100);
    assertThat(buffers[0].position()).isZero();
    assertThat(buffers[1].array()).isEqualTo(Arrays.copyOf(bytes, 100));
    assertThat(buffers[3].array()).isEqualTo(Arrays.copyOfRange(bytes, 5100, 7100));
    assertThat(channel.position()).isEqualTo(7100);
  }

  @Test
  void aReadIntoReadOnlyMemoryIsRefused() throws IOException {
    FileChannel channel = open(fileOf(randomBytes(100)), READ);
    ByteBuffer readOnly = ByteBuffer.allocate(10).asReadOnlyBuffer();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> channel.read(readOnly));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> channel.read(readOnly, 0));
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> channel.read(new ByteBuffer[] {readOnly}));
    assertThat(channel.position()).isZero();
  }

  // ---- writing ----

  @Test
  void aWriteGoesToThePositionAndMovesIt() throws IOException {
    Path path = newPath();
    FileChannel channel = open(path, NEW);
    assertThat(channel.write(text("hello "))).isEqualTo(6);
    assertThat(channel.write(text("world"))).isEqualTo(5);
    assertThat(channel.position()).isEqualTo(11);
    assertThat(channel.size()).isEqualTo(11);
    assertThat(channel.write(text("W"), 6)).isEqualTo(1);
    assertThat(channel.position()).isEqualTo(11);
    assertThat(contents(path)).isEqualTo("hello World");
  }

  @Test
  void aWriteBehindTheEndMakesTheFileLonger() throws IOException {
    Path path = newPath();
    FileChannel channel = open(path, NEW);
    channel.write(text("a"));
    channel.position(9000);
    assertThat(channel.size()).isEqualTo(1);
    channel.write(text("b"));
    assertThat(channel.size()).isEqualTo(9001);
    byte[] expected = new byte[9001];
    expected[0] = 'a';
    expected[9000] = 'b';
    assertThat(Files.readAllBytes(path)).isEqualTo(expected);
  }

  @Test
  void aGatheringWriteWritesTheBuffersInOrder() throws IOException {
    Path path = newPath();
    FileChannel channel = open(path, NEW);
    ByteBuffer[] buffers = {
      text("x"), text("one "), ByteBuffer.allocate(0), text("two"), text("y")
    };
    assertThat(channel.write(buffers, 1, 3)).isEqualTo(7);
    assertThat(contents(path)).isEqualTo("one two");
    assertThat(buffers[3].hasRemaining()).isFalse();
    assertThat(buffers[4].position()).isZero();
  }

  @Test
  void aBufferThatIsGivenTwiceIsWrittenTwiceAndNoOtherMoves() throws IOException {
    Path path = newPath();
    FileChannel channel = open(path, NEW);
    ByteBuffer twice = text("twice ");
    ByteBuffer behind = text("behind");
    assertThat(channel.write(new ByteBuffer[] {twice, twice, behind}, 0, 2)).isEqualTo(12);
    assertThat(contents(path)).isEqualTo("twice twice ");
    assertThat(twice.hasRemaining()).isFalse();
    assertThat(behind.position()).isZero();
    assertThat(channel.position()).isEqualTo(12);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 511, 512, 513, 4095, 4096, 4097, 12_288, 131_071, 300_000})
  void bytesOfAnyLengthAtAnyOffsetComeBack(int length) throws IOException {
    byte[] bytes = randomBytes(length);
    Path path = newPath();
    FileChannel channel = open(path, NEW);
    for (int offset : new int[] {0, 1, 512, 4000, 4096, 8191}) {
      channel.truncate(0);
      assertThat(channel.write(ByteBuffer.wrap(bytes).asReadOnlyBuffer(), offset))
          .isEqualTo(length);
      assertThat(channel.size()).isEqualTo(offset + (long) length);
      ByteBuffer read = ByteBuffer.allocateDirect(length + 3).slice(3, length);
      assertThat(channel.read(read, offset)).isEqualTo(length);
      assertThat(read.flip()).isEqualTo(ByteBuffer.wrap(bytes));
      assertThat(Files.size(path)).isEqualTo(offset + (long) length);
    }
  }

  @Test
  void writesInTheMiddleOfABlockKeepTheBytesAround() throws IOException {
    byte[] bytes = randomBytes(50_000);
    Path path = fileOf(bytes);
    FileChannel channel = open(path, READ, WRITE);
    Random random = new Random(7);
    for (int i = 0; i < 200; i++) {
      byte[] piece = new byte[random.nextInt(10_000)];
      random.nextBytes(piece);
      int offset = random.nextInt(bytes.length - piece.length);
      System.arraycopy(piece, 0, bytes, offset, piece.length);
      assertThat(channel.write(ByteBuffer.wrap(piece), offset)).isEqualTo(piece.length);
    }
    assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
  }

  // ---- arguments and modes ----

  @Test
  void badArgumentsAreRefused() throws IOException {
    FileChannel channel = open(newPath(), NEW);
    ByteBuffer buffer = ByteBuffer.allocate(1);
    ByteBuffer[] two = {buffer, buffer};
    for (ThrowingCall call :
        List.<ThrowingCall>of(
            () -> channel.read(buffer, -1),
            () -> channel.write(buffer, -1),
            () -> channel.position(-1),
            () -> channel.truncate(-1),
            () -> channel.transferTo(-1, 1, Pipe.open().sink()),
            () -> channel.transferFrom(Pipe.open().source(), 0, -1))) {
      assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(call::run);
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> channel.read(two, 1, 2));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> channel.write(two, -1, 1));
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> channel.read((ByteBuffer) null, 0));
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> channel.write((ByteBuffer) null));
  }

  /** A call that may throw. */
  @FunctionalInterface
  interface ThrowingCall {
    void run() throws Exception;
  }

  @Test
  void aChannelForReadingRefusesToWrite() throws IOException {
    FileChannel channel = open(fileOf(randomBytes(100)), READ);
    ByteBuffer buffer = ByteBuffer.allocate(1);
    for (ThrowingCall call :
        List.<ThrowingCall>of(
            () -> channel.write(buffer),
            () -> channel.write(buffer, 0),
            () -> channel.write(new ByteBuffer[] {buffer}),
            () -> channel.truncate(0),
            () -> channel.transferFrom(Pipe.open().source(), 0, 1),
            () -> channel.map(MapMode.READ_WRITE, 0, 1),
            () -> channel.lock(0, 1, false),
            () -> channel.tryLock())) {
      assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(call::run);
    }
    channel.force(true);
  }

  @Test
  void aChannelForWritingRefusesToRead() throws IOException {
    Path path = fileOf(randomBytes(5000));
    FileChannel channel = open(path, WRITE);
    ByteBuffer buffer = ByteBuffer.allocate(1);
    for (ThrowingCall call :
        List.<ThrowingCall>of(
            () -> channel.read(buffer),
            () -> channel.read(buffer, 0),
            () -> channel.read(new ByteBuffer[] {buffer}),
            () -> channel.transferTo(0, 1, Pipe.open().sink()),
            () -> channel.map(MapMode.READ_ONLY, 0, 1),
            () -> channel.lock(0, 1, true))) {
      assertThatExceptionOfType(NonReadableChannelException.class).isThrownBy(call::run);
    }
    channel.write(text("inside"), 1234);
    channel.write(text("behind"), 4999);
    byte[] expected = Arrays.copyOf(randomBytes(5000), 5005);
    System.arraycopy("inside".getBytes(US_ASCII), 0, expected, 1234, 6);
    System.arraycopy("behind".getBytes(US_ASCII), 0, expected, 4999, 6);
    assertThat(Files.readAllBytes(path)).isEqualTo(expected);
  }

  // ---- size ----

  @Test
  void truncateShortensTheFileAndNeverMakesItLonger() throws IOException {
    byte[] bytes = randomBytes(10_000);
    Path path = fileOf(bytes);
    FileChannel channel = open(path, READ, WRITE);
    channel.position(9000);
    assertThat(channel.truncate(20_000)).isSameAs(channel);
    assertThat(channel.size()).isEqualTo(10_000);
    assertThat(channel.position()).isEqualTo(9000);
    channel.truncate(4321);
    assertThat(channel.position()).isEqualTo(4321);
    assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(bytes, 4321));
    channel.position(100_000).truncate(50_000);
    assertThat(channel.position()).isEqualTo(50_000);
    assertThat(channel.size()).isEqualTo(4321);
  }

  @Test
  void theSizeIsThatOfTheFileAlsoIfAnotherChannelChangesIt() throws IOException {
    Path path = fileOf(randomBytes(100));
    FileChannel channel = open(path, READ, WRITE);
    Files.write(path, randomBytes(7000));
    assertThat(channel.size()).isEqualTo(7000);
    channel.write(text("end"), 7000);
    assertThat(Files.size(path)).isEqualTo(7003);
  }

  @Test
  void aDurableChannelWritesTheSameBytes() throws IOException {
    Path path = newPath();
    FileChannel channel = open(path, READ, WRITE, CREATE, DSYNC);
    channel.write(ByteBuffer.wrap(randomBytes(9999)));
    channel.force(false);
    channel.force(true);
    assertThat(Files.readAllBytes(path)).isEqualTo(randomBytes(9999));
  }

  // ---- transfers ----

  @Test
  void bytesGoThroughAPipeAndBack() throws Exception {
    byte[] bytes = randomBytes(500_000);
    FileChannel channel = open(fileOf(bytes), READ);
    Path copy = newPath();
    FileChannel target = open(copy, NEW);
    Pipe pipe = Pipe.open();
    try (Pipe.SourceChannel source = pipe.source()) {
      Background<Long> sent =
          Background.call(() -> {
            try (Pipe.SinkChannel sink = pipe.sink()) {
              return channel.transferTo(123, 1 << 30, sink);
            }
          });
      assertThat(target.transferFrom(source, 77, 1 << 30)).isEqualTo(499_877);
      assertThat(sent.get()).isEqualTo(499_877);
    }
    assertThat(channel.position()).isZero();
    assertThat(target.position()).isZero();
    byte[] expected = new byte[77 + 499_877];
    System.arraycopy(bytes, 123, expected, 77, 499_877);
    assertThat(Files.readAllBytes(copy)).isEqualTo(expected);
  }

  @Test
  void bytesGoThroughASocket() throws Exception {
    byte[] bytes = randomBytes(300_000);
    FileChannel channel = open(fileOf(bytes), READ);
    Path copy = newPath();
    FileChannel target = open(copy, NEW);
    try (ServerSocketChannel server =
        ServerSocketChannel.open()
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      Background<Long> sent =
          Background.call(() -> {
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {
              long count = 0;
              while (count < bytes.length) {
                count += channel.transferTo(count, bytes.length - count, client);
              }
              return count;
            }
          });
      try (SocketChannel accepted = server.accept()) {
        assertThat(target.transferFrom(accepted, 0, bytes.length)).isEqualTo(bytes.length);
      }
      assertThat(sent.get()).isEqualTo(bytes.length);
    }
    assertThat(Files.readAllBytes(copy)).isEqualTo(bytes);
  }

  @Test
  void aTransferBetweenFilesUsesThePositionOfTheOtherChannel() throws IOException {
    byte[] bytes = randomBytes(20_000);
    FileChannel channel = open(fileOf(bytes), READ, WRITE);
    Path path = newPath();
    FileChannel other = open(path, NEW);
    other.position(100);
    assertThat(channel.transferTo(5000, 7000, other)).isEqualTo(7000);
    assertThat(other.position()).isEqualTo(7100);
    assertThat(channel.transferTo(20_000, 10, other)).isZero();
    assertThat(Arrays.copyOfRange(Files.readAllBytes(path), 100, 7100))
        .isEqualTo(Arrays.copyOfRange(bytes, 5000, 12_000));
    other.position(200);
    assertThat(channel.transferFrom(other, 1000, 50)).isEqualTo(50);
    assertThat(other.position()).isEqualTo(250);
    try (FileChannel jdk = FileChannel.open(newPath(), NEW)) {
      assertThat(channel.transferTo(0, 20_000, jdk)).isEqualTo(20_000);
      assertThat(jdk.position(0)).isSameAs(jdk);
      assertThat(channel.transferFrom(jdk, 19_000, 20_000)).isEqualTo(20_000);
      assertThat(channel.size()).isEqualTo(39_000);
    }
    FileChannel readOnly = open(path, READ);
    FileChannel writeOnly = open(path, WRITE);
    assertThatExceptionOfType(NonWritableChannelException.class)
        .isThrownBy(() -> channel.transferTo(0, 1, readOnly));
    assertThatExceptionOfType(NonReadableChannelException.class)
        .isThrownBy(() -> channel.transferFrom(writeOnly, 0, 1));
  }

  // ---- mappings ----

  @Test
  void aMappingShowsTheFileAndChangesIt() throws IOException {
    byte[] bytes = randomBytes(10_000);
    Path path = fileOf(bytes);
    FileChannel channel = open(path, READ, WRITE);
    MappedByteBuffer readable = channel.map(MapMode.READ_ONLY, 1000, 500);
    byte[] seen = new byte[500];
    readable.get(seen);
    assertThat(seen).isEqualTo(Arrays.copyOfRange(bytes, 1000, 1500));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment writable = channel.map(MapMode.READ_WRITE, 5000, 8000, arena);
      writable.set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      writable.force();
    }
    assertThat(channel.size()).isEqualTo(13_000);
    ByteBuffer one = ByteBuffer.allocate(1);
    assertThat(channel.read(one, 5000)).isEqualTo(1);
    assertThat(one.get(0)).isEqualTo((byte) 1);
    assertThat(channel.map(MapMode.PRIVATE, 0, 10).isReadOnly()).isFalse();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> channel.map(MapMode.READ_ONLY, -1, 1));
  }

  // ---- locks ----

  @Test
  void aLockTellsWhatItIsAndExcludesOverlappingOnesOfThisProcess() throws IOException {
    Path path = fileOf(randomBytes(100));
    FileChannel channel = open(path, READ, WRITE);
    FileLock lock = channel.lock(10, 20, false);
    assertThat(lock.channel()).isSameAs(channel);
    assertThat(lock.acquiredBy()).isSameAs(channel);
    assertThat(lock.position()).isEqualTo(10);
    assertThat(lock.size()).isEqualTo(20);
    assertThat(lock.isShared()).isFalse();
    assertThat(lock.isValid()).isTrue();
    assertThatExceptionOfType(OverlappingFileLockException.class)
        .isThrownBy(() -> channel.tryLock(29, 1, true));
    assertThatExceptionOfType(OverlappingFileLockException.class)
        .isThrownBy(() -> open(path, READ, WRITE).lock());
    try (FileLock behind = channel.tryLock(30, 1, true)) {
      assertThat(behind.isShared()).isTrue();
    }
    lock.release();
    assertThat(lock.isValid()).isFalse();
    lock.release();
    FileLock whole = channel.lock();
    assertThat(whole.overlaps(0, 1)).isTrue();
    channel.close();
    assertThat(whole.isValid()).isFalse();
    assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(whole::release);
  }

  // ---- closing and threads ----

  @Test
  void everyCallOnAClosedChannelSaysSo() throws IOException {
    FileChannel channel = open(newPath(), NEW);
    channel.close();
    channel.close();
    assertThat(channel.isOpen()).isFalse();
    ByteBuffer buffer = ByteBuffer.allocate(1);
    for (ThrowingCall call :
        List.<ThrowingCall>of(
            () -> channel.read(buffer),
            () -> channel.read(buffer, 0),
            () -> channel.read(new ByteBuffer[] {buffer}),
            () -> channel.write(buffer),
            () -> channel.write(buffer, 0),
            () -> channel.write(new ByteBuffer[] {buffer}),
            channel::position,
            () -> channel.position(0),
            channel::size,
            () -> channel.truncate(0),
            () -> channel.force(true),
            () -> channel.transferTo(0, 1, Pipe.open().sink()),
            () -> channel.transferFrom(Pipe.open().source(), 0, 1),
            () -> channel.map(MapMode.READ_ONLY, 0, 0),
            channel::lock,
            channel::tryLock)) {
      assertThatThrownBy(call::run).isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void aTransferWithAClosedChannelSaysSo() throws IOException {
    FileChannel channel = open(newPath(), NEW);
    FileChannel closed = open(newPath(), NEW);
    closed.close();
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> channel.transferTo(0, 1, closed));
    assertThatExceptionOfType(ClosedChannelException.class)
        .isThrownBy(() -> channel.transferFrom(closed, 0, 1));
  }

  @Test
  void threadsThatWriteAtThePositionDoNotOverwriteEachOther() throws Exception {
    Path path = newPath();
    FileChannel channel = open(path, NEW);
    List<Background<Void>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      byte[] record = new byte[700];
      Arrays.fill(record, (byte) ('a' + i));
      threads.add(
          Background.run(() -> {
            for (int k = 0; k < 50; k++) {
              assertThat(channel.write(ByteBuffer.wrap(record))).isEqualTo(700);
            }
          }));
    }
    for (Background<Void> thread : threads) {
      thread.get();
    }
    byte[] all = Files.readAllBytes(path);
    assertThat(all).hasSize(4 * 50 * 700);
    int[] counts = new int[4];
    for (int i = 0; i < all.length; i += 700) {
      byte[] record = Arrays.copyOfRange(all, i, i + 700);
      counts[record[0] - 'a']++;
      byte[] expected = new byte[700];
      Arrays.fill(expected, record[0]);
      assertThat(record).isEqualTo(expected);
    }
    assertThat(counts).containsOnly(50);
  }

  @Test
  void aCloseByAnotherThreadEndsTheCallsWithAClosedChannel() throws Exception {
    Path path = fileOf(randomBytes(100_000));
    FileChannel channel = open(path, READ, WRITE);
    List<Background<Integer>> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      boolean relative = i % 2 == 0;
      threads.add(
          Background.call(() -> {
            ByteBuffer buffer = ByteBuffer.allocateDirect(3000);
            for (int calls = 0; ; calls++) {
              try {
                int count =
                    relative
                        ? channel.position(0).read(buffer.clear())
                        : channel.write(buffer.clear(), 10);
                assertThat(count).isEqualTo(3000);
              } catch (ClosedChannelException e) {
                return calls;
              }
            }
          }));
    }
    ByteBuffer written = ByteBuffer.allocate(1);
    while (channel.read(written.clear(), 10) == 1 && written.get(0) != 0) {
      Thread.onSpinWait(); // until a thread has written
    }
    channel.close();
    for (Background<Integer> thread : threads) {
      thread.get();
    }
  }
}
