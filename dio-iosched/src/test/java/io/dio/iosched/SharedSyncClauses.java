// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.StuckDevice;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Syncs and durable writes of one file that wait at the same time share calls of the kernel. */
interface SharedSyncClauses extends BackendContract {
  int WAITING = 6;

  /**
   * Lets one sync hang, and meanwhile submits {@link #WAITING} operations that need a sync, each on
   * a thread of its own.
   */
  private void awaitWhileASyncHangs(IntFunction<Op> operation, DioFile file, long result)
      throws Exception {
    DioFile other = newFile(1000, 5);
    frozen().freeze();
    Background<Long> first = Background.call(() -> scheduler().submit(Op.dataSync(file)).await());
    untilInFlight(1);
    List<Background<Long>> waiting = new ArrayList<>();
    for (int i = 0; i < WAITING; i++) {
      Op op = operation.apply(i);
      waiting.add(Background.call(() -> scheduler().submit(op).await()).untilWaiting());
    }
    // It was accepted behind them. So when it ends, their turn has come.
    assertThat(scheduler().submit(Op.read(other, memory(10), 0)).await()).isEqualTo(10);
    frozen().thaw();
    assertThat(first.get()).isZero();
    for (Background<Long> told : waiting) {
      assertThat(told.get()).isEqualTo(result);
    }
  }

  private DioFile openToSync(StuckDevice device) throws IOException {
    DioFile file = open(device.path(), StandardOpenOption.READ, StandardOpenOption.WRITE);
    scheduler().submit(Op.write(file, memory(65536), 0)).await();
    return file;
  }

  private void assertSharedOneCall() {
    assertThat(scheduler().stats().syncs()).isEqualTo(WAITING + 1);
    assertThat(scheduler().stats().syncCalls()).isEqualTo(2);
  }

  @Test
  default void syncsThatComeWhileOneHangsShareTheNext() throws Exception {
    try (StuckDevice device = StuckDevice.on(frozen())) {
      DioFile file = openToSync(device);
      awaitWhileASyncHangs(i -> i % 2 == 0 ? Op.dataSync(file) : Op.sync(file), file, 0);
      assertSharedOneCall();
      file.close();
    }
  }

  @Test
  default void barrierSyncsThatComeWhileOneHangsShareTheNext() throws Exception {
    try (StuckDevice device = StuckDevice.on(frozen())) {
      DioFile file = openToSync(device);
      awaitWhileASyncHangs(_ -> Op.barrierSync(file), file, 0);
      assertSharedOneCall();
      file.close();
    }
  }

  @Test
  default void durableWritesThatComeWhileASyncHangsShareTheNext() throws Exception {
    try (StuckDevice device = StuckDevice.on(frozen())) {
      DioFile file = openToSync(device);
      awaitWhileASyncHangs(i -> Op.write(file, memory(512, i + 1), i * 8192L).durable(), file, 512);
      assertSharedOneCall();
      for (int i = 0; i < WAITING; i++) {
        Bytes.assertInFile(file, i * 8192L, 512, i + 1);
      }
      file.close();
    }
  }

  @Test
  default void durableWritesOfManyThreadsAreAllWritten() throws Exception {
    DioFile file = newFile(FileKind.BUFFERED);
    List<Background<Void>> writers = new ArrayList<>();
    for (int writer = 0; writer < 8; writer++) {
      int number = writer;
      writers.add(
          Background.run(() -> {
            for (int i = 0; i < 50; i++) {
              long fileOffset = (i * 8L + number) * 512;
              Op write = Op.write(file, memory(512, number + 1), fileOffset);
              if (i % 3 == 0) {
                List<Ticket> tickets = scheduler().submitAll(List.of(write, Op.barrierSync(file)));
                assertThat(tickets.get(1).await()).isZero();
                assertThat(tickets.get(0).isDone()).isTrue();
              } else {
                assertThat(scheduler().submit(write.durable()).await()).isEqualTo(512);
              }
            }
          }));
    }
    for (Background<Void> writer : writers) {
      writer.get();
    }
    for (int i = 0; i < 400; i++) {
      Bytes.assertInFile(file, i * 512L, 512, i % 8 + 1);
    }
    SchedulerStats stats = scheduler().stats();
    assertThat(stats.syncs()).isEqualTo(400);
    assertThat(stats.syncCalls()).isLessThanOrEqualTo(400).isPositive();
  }
}
