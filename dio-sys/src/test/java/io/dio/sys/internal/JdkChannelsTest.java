// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class JdkChannelsTest {
  /** Of asm-generic/fcntl.h. */
  private static final int O_CLOEXEC = 02000000;

  private static final Set<StandardOpenOption> READ = Set.of(StandardOpenOption.READ);

  private static final int THREADS = 4;
  private static final int CHANNELS_PER_THREAD = 50;

  @TempDir private Path directory;
  private Path file;

  @BeforeEach
  void createFile() throws IOException {
    file = Files.write(directory.resolve("file"), new byte[] {1, 2, 3});
  }

  /** {@return a descriptor of the file, which the JDK has opened without O_CLOEXEC} */
  private int onlyDescriptor() throws IOException {
    List<Integer> descriptors = OpenDescriptors.of(file);
    assertThat(descriptors).hasSize(1);
    return descriptors.getFirst();
  }

  @Test
  void theChannelIsClosedOnExecAndReadsTheSameFile() throws IOException {
    try (FileChannel original = FileChannel.open(file, READ)) {
      int first = onlyDescriptor();
      try (FileChannel channel = JdkChannels.open(first, READ)) {
        assertThat(OpenDescriptors.of(file)).hasSize(2);
        for (int descriptor : OpenDescriptors.of(file)) {
          int closedOnExec = OpenDescriptors.flags(descriptor) & O_CLOEXEC;
          // The first one is the test's own. The JDK has opened it, and nobody may change it.
          assertThat(closedOnExec).isEqualTo(descriptor == first ? 0 : O_CLOEXEC);
        }
        ByteBuffer bytes = ByteBuffer.allocate(4);
        assertThat(channel.read(bytes, 0)).isEqualTo(3);
        assertThat(bytes.array()).containsExactly(1, 2, 3, 0);
      }
      assertThat(original.position()).isZero();
    }
    assertThat(OpenDescriptors.of(file)).isEmpty();
  }

  @Test
  void everyChannelIsClosedOnExecIfManyThreadsOpenSomeAtOnce() throws Exception {
    List<FileChannel> channels = new CopyOnWriteArrayList<>();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    try (FileChannel original = FileChannel.open(file, READ)) {
      int first = onlyDescriptor();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        threads.add(
            Thread.ofPlatform()
                .start(() -> {
                  try {
                    for (int j = 0; j < CHANNELS_PER_THREAD; j++) {
                      channels.add(JdkChannels.open(first, READ));
                    }
                  } catch (IOException | RuntimeException | Error e) {
                    failures.add(e);
                  }
                }));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(failures).isEmpty();
      assertThat(original.isOpen()).isTrue();
      List<Integer> descriptors = OpenDescriptors.of(file);
      assertThat(descriptors).hasSize(THREADS * CHANNELS_PER_THREAD + 1);
      descriptors.remove(Integer.valueOf(first));
      for (int descriptor : descriptors) {
        assertThat(OpenDescriptors.flags(descriptor) & O_CLOEXEC).isNotZero();
      }
    } finally {
      for (FileChannel channel : channels) {
        channel.close();
      }
    }
  }

  @Test
  void anInterruptedThreadGetsItsChannelAndStaysInterrupted() throws IOException {
    try (FileChannel original = FileChannel.open(file, READ)) {
      int first = onlyDescriptor();
      Thread.currentThread().interrupt();
      try (FileChannel channel = JdkChannels.open(first, READ)) {
        assertThat(Thread.interrupted()).isTrue();
        assertThat(channel.isOpen()).isTrue();
        assertThat(original.isOpen()).isTrue();
      } finally {
        Thread.interrupted();
      }
    }
  }

  /** A process that closes any descriptor of a file loses all its locks on this file. */
  @Test
  void openingAChannelKeepsTheLocksOfTheProcess() throws IOException {
    long inode = (long) Files.getAttribute(file, "unix:ino");
    try (FileChannel original = FileChannel.open(file, StandardOpenOption.WRITE);
        FileLock lock = original.lock();
        FileChannel channel = JdkChannels.open(onlyDescriptor(), READ)) {
      assertThat(lock.isValid()).isTrue();
      assertThat(channel.isOpen()).isTrue();
      assertThat(Files.readAllLines(Path.of("/proc/locks")))
          .anyMatch(line -> line.contains(":" + inode + " "));
    }
  }

  @Test
  void aDescriptorThatIsNotOpenIsRefused() {
    assertThatExceptionOfType(NoSuchFileException.class)
        .isThrownBy(() -> JdkChannels.open(Integer.MAX_VALUE, READ));
  }
}
