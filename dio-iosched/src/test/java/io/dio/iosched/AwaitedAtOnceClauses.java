// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.iosched.testing.SealedFile;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Threads that submit one operation at a time and wait for it. After a while a scheduler lets such
 * a thread make its operations itself, and nothing else may change.
 */
interface AwaitedAtOnceClauses extends BackendContract {
  int BLOCK = 4096;

  /** More than the number of operations after which threads make their operations themselves. */
  int MANY = 200;

  /** Each operation is submitted when the one before has ended. */
  private void awaitMany(DioFile file) throws IOException {
    MemorySegment memory = memory(BLOCK, 1);
    for (int i = 0; i < MANY; i++) {
      assertThat(scheduler().submit(Op.write(file, memory, 0)).await()).isEqualTo(BLOCK);
    }
  }

  @ParameterizedTest
  @EnumSource
  default void operationsThatAreAwaitedOneByOneMoveTheirBytesAndAreCounted(FileKind kind)
      throws Exception {
    DioFile file = newFile(kind);
    for (int i = 0; i < MANY; i++) {
      MemorySegment source = memory(BLOCK, i);
      Op write = Op.write(file, source, (long) i * BLOCK);
      assertThat(scheduler().submit(i % 8 == 0 ? write.durable() : write).await()).isEqualTo(BLOCK);
    }
    for (int i = 0; i < MANY; i++) {
      MemorySegment target = memory(BLOCK);
      assertThat(scheduler().submit(Op.read(file, target, (long) i * BLOCK)).await())
          .isEqualTo(BLOCK);
      Bytes.assertSeed(target, i);
    }
    SchedulerStats stats = scheduler().stats();
    assertThat(stats.operations()).isEqualTo(2 * MANY);
    assertThat(stats.bytesWritten()).isEqualTo((long) MANY * BLOCK);
    assertThat(stats.bytesRead()).isEqualTo((long) MANY * BLOCK);
    assertThat(stats.syncs()).isEqualTo(MANY / 8);
    assertThat(stats.inFlight()).isZero();
  }

  @Test
  default void theEndOfTheFileAndErrorsAreToldAsBefore() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    awaitMany(file);
    assertThat(scheduler().submit(Op.read(file, memory(BLOCK), 4000)).await()).isEqualTo(96);
    assertThat(scheduler().submit(Op.read(file, memory(BLOCK), 9000)).await()).isZero();
    assertThat(Results.of(scheduler().submit(Op.write(file, memoryCutAt(BLOCK, 16384, 1), 0))))
        .containsExactly("short " + BLOCK);
    try (SealedFile sealed = SealedFile.create(BLOCK)) {
      DioFile refusing = open(sealed.path(), StandardOpenOption.WRITE);
      assertThatThrownBy(() -> scheduler().submit(Op.write(refusing, memory(500), 8192)).await())
          .isInstanceOf(ErrnoException.class)
          .hasMessageContaining(sealed.path().toString())
          .hasMessageContaining("EPERM");
    }
    assertThat(scheduler().stats().operations()).isEqualTo(MANY + 4);
  }

  @Test
  default void anOperationForWhichNoThreadWaitsIsMadeAllTheSame() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    awaitMany(file);
    Ticket polled = scheduler().submit(Op.write(file, memory(BLOCK, 2), BLOCK));
    while (!polled.isDone()) {
      Thread.onSpinWait();
    }
    Bytes.assertInFile(file, BLOCK, BLOCK, 2);
    awaitMany(file);
    CountDownLatch called = new CountDownLatch(1);
    scheduler().submit(Op.write(file, memory(BLOCK, 3), 0)).onCompletion(_ -> called.countDown());
    called.await();
    awaitMany(file);
    long read = scheduler().submit(Op.read(file, memory(BLOCK), 0)).toCompletableFuture().get();
    assertThat(read).isEqualTo(BLOCK);
  }

  @ParameterizedTest
  @EnumSource
  default void anotherThreadMayWaitForTheOperation(ThreadKind threads) throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int i = 0; i < 3; i++) {
      awaitMany(file);
      Ticket write = scheduler().submit(Op.write(file, memory(BLOCK, i), BLOCK));
      long written = threads.call(write::await);
      assertThat(written).isEqualTo(BLOCK);
      Bytes.assertInFile(file, BLOCK, BLOCK, i);
    }
  }

  @Test
  default void aBarrierOfAnotherThreadWaitsForIt() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    for (int i = 0; i < 20; i++) {
      awaitMany(file);
      Ticket write = scheduler().submit(Op.write(file, memory(BLOCK, i), BLOCK));
      Background<Boolean> barrier =
          Background.call(() -> {
            scheduler().submit(Op.drain(file)).await();
            return write.isDone();
          });
      assertThat(write.await()).isEqualTo(BLOCK);
      assertThat(barrier.get()).as("done before the barrier").isTrue();
    }
  }

  @Test
  default void closingMakesAnOperationForWhichNoThreadWaitsYet() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    awaitMany(file);
    Ticket write = scheduler().submit(Op.write(file, memory(BLOCK, 2), BLOCK));
    Background.run(scheduler()::close).get();
    assertThat(write.isDone()).isTrue();
    assertThat(write.await()).isEqualTo(BLOCK);
    Bytes.assertInFile(file, BLOCK, BLOCK, 2);
  }

  @Test
  default void anInterruptDoesNotHarmItAndIsKept() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    Background.run(
            () -> {
              awaitMany(file);
              Thread.currentThread().interrupt();
              for (int i = 0; i < 5; i++) {
                assertThat(scheduler().submit(Op.write(file, memory(BLOCK, 2), 0)).await())
                    .isEqualTo(BLOCK);
              }
              assertThat(Thread.interrupted()).isTrue();
            })
        .get();
    Bytes.assertInFile(file, 0, BLOCK, 2);
  }

  @Test
  default void cancellingItLeavesItDoneOrCancelled() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    awaitMany(file);
    for (int i = 0; i < 50; i++) {
      Ticket write = scheduler().submit(Op.write(file, memory(BLOCK, 1), 0));
      Background<Void> canceller = Background.run(write::cancel);
      assertThat(Results.of(write)).isSubsetOf(String.valueOf(BLOCK), "ECANCELED");
      canceller.get();
    }
  }

  @Test
  default void severalThreadsThatWaitForTheirOwnLoseNothing() throws Exception {
    DioFile file = newFile(FileKind.DIRECT);
    List<Background<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < 4; writer++) {
      long base = (long) writer * MANY * BLOCK;
      MemorySegment memory = memory(BLOCK);
      writers.add(
          Background.run(() -> {
            for (int i = 0; i < MANY; i++) {
              memory.copyFrom(MemorySegment.ofArray(Bytes.of(base + i, BLOCK)));
              Op write = Op.write(file, memory, base + (long) i * BLOCK);
              scheduler().submit(i % 4 == 0 ? write.durable() : write).await();
              if (i % 16 == 0) {
                scheduler().submit(Op.barrierSync(file)).await();
              }
            }
          }));
    }
    for (Background<Void> writer : writers) {
      writer.get();
    }
    for (int writer = 0; writer < 4; writer++) {
      long base = (long) writer * MANY * BLOCK;
      for (int i = 0; i < MANY; i++) {
        Bytes.assertInFile(file, base + (long) i * BLOCK, BLOCK, base + i);
      }
    }
  }
}
