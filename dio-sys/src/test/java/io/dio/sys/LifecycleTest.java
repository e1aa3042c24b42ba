// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.foreign.CompletionThread;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LifecycleTest {
  private static final int BLOCK = 4096;
  private static final FileAccess ACCESS = FileAccess.instance();

  @TempDir Path folder;
  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("data");
  }

  private DioFile open() throws IOException {
    return DioFile.open(path, READ, WRITE, CREATE);
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    FutureTask<T> task = new FutureTask<>(work);
    Thread.ofPlatform().start(task);
    return task;
  }

  private static Void close(DioFile file) throws IOException {
    file.close();
    return null;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFileTellsWhetherItIsOpen() throws IOException {
    DioFile file = open();
    assertThat(file.isOpen()).isTrue();
    assertThat(file).hasToString("DioFile[" + path + ", buffered]");
    file.close();
    assertThat(file.isOpen()).isFalse();
    assertThat(file).hasToString("DioFile[" + path + ", buffered, closed]");
    file.close();
    assertThat(file.isOpen()).isFalse();
  }

  @Test
  void aFileIsNotOpenWhileItsClosingWaits() throws Exception {
    DioFile file = open();
    file.acquire();
    FutureTask<Void> close = start(() -> close(file));
    while (file.isOpen()) {
      Thread.onSpinWait();
    }
    assertThatIllegalStateException().isThrownBy(file::acquire);
    assertThat(close.isDone()).isFalse();
    file.release();
    close.get();
    assertThat(file.isOpen()).isFalse();
  }

  @Test
  void closingWaitsForAWriteThatSleepsInTheKernel() throws Exception {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4);
        Arena arena = Arena.ofShared()) {
      path = files.root().resolve("data");
      MemorySegment block = arena.allocate(BLOCK, BLOCK);
      DioFile file = open();
      files.freeze();
      FutureTask<Long> write;
      FutureTask<Void> close;
      try {
        write = start(() -> file.write(block, 0));
        while (!file.opened().isHeld()) {
          Thread.onSpinWait();
        }
        close = start(() -> close(file));
        // Refused as soon as closing has begun, long before the write has ended.
        assertRefusedSoon(file);
        assertThat(OpenDescriptors.of(path)).hasSize(1);
        assertThat(write.isDone()).isFalse();
        assertThat(close.isDone()).isFalse();
      } finally {
        files.thaw();
      }
      assertThat(write.get()).isEqualTo(BLOCK);
      close.get();
      assertThat(OpenDescriptors.of(path)).isEmpty();
    }
  }

  @Test
  void closingWaitsForAWholeCopy() throws Exception {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4)) {
      Files.write(path, new byte[5 << 20]);
      DioFile source = open();
      DioFile target = DioFile.open(files.root().resolve("copy"), WRITE, CREATE);
      files.freeze();
      FutureTask<Long> copy;
      List<FutureTask<Void>> closes;
      try {
        copy = start(() -> source.copyTo(target, 0, 0, 5 << 20));
        while (!target.opened().isHeld()) {
          Thread.onSpinWait();
        }
        closes = List.of(start(() -> close(source)), start(() -> close(target)));
        assertRefusedSoon(source);
        assertRefusedSoon(target);
        assertThat(copy.isDone()).isFalse();
      } finally {
        files.thaw();
      }
      assertThat(copy.get()).isEqualTo(5 << 20);
      for (FutureTask<Void> close : closes) {
        close.get();
      }
    }
  }

  private static void assertRefusedSoon(DioFile file) throws IOException {
    IllegalStateException refusal = null;
    while (refusal == null) {
      try {
        assertThat(file.size()).isNotNegative();
      } catch (IllegalStateException e) {
        refusal = e;
      }
    }
    assertThat(refusal).hasMessage("DioFile " + file.path() + " is closed");
  }

  @Test
  void aSecondCloserWaitsForTheFirst() throws Exception {
    DioFile file = open();
    ACCESS.acquire(file);
    FutureTask<Void> first = new FutureTask<>(() -> close(file));
    Thread firstThread = Thread.ofPlatform().start(first);
    awaitWaiting(firstThread);
    FutureTask<Void> second = new FutureTask<>(() -> close(file));
    Thread secondThread = Thread.ofPlatform().start(second);
    awaitWaiting(secondThread);
    ACCESS.release(file);
    first.get();
    second.get();
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  @Test
  void aThreadThatCompletesIoDoesNotWaitForItself() throws Exception {
    DioFile file = open();
    ACCESS.acquire(file);
    assertThatThrownBy(() -> closeOnCompletionThread(file))
        .hasRootCauseInstanceOf(IllegalStateException.class)
        .rootCause()
        .hasMessageContaining("DioFile " + path)
        .hasMessageContaining("\"test-completion\"")
        .hasMessageContaining("operations are in progress")
        .hasMessageContaining("stays open");
    assertThat(file.size()).isZero();

    FutureTask<Void> closer = new FutureTask<>(() -> close(file));
    Thread closerThread = Thread.ofPlatform().start(closer);
    awaitWaiting(closerThread);
    assertThatThrownBy(() -> closeOnCompletionThread(file))
        .rootCause()
        .hasMessageContaining("another thread is closing it");
    ACCESS.release(file);
    closer.get();
  }

  @Test
  void aThreadThatCompletesIoMayCloseAFileThatNobodyUses() throws Exception {
    DioFile file = open();
    closeOnCompletionThread(file);
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  private static void closeOnCompletionThread(DioFile file) throws Exception {
    FutureTask<Void> task = new FutureTask<>(() -> close(file));
    CompletionThread thread =
        new CompletionThread("test-completion") {
          @Override
          public void run() {
            task.run();
          }
        };
    thread.start();
    task.get();
  }

  @Test
  void anInterruptNeitherEndsACallNorClosesTheFile() throws IOException {
    try (DioFile file = open();
        Arena arena = Arena.ofConfined()) {
      MemorySegment block = arena.allocate(BLOCK, BLOCK);
      Thread.currentThread().interrupt();
      try {
        assertThat(file.write(block, 0)).isEqualTo(BLOCK);
        assertThat(file.read(block, 0)).isEqualTo(BLOCK);
        file.sync();
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
      } finally {
        Thread.interrupted();
      }
      assertThat(file.size()).isEqualTo(BLOCK);
    }
  }

  @Test
  void anInterruptedCloserStillWaitsAndKeepsItsInterrupt() throws Exception {
    DioFile file = open();
    ACCESS.acquire(file);
    FutureTask<Boolean> closer =
        new FutureTask<>(() -> {
          file.close();
          return Thread.currentThread().isInterrupted();
        });
    Thread thread = Thread.ofPlatform().start(closer);
    awaitWaiting(thread);
    thread.interrupt();
    while (thread.isInterrupted()) {
      Thread.onSpinWait();
    }
    awaitWaiting(thread);
    assertThat(OpenDescriptors.of(path)).hasSize(1);
    ACCESS.release(file);
    assertThat(closer.get()).isTrue();
    assertThat(OpenDescriptors.of(path)).isEmpty();
  }

  @Test
  void closingRacesWithTransfersWithoutHarm() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment block = arena.allocate(BLOCK, BLOCK);
      for (int round = 0; round < 200; round++) {
        DioFile file = open();
        file.write(block, 0);
        List<FutureTask<String>> readers =
            List.of(
                start(() -> readUntilClosed(file, arena)),
                start(() -> readUntilClosed(file, arena)));
        file.close();
        for (FutureTask<String> reader : readers) {
          assertThat(reader.get()).isEqualTo("DioFile " + path + " is closed");
        }
      }
      assertThat(OpenDescriptors.of(path)).isEmpty();
    }
  }

  private static String readUntilClosed(DioFile file, Arena arena) throws IOException {
    MemorySegment block = arena.allocate(BLOCK, BLOCK);
    try {
      while (true) {
        assertThat(file.read(block, 0)).isEqualTo(BLOCK);
      }
    } catch (IllegalStateException e) {
      return e.getMessage();
    }
  }

  @Test
  void aFileThatNobodyClosedIsClosedWhenUnreachableAndReported() throws Exception {
    ChildJvm.Result result =
        ChildJvm.onClassPath(
            List.of("--enable-native-access=ALL-UNNAMED"), AbandonProbe.class, path.toString());
    assertThat(result.output())
        .contains("0 descriptors")
        .contains("WARNING: DioFile " + path + " was never closed");
    assertThat(result.exitCode()).isZero();
  }

  @Test
  void aFileIsNotClosedUnderACallHoweverUnreachable() throws Exception {
    try (LoopFileSystem files = LoopFileSystem.mount(Kind.EXT4);
        Arena arena = Arena.ofShared()) {
      path = files.root().resolve("data");
      MemorySegment block = arena.allocate(BLOCK, BLOCK);
      DioFile.open(path, WRITE, CREATE).close();
      files.freeze();
      FutureTask<Long> write;
      try {
        write = start(() -> open().write(block, 0));
        while (OpenDescriptors.of(path).isEmpty()) {
          Thread.onSpinWait();
        }
        for (int i = 0; i < 20; i++) {
          System.gc();
          assertThat(OpenDescriptors.of(path)).hasSize(1);
        }
        assertThat(write.isDone()).isFalse();
      } finally {
        files.thaw();
      }
      assertThat(write.get()).isEqualTo(BLOCK);
      while (!OpenDescriptors.of(path).isEmpty()) {
        System.gc();
      }
    }
  }
}
