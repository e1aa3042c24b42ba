// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import io.dio.bench.backend.Lane;
import java.io.IOException;
import java.util.Arrays;

/**
 * The loop of one thread. It keeps every slot of its lane busy until there are no more offsets,
 * then waits for the outstanding operations.
 *
 * <p>It visits the slots in the order in which they were filled, because completions mostly come in
 * that order. If the next slot is still busy, it looks at the others before the thread waits. A
 * device completes out of order, and idle slots would make the job shallower than the report says.
 */
public abstract class Window {
  /** Stands in place of an offset if the slot has no operation. */
  private static final long IDLE = -1;

  private final Lane lane;
  private final long[] offsets;
  private int busy;

  /** Prepares the loop of one thread over the slots of its lane. */
  protected Window(Lane lane, int slots) {
    this.lane = lane;
    this.offsets = new long[slots];
    Arrays.fill(offsets, IDLE);
  }

  /** {@return the next offset, or a negative number if there are no more} */
  protected abstract long nextOffset();

  /** Starts the operation of a slot. */
  protected abstract void start(Lane lane, int slot, long fileOffset) throws IOException;

  /** Records a completed operation. */
  protected abstract void complete(Lane lane, int slot, long fileOffset, long transferred);

  /** Adds up the results of this thread when it has ended. */
  protected abstract void report();

  /** {@return whether operations may still be outstanding} Then their memory must not be freed. */
  final boolean isBusy() {
    return busy > 0;
  }

  /**
   * Runs until the offsets end or an operation fails. When it returns, no operation is outstanding.
   */
  final void run() throws IOException {
    try {
      for (int slot = 0; slot < offsets.length && refill(slot); slot++) {
        busy++;
      }
      int slot = 0;
      while (busy > 0) {
        if (offsets[slot] == IDLE) {
          slot = after(slot);
        } else if (lane.isDone(slot) || !turnOverOthers(slot)) {
          turnOver(slot);
          slot = after(slot);
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      drain(e);
      throw e;
    }
  }

  private int after(int slot) {
    return slot + 1 == offsets.length ? 0 : slot + 1;
  }

  private boolean refill(int slot) throws IOException {
    long offset = nextOffset();
    if (offset < 0) {
      return false;
    }
    start(lane, slot, offset);
    offsets[slot] = offset;
    return true;
  }

  private void turnOver(int slot) throws IOException {
    long offset = offsets[slot];
    long transferred = settle(slot);
    complete(lane, slot, offset, transferred);
    if (refill(slot)) {
      busy++;
    }
  }

  /** Waits for a slot. The slot is idle afterwards, also if its operation failed. */
  private long settle(int slot) throws IOException {
    try {
      long transferred = lane.await(slot);
      setIdle(slot);
      return transferred;
    } catch (IOException e) {
      setIdle(slot);
      throw e;
    }
  }

  private void setIdle(int slot) {
    offsets[slot] = IDLE;
    busy--;
  }

  /** {@return whether any slot but this one was done} */
  private boolean turnOverOthers(int thisSlot) throws IOException {
    boolean any = false;
    for (int slot = 0; slot < offsets.length; slot++) {
      if (slot != thisSlot && offsets[slot] != IDLE && lane.isDone(slot)) {
        turnOver(slot);
        any = true;
      }
    }
    return any;
  }

  /**
   * Waits for the outstanding operations. The successful ones count, because their writes are in
   * the file.
   */
  private void drain(Throwable failure) {
    for (int slot = 0; slot < offsets.length; slot++) {
      if (offsets[slot] != IDLE) {
        try {
          long offset = offsets[slot];
          complete(lane, slot, offset, settle(slot));
        } catch (IOException | RuntimeException e) {
          failure.addSuppressed(e);
        }
      }
    }
  }
}
