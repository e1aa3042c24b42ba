// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DioFile;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/**
 * The operations that the kernel holds, by the {@code user_data} they carry: generation in the
 * upper half, index in the lower. A completion that carries a generation other than the entry's is
 * one the kernel should never have sent.
 *
 * <p>An entry holds its submission, and so its memory and its file, strongly: an address in a
 * submission queue entry is invisible to the collector and to arenas.
 */
final class InFlightTable {
  /** Reserved index: the armed wake-up read is in nobody's entry. */
  static final long WAKE_UP = 0xFFFF_FFFFL;

  private static final VarHandle FREE_COUNT;

  static {
    try {
      FREE_COUNT =
          MethodHandles.lookup().findVarHandle(InFlightTable.class, "freeCount", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Submission[] entries;
  private final int[] generations;
  private final int[] free;

  /** Written opaquely, so that other threads that look again and again see it change. */
  private int freeCount;

  InFlightTable(int capacity) {
    entries = new Submission[capacity];
    generations = new int[capacity];
    free = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      free[i] = capacity - 1 - i;
    }
    freeCount = capacity;
  }

  /** {@return the operations in flight} */
  int size() {
    return entries.length - freeCount;
  }

  /** {@return a recent value of {@link #size}} Any thread. */
  int recentSize() {
    return entries.length - (int) FREE_COUNT.getOpaque(this);
  }

  boolean isFull() {
    return freeCount == 0;
  }

  /** {@return the user_data that {@link #add} will give to the next submission} */
  long nextUserData() {
    int index = free[freeCount - 1];
    return (long) generations[index] << 32 | index;
  }

  void add(Submission submission) {
    int index = free[freeCount - 1];
    assert entries[index] == null;
    FREE_COUNT.setOpaque(this, freeCount - 1);
    entries[index] = submission;
  }

  /** Takes out the submission whose completion arrived. */
  Submission remove(long userData) {
    int index = (int) userData;
    if (index < 0 || index >= entries.length || generations[index] != (int) (userData >>> 32)) {
      throw strange(userData);
    }
    Submission submission = entries[index];
    if (submission == null) {
      throw strange(userData);
    }
    entries[index] = null;
    generations[index]++;
    free[freeCount] = index;
    FREE_COUNT.setOpaque(this, freeCount + 1);
    return submission;
  }

  private static IllegalStateException strange(long userData) {
    return new IllegalStateException(
        "completion with user_data 0x" + Long.toHexString(userData) + " belongs to no operation");
  }

  /** {@return how many operations on {@code file} are in flight} */
  int count(DioFile file) {
    int count = 0;
    for (Submission submission : entries) {
      if (submission != null && submission.op.file == file) {
        count++;
      }
    }
    return count;
  }

  /** Gives every submission in flight to {@code action}, in no particular order. */
  void forEach(Consumer<Submission> action) {
    for (Submission submission : entries) {
      if (submission != null) {
        action.accept(submission);
      }
    }
  }

  @Override
  public String toString() {
    return "InFlightTable[" + size() + " of " + entries.length + "]";
  }
}
