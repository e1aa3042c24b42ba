// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.backend;

import io.dio.iosched.IoBatch;
import io.dio.iosched.IoScheduler;
import io.dio.sys.DioFile;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * A lane over batches. It gathers operations and submits them when a batch is full, or when the
 * thread waits for one of them.
 *
 * <p>While one batch is being gathered, the others are in flight or being completed. So there is
 * one batch more than the slots can fill.
 */
final class BatchLane extends Lane {
  private final DioFile file;
  private final MemorySegment[] slices;
  private final int batchSize;
  private final IoBatch[] batches;

  /** For each batch, the slots whose operation was not awaited yet. */
  private final int[] unawaited;

  /** For each slot, its batch and its index in the batch. */
  private final int[] batchOf;

  private final int[] indexOf;

  /** The batch that is being gathered. */
  private int gathering;

  BatchLane(
      IoScheduler scheduler,
      DioFile file,
      MemorySegment memory,
      int slots,
      int blockByteSize,
      int batchSize) {
    super(memory, blockByteSize);
    this.file = file;
    this.slices = slices(slots);
    this.batchSize = batchSize;
    // Each batch may hold a single operation that was not awaited yet.
    this.batches = new IoBatch[slots + 1];
    for (int i = 0; i < batches.length; i++) {
      batches[i] = scheduler.newBatch(batchSize);
    }
    this.unawaited = new int[batches.length];
    this.batchOf = new int[slots];
    this.indexOf = new int[slots];
  }

  @Override
  public void read(int slot, long fileOffset) {
    gathered(slot, batches[gathering].read(file, slices[slot], fileOffset));
  }

  @Override
  public void write(int slot, long fileOffset) {
    gathered(slot, batches[gathering].write(file, slices[slot], fileOffset));
  }

  private void gathered(int slot, int index) {
    batchOf[slot] = gathering;
    indexOf[slot] = index;
    unawaited[gathering]++;
    if (batches[gathering].size() == batchSize) {
      handOver();
    }
  }

  private void handOver() {
    batches[gathering].submit();
    while (unawaited[gathering] > 0) {
      gathering = (gathering + 1) % batches.length;
    }
    batches[gathering].clear();
  }

  @Override
  public boolean isDone(int slot) {
    return batchOf[slot] != gathering && batches[batchOf[slot]].isDone();
  }

  @Override
  public long await(int slot) throws IOException {
    if (batchOf[slot] == gathering) {
      handOver();
    }
    IoBatch batch = batches[batchOf[slot]];
    try {
      batch.await();
    } catch (IOException e) {
      // The failure may belong to another operation. The result of this one is read below.
    }
    unawaited[batchOf[slot]]--;
    Optional<IOException> failure = batch.failure(indexOf[slot]);
    if (failure.isPresent() && !(failure.get() instanceof ShortTransferException)) {
      throw failure.get();
    }
    return batch.bytesTransferred(indexOf[slot]);
  }
}
