// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.Poison;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A place for one open file in a scheduler's table: see {@link IoScheduler#fileSlots} and {@link
 * Op#openInto}.
 *
 * <p>A file in a slot of a ring has no descriptor in the process: it costs nothing of the limit of
 * open files, no other thread can close it by number, and each operation on it is spared the
 * look-up of a descriptor. Because opening is an operation, a file can be created, filled and
 * synced by one chain, without a round trip in between.
 *
 * <p>Slots belong to their scheduler, are thread-safe, and are emptied when it is closed.
 */
public final class FileSlot {
  private static final int EMPTY = -1;

  private final SlotTable owner;
  private final int index;

  /** Closings accepted and not completed: while there are any, nothing else is accepted. */
  private final AtomicInteger closings = new AtomicInteger();

  /** Openings accepted and, with the chains they are in, not ended. Owner of the queue only. */
  private int openings;

  private final Poison poison = new Poison();

  private final DurableCalls durableCalls = new DurableCalls();

  private volatile boolean writesDurably;

  /** The file's descriptor on a POSIX backend. Ordering of operations makes it safe to read. */
  private final AtomicInteger descriptor = new AtomicInteger(EMPTY);

  FileSlot(SlotTable owner, int index) {
    this.owner = owner;
    this.index = index;
  }

  /** {@return the position in the scheduler's table} */
  public int index() {
    return index;
  }

  boolean belongsTo(SlotTable scheduler) {
    return owner == scheduler;
  }

  // ---- closing ----

  boolean isClosing() {
    return closings.get() > 0;
  }

  void closingAccepted() {
    closings.getAndIncrement();
  }

  void closingEnded() {
    closings.getAndDecrement();
  }

  // ---- opening ----

  /** {@return whether work on this slot may have to wait} Owner of the queue only. */
  boolean isBeingOpened() {
    return openings > 0;
  }

  /** Owner of the queue only. */
  void openingAccepted() {
    openings++;
  }

  /** Owner of the queue only. */
  void openingEnded() {
    openings--;
    assert openings >= 0 : this + " was opened more often than that was accepted";
  }

  // ---- durability ----

  /** {@return why nothing in this file can be promised durable any more, if that is so} */
  Poison poison() {
    return poison;
  }

  /** {@return the syncs and durable writes of the file in the slot that are under way} */
  DurableCalls durableCalls() {
    return durableCalls;
  }

  /** Another file is in the slot. */
  void opened(boolean writesDurably) {
    this.writesDurably = writesDurably;
    poison.clear();
  }

  /** {@return whether each write to the file in the slot is to be durable} */
  boolean writesDurably() {
    return writesDurably;
  }

  // ---- POSIX backends ----

  int descriptor() {
    return descriptor.get();
  }

  /** {@return the descriptor that was here before, or a negative number} */
  int exchangeDescriptor(int opened) {
    return descriptor.getAndSet(opened);
  }

  /** {@return as {@link #exchangeDescriptor}, leaving the slot empty} */
  int takeDescriptor() {
    return exchangeDescriptor(EMPTY);
  }

  @Override
  public String toString() {
    return "slot " + index;
  }
}
