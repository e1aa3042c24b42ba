// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.request;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.RawMemory;
import io.dio.iosched.FileSlot;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileOpening;
import io.dio.sys.internal.Poison;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A {@link FileSlot} as the scheduler sees it: its closings and openings, the durability of the
 * file in it, and on a POSIX backend the file's descriptor.
 */
public final class SlotState implements FileSlot {
  private static final int EMPTY = -1;

  private final SlotTable owner;
  private final int index;

  /** Closings accepted and not completed: while there are any, nothing else is accepted. */
  private final AtomicInteger closings = new AtomicInteger();

  /** Openings accepted and not ended. */
  private final AtomicInteger pendingOpenings = new AtomicInteger();

  /** How the file in here was opened; null if there is none. */
  private volatile FileOpening content;

  /** Openings accepted and, with the chains they are in, not ended. Owner of the queue only. */
  private int openings;

  private final Poison poison = new Poison(this);

  /** Nothing here says whether the file in the slot writes through the page cache. */
  private final DurableCalls durableCalls = new DurableCalls(true);

  private volatile boolean writesDurably;

  /** The file's descriptor on a POSIX backend. Ordering of operations makes it safe to read. */
  private final AtomicInteger descriptor = new AtomicInteger(EMPTY);

  /** Where the descriptor of a file stands that a ring is to install here. */
  private final long arrivalAddress;

  SlotState(SlotTable owner, int index, long arrivalAddress) {
    this.owner = owner;
    this.index = index;
    this.arrivalAddress = arrivalAddress;
  }

  @Override
  public int index() {
    return index;
  }

  boolean belongsTo(SlotTable scheduler) {
    return owner == scheduler;
  }

  // ---- closing ----

  public boolean isClosing() {
    return closings.get() > 0;
  }

  public void closingAccepted() {
    closings.getAndIncrement();
  }

  public void closingEnded() {
    closings.getAndDecrement();
  }

  // ---- opening ----

  /** An opening was accepted: until {@link #openingOver} nobody can know what is in here. */
  public void openingPending() {
    pendingOpenings.getAndIncrement();
  }

  /** An opening that was accepted has ended, however it ended. */
  public void openingOver() {
    pendingOpenings.getAndDecrement();
  }

  /** {@return how the file in here was opened, null if the slot is empty or nobody can know} */
  FileOpening knownContent() {
    // In this order: an opening says what is in here before it is over.
    return pendingOpenings.get() > 0 ? null : content;
  }

  /** Notes how the file in this slot was opened; null if the slot is empty. */
  public void contains(FileOpening opened) {
    content = opened;
  }

  /** {@return whether work on this slot may have to wait} Owner of the queue only. */
  public boolean isBeingOpened() {
    return openings > 0;
  }

  /** Owner of the queue only. */
  public void openingAccepted() {
    openings++;
  }

  /** Owner of the queue only. */
  public void openingEnded() {
    openings--;
    assert openings >= 0 : this + " was opened more often than that was accepted";
  }

  /** The file with {@code descriptor} is to be installed here next. Owner of the queue only. */
  public void arrives(int descriptor) {
    RawMemory.setInt(arrivalAddress, descriptor);
  }

  /** {@return the address of what {@link #arrives} said, valid while this slot is reachable} */
  public long arrivalAddress() {
    return arrivalAddress;
  }

  // ---- durability ----

  @Override
  public void poison(ErrnoException failure) {
    poison.inflict(Objects.requireNonNull(failure, "failure"));
  }

  /** {@return why nothing in this file can be promised durable any more, if that is so} */
  Poison poison() {
    return poison;
  }

  /** {@return the syncs and durable writes of the file in the slot that are under way} */
  DurableCalls durableCalls() {
    return durableCalls;
  }

  /** Another file is in the slot. */
  public void opened(boolean writesDurably) {
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
  public int exchangeDescriptor(int opened) {
    return descriptor.getAndSet(opened);
  }

  /** Closes the file and empties the slot. {@return 0, or -EBADF if the slot was empty} */
  public int closeFile() {
    int taken = exchangeDescriptor(EMPTY);
    return taken < 0 ? -Errno.EBADF : FileCalls.close(taken);
  }

  @Override
  public String toString() {
    return "slot " + index;
  }
}
