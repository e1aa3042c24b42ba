// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.iosched.IoBatch;
import io.dio.iosched.RecordingMemory;
import io.dio.iosched.SchedulerFailedException;
import io.dio.iosched.Scratch;
import io.dio.iosched.testing.LogRecords;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Batches whose coordinator dies. Their operations are objects that are reused. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BatchDeathTest {
  private final FakeRing ring = FakeRing.stepped(64, 127);
  private final CoordinatorRig rig = new CoordinatorRig(ring);
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  /**
   * Closing the files waits for every hold on them. So this fails if a dead coordinator has left
   * one.
   */
  @AfterEach
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void tearDown() {
    scratch.close();
  }

  private static void assertToldOfTheDeath(IoBatch batch) {
    assertThat(batch.isDone()).isTrue();
    assertThatThrownBy(batch::await).isInstanceOf(SchedulerFailedException.class);
  }

  /** {@return memory that lives until it is unreachable} */
  private static WeakReference<MemorySegment> weakMemory() {
    return new WeakReference<>(Arena.ofAuto().allocate(Scratch.BYTES));
  }

  private WeakReference<MemorySegment> addRead(IoBatch batch) {
    MemorySegment memory = Arena.ofAuto().allocate(Scratch.BYTES);
    batch.read(scratch.file(), memory, 0);
    return new WeakReference<>(memory);
  }

  private WeakReference<MemorySegment> addPooledRead(IoBatch batch) {
    MemorySegment memory = Arena.ofAuto().allocate(Scratch.BYTES);
    batch.read(scratch.file(), new RecordingMemory(memory), 0);
    return new WeakReference<>(memory);
  }

  @Test
  void memoryInFlightIsKeptForEverThoughTheBatchForgetsIt() {
    IoBatch batch = rig.newBatch(2);
    WeakReference<MemorySegment> bare = addRead(batch);
    WeakReference<MemorySegment> pooled = addPooledRead(batch);
    batch.submit();
    rig.settle();
    ring.refuseEnter(Errno.EBADF);
    try (LogRecords _ = LogRecords.of("io.dio.iosched")) {
      rig.coordinator().run();
    }
    assertToldOfTheDeath(batch);
    batch.clear();

    WeakReference<MemorySegment> forgotten = weakMemory();
    while (forgotten.get() != null) {
      System.gc();
    }
    assertThat(bare.get()).isNotNull();
    assertThat(pooled.get()).isNotNull();
  }
}
