// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import java.util.Arrays;

/**
 * The numbers of calls in progress, added in rising order. Only adding allocates, because a call
 * must be able to remove its number when no memory is left. The owner guards this object.
 */
final class CallNumbers {
  private long[] numbers = new long[8];
  private int size;

  /** Adds a number above all others. If it throws, for lack of memory, nothing was added. */
  void add(long number) {
    if (size == numbers.length) {
      numbers = Arrays.copyOf(numbers, size * 2);
    }
    numbers[size++] = number;
  }

  void remove(long number) {
    int index = Arrays.binarySearch(numbers, 0, size, number);
    if (index >= 0) {
      size--;
      System.arraycopy(numbers, index + 1, numbers, index, size - index);
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** {@return whether all numbers below {@code before} have been removed} */
  boolean haveEnded(long before) {
    return size == 0 || numbers[0] >= before;
  }
}
