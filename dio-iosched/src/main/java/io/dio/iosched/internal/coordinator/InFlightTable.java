// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import io.dio.iosched.internal.unit.Entry;
import java.util.function.Consumer;

/**
 * The operations that the kernel holds, by their {@code user_data}: the generation is in the upper
 * half, the index in the lower. If a completion has another generation than the entry, the kernel
 * has violated its protocol.
 *
 * <p>An entry holds its memory and its file strongly: an address in a submission queue entry is
 * invisible to the collector and to arenas.
 */
final class InFlightTable {
  /** Takes an entry and the {@code user_data} it carries. */
  @FunctionalInterface
  interface Visitor {
    void visit(long userData, Entry entry);
  }

  private final Entry[] entries;
  private final int[] generations;
  private final int[] free;

  private int freeCount;

  InFlightTable(int capacity) {
    entries = new Entry[capacity];
    generations = new int[capacity];
    free = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      free[i] = capacity - 1 - i;
    }
    freeCount = capacity;
  }

  /** {@return the number of entries in flight} */
  int size() {
    return entries.length - freeCount;
  }

  boolean isFull() {
    return freeCount == 0;
  }

  /** {@return the number of entries that can still be added} */
  int free() {
    return freeCount;
  }

  /** {@return the user_data that {@link #add} will give to the next entry} */
  long nextUserData() {
    int index = free[freeCount - 1];
    return (long) generations[index] << 32 | index;
  }

  void add(Entry entry) {
    int index = free[--freeCount];
    assert entries[index] == null;
    entries[index] = entry;
  }

  /** Removes the entry whose completion arrived. */
  Entry remove(long userData) {
    int index = (int) userData;
    if (index < 0 || index >= entries.length || generations[index] != (int) (userData >>> 32)) {
      throw strange(userData);
    }
    Entry entry = entries[index];
    if (entry == null) {
      throw strange(userData);
    }
    entries[index] = null;
    generations[index]++;
    free[freeCount++] = index;
    return entry;
  }

  private static IllegalStateException strange(long userData) {
    return new IllegalStateException(
        "completion with user_data 0x" + Long.toHexString(userData) + " belongs to no operation");
  }

  /** {@return whether the kernel still has the entry for which {@link #add} returned this value} */
  boolean holds(long userData) {
    int index = (int) userData;
    return generations[index] == (int) (userData >>> 32) && entries[index] != null;
  }

  /** {@return the largest number of entries} */
  int capacity() {
    return entries.length;
  }

  /** {@return the entry at {@code index}, below {@link #capacity}, or null} */
  Entry entry(int index) {
    return entries[index];
  }

  /** {@return whether {@code request} is one of the operations in flight} */
  boolean holdsOperation(Object request) {
    boolean[] found = new boolean[1];
    forEach((Entry entry) -> {
      found[0] |= entry.request() == request;
      entry.forEachUnit(unit -> found[0] |= unit.op == request);
    });
    return found[0];
  }

  /** Passes every entry in flight to {@code action}, in no particular order. */
  void forEach(Consumer<Entry> action) {
    forEach((_, entry) -> action.accept(entry));
  }

  /** Passes every entry in flight to {@code visitor}, in no particular order. */
  void forEach(Visitor visitor) {
    // The free places were taken from a stack, so most entries are at its beginning.
    int left = size();
    for (int i = 0; left > 0; i++) {
      if (entries[i] != null) {
        left--;
        visitor.visit((long) generations[i] << 32 | i, entries[i]);
      }
    }
  }

  @Override
  public String toString() {
    return "InFlightTable[" + size() + " of " + entries.length + "]";
  }
}
