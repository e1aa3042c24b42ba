// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Background;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The differences of dio's channels from those of the JDK, and the owner of each file. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DioChannelTest {
  @TempDir private Path folder;

  private Path fileOf(int byteSize) throws IOException {
    return Files.write(folder.resolve("data"), FileChannelContract.randomBytes(byteSize));
  }

  @Test
  void anInterruptedThreadReadsWritesAndMapsAndTheChannelStaysOpen() throws IOException {
    Path path = fileOf(10_000);
    for (boolean direct : new boolean[] {false, true}) {
      try (FileChannel channel =
          direct
              ? DioChannels.open(path, READ, WRITE, DirectMode.REQUIRED)
              : DioChannels.open(path, READ, WRITE)) {
        ByteBuffer buffer = ByteBuffer.allocate(100);
        FileLock lock = channel.lock(0, 1, false);
        Thread.currentThread().interrupt();
        try {
          assertThat(channel.read(buffer)).isEqualTo(100);
          assertThat(channel.write(buffer.flip(), 9950)).isEqualTo(100);
          assertThat(channel.truncate(10_000).size()).isEqualTo(10_000);
          channel.force(true);
          assertThat(channel.map(FileChannel.MapMode.READ_ONLY, 0, 10).capacity()).isEqualTo(10);
          try (Arena arena = Arena.ofConfined()) {
            assertThat(channel.map(FileChannel.MapMode.READ_ONLY, 0, 10, arena).byteSize())
                .isEqualTo(10);
          }
          FileLock second = channel.tryLock(1, 1, false);
          assertThat(second.isValid()).isTrue();
          assertThat(Thread.currentThread().isInterrupted()).isTrue();
          assertThatExceptionOfType(FileLockInterruptionException.class)
              .isThrownBy(() -> channel.lock(2, 1, false));
        } finally {
          assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(channel.isOpen()).isTrue();
        assertThat(lock.isValid()).isTrue();
      }
    }
  }

  /** A program that holds a lock until its input ends. */
  public static final class LockHolder {
    private LockHolder() {}

    public static void main(String[] arguments) throws IOException {
      try (FileChannel channel = FileChannel.open(Path.of(arguments[0]), READ, WRITE)) {
        FileLock lock = channel.tryLock(Long.parseLong(arguments[1]), 10, false);
        System.out.println(lock == null ? "refused" : "locked");
      }
    }
  }

  private static String lockInOtherProcess(Path path, long offset)
      throws IOException, InterruptedException {
    ChildJvm.Result result =
        ChildJvm.onClassPath(List.of(), LockHolder.class, path.toString(), Long.toString(offset));
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output().strip();
  }

  /** Without a ring, a virtual thread reads through a descriptor that an interrupt closes. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void otherProcessesSeeALockUntilItIsReleasedWhateverIsInterrupted(boolean overWorkers)
      throws Exception {
    Path path = fileOf(1 << 20);
    try (IoScheduler workers = IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
        DioFile file = DioFile.open(path, READ, WRITE, DirectMode.REQUIRED);
        FileChannel channel = overWorkers ? DioChannels.of(workers, file) : DioChannels.of(file)) {
      Thread.ofVirtual().start(() -> readAll(channel)).join();
      FileLock lock = channel.lock(100, 50, false);
      Thread reader = Thread.ofVirtual().start(() -> readAll(channel));
      while (reader.isAlive()) {
        reader.interrupt();
      }
      assertThat(channel.write(ByteBuffer.wrap(new byte[10]), (1 << 20) - 5)).isEqualTo(10);
      assertThat(lockInOtherProcess(path, 110)).isEqualTo("refused");
      assertThat(lockInOtherProcess(path, 200)).isEqualTo("locked");
      lock.release();
      assertThat(lockInOtherProcess(path, 110)).isEqualTo("locked");
    }
  }

  private static void readAll(FileChannel channel) {
    ByteBuffer aligned = ByteBuffer.allocateDirect(3 * 4096).alignedSlice(4096).limit(4096);
    try {
      for (long offset = 0; offset < 1 << 20; offset += 4096) {
        assertThat(channel.read(aligned.position(0), offset)).isEqualTo(4096);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @SuppressWarnings("try") // the close is what is tested
  void aThreadThatWaitsForALockEndsWithTheCloseOfItsChannelOrItsInterrupt() throws Exception {
    Path path = fileOf(100);
    SharedFile shared = SharedFile.enter("the file of this test");
    try (DioFile file = DioFile.open(path, READ, WRITE)) {
      FileChannel channel = DioChannels.of(file);
      // As if another process held the lock for ever.
      ChannelLocks locks = new ChannelLocks(channel, (_, _, _) -> null, shared);
      Background<FileLock> interrupted = Background.call(() -> locks.lock(0, 10, false));
      interrupted.untilWaiting();
      assertThatExceptionOfType(OverlappingFileLockException.class)
          .isThrownBy(() -> locks.tryLock(5, 1, true));
      assertThatExceptionOfType(OverlappingFileLockException.class)
          .isThrownBy(() -> locks.lock(5, 1, true));
      interrupted.interrupt();
      assertThatExceptionOfType(FileLockInterruptionException.class).isThrownBy(interrupted::get);

      Background<FileLock> closed = Background.call(() -> locks.lock(0, 10, false));
      closed.untilWaiting();
      channel.close();
      assertThatExceptionOfType(AsynchronousCloseException.class).isThrownBy(closed::get);
    } finally {
      shared.leave();
    }
  }

  @Test
  void aChannelThatOpenedItsFileClosesItWithAllOtherOpenings() throws IOException {
    Path path = folder.resolve("data");
    FileChannel channel = DioChannels.open(path, READ, WRITE, CREATE, DirectMode.REQUIRED);
    channel.write(ByteBuffer.wrap(new byte[5000]));
    FileLock lock = channel.lock();
    assertThat(lock.isValid()).isTrue();
    assertThat(OpenDescriptors.of(path)).hasSize(3);
    assertThat(SharedFile.count()).isPositive();
    channel.close();
    assertThat(OpenDescriptors.of(path)).isEmpty();
    assertThat(SharedFile.count()).isZero();
  }

  @Test
  @SuppressWarnings("try") // the close is what is tested
  void aChannelOfAFileDoesNotCloseItAndEndsWithIt() throws IOException {
    Path path = fileOf(100);
    try (DioFile file = DioFile.open(path, READ)) {
      FileChannel first = DioChannels.of(file);
      FileChannel second = DioChannels.of(file);
      assertThat(first.read(ByteBuffer.allocate(10))).isEqualTo(10);
      assertThat(second.position()).isZero();
      first.close();
      assertThat(file.isOpen()).isTrue();
      assertThat(second.read(ByteBuffer.allocate(10))).isEqualTo(10);
      file.close();
      assertThatExceptionOfType(ClosedChannelException.class)
          .isThrownBy(() -> second.read(ByteBuffer.allocate(10)));
      assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(second::size);
      second.close();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> DioChannels.of(file))
          .withMessageContaining(path.toString());
    }
  }

  @Test
  void aChannelWhoseSchedulerIsClosedSaysSo() throws IOException {
    Path path = fileOf(100);
    IoScheduler scheduler = IoScheduler.posix();
    try (DioFile file = DioFile.open(path, READ);
        FileChannel channel = DioChannels.of(scheduler, file)) {
      scheduler.close();
      assertThatExceptionOfType(IllegalStateException.class)
          .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
          .withMessageContaining("closed");
    }
  }

  @Test
  void aFailedSyncFailsAllLaterOnes() throws IOException {
    try (FileChannel channel = DioChannels.open(fileOf(100), READ, WRITE)) {
      channel.force(true);
    }
    DioFile file = DioFile.open(folder.resolve("data"), WRITE);
    FileChannel channel = DioChannels.of(file);
    file.poison(new ErrnoException("fsync", Errno.EIO, "injected"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> channel.force(true))
        .withMessageContaining("injected");
    channel.close();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(file::close)
        .withMessageContaining("injected");
  }

  @Test
  void aFailedSyncFailsDurableWritesThroughThePageCache() throws IOException {
    DioFile file = DioFile.open(fileOf(100), READ, WRITE, DSYNC, DirectMode.REQUIRED);
    FileChannel channel = DioChannels.of(file);
    assertThat(channel.write(ByteBuffer.allocate(10), 100)).isEqualTo(10);
    file.poison(new ErrnoException("fdatasync", Errno.EIO, "injected"));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> channel.write(ByteBuffer.allocate(10), 110))
        .withMessageContaining("injected");
    assertThat(channel.size()).isEqualTo(110);
    channel.close();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(file::close)
        .withMessageContaining("injected");
  }

  @Test
  void aSourceKeepsThePositionOfWhatATransferCouldNotWrite() throws IOException {
    Path path = fileOf(100);
    try (FileChannel source = FileChannel.open(path, READ);
        FileChannel channel = DioChannels.open(folder.resolve("copy"), WRITE, CREATE)) {
      source.position(30);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> channel.transferFrom(source, Long.MAX_VALUE - 4096, 50));
      assertThat(source.position()).isEqualTo(30);
    }
  }

  @Test
  void aLockOfOneChannelEndsTheReadsThatAnInterruptOfAnotherOneCouldEnd() throws Exception {
    Path path = fileOf(1 << 20);
    try (IoScheduler workers = IoScheduler.posix(SchedulerOptions.defaults().withWorkers(2));
        DioFile file = DioFile.open(path, READ, WRITE, DirectMode.REQUIRED);
        FileChannel reads = DioChannels.of(workers, file);
        FileChannel locks = DioChannels.of(file)) {
      Thread.ofVirtual().start(() -> readAll(reads)).join();
      FileLock lock = locks.lock(100, 50, false);
      Thread reader = Thread.ofVirtual().start(() -> readAll(reads));
      while (reader.isAlive()) {
        reader.interrupt();
      }
      assertThat(lockInOtherProcess(path, 110)).isEqualTo("refused");
      lock.release();
    }
  }

  @Test
  void anOptionThatIsNotSupportedIsRefusedByName() throws IOException {
    Path path = fileOf(1);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> DioChannels.open(path, READ, NOFOLLOW_LINKS))
        .withMessageContaining("NOFOLLOW_LINKS");
    assertThatExceptionOfType(NullPointerException.class)
        .isThrownBy(() -> DioChannels.open(path, READ, null));
  }

  @Test
  void itTellsWhatItIs() throws IOException {
    Path path = fileOf(1);
    FileChannel channel = DioChannels.open(path, READ);
    assertThat(channel.toString()).startsWith("DioChannel[DioFile[" + path);
    channel.close();
    assertThat(channel.toString()).endsWith(", closed]");
  }

  /** If virtual threads pinned their carriers, two that wait for each other would never end. */
  @Test
  void virtualThreadsParkDuringACall() throws Exception {
    Path path = fileOf(8192);
    try (FileChannel channel = DioChannels.open(path, READ, WRITE, DirectMode.REQUIRED)) {
      Thread.ofVirtual()
          .start(() -> {
            ByteBuffer buffer = ByteBuffer.allocate(1000);
            try {
              assertThat(channel.read(buffer, 100)).isEqualTo(1000);
              assertThat(channel.write(buffer.flip(), 5000)).isEqualTo(1000);
              channel.force(false);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          })
          .join();
      IoScheduler scheduler = SharedScheduler.get();
      long before = scheduler.stats().operations();
      Thread.ofVirtual()
          .start(() -> {
            try {
              channel.truncate(5000).force(true);
            } catch (IOException e) {
              throw new AssertionError(e);
            }
          })
          .join();
      assertThat(scheduler.stats().operations()).isEqualTo(before + 2);
      assertThat(Files.size(path)).isEqualTo(5000);
    }
  }
}
