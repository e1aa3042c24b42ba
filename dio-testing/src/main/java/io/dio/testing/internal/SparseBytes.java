// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing.internal;

import java.util.Arrays;
import java.util.TreeMap;

/** Bytes by their offset; those that were never set are 0. Not thread-safe. */
public final class SparseBytes {
  private static final int PAGE = 4096;

  private final TreeMap<Long, byte[]> pages = new TreeMap<>();

  /** {@return a copy that can be changed by itself} */
  SparseBytes copy() {
    SparseBytes copy = new SparseBytes();
    pages.forEach((page, bytes) -> copy.pages.put(page, bytes.clone()));
    return copy;
  }

  /** Sets {@code count} bytes from {@code source}, from its byte {@code from} on. */
  public void put(long offset, byte[] source, int from, int count) {
    int done = 0;
    while (done < count) {
      long at = offset + done;
      int inPage = (int) (at % PAGE);
      int part = Math.min(count - done, PAGE - inPage);
      byte[] page = pages.computeIfAbsent(at / PAGE, _ -> new byte[PAGE]);
      System.arraycopy(source, from + done, page, inPage, part);
      done += part;
    }
  }

  /** Fills {@code target} with the bytes from {@code offset} on. */
  public void get(long offset, byte[] target) {
    int done = 0;
    while (done < target.length) {
      long at = offset + done;
      int inPage = (int) (at % PAGE);
      int part = Math.min(target.length - done, PAGE - inPage);
      byte[] page = pages.get(at / PAGE);
      if (page == null) {
        Arrays.fill(target, done, done + part, (byte) 0);
      } else {
        System.arraycopy(page, inPage, target, done, part);
      }
      done += part;
    }
  }

  /** Makes all bytes from {@code offset} on 0. */
  public void cut(long offset) {
    int inPage = (int) (offset % PAGE);
    byte[] page = pages.get(offset / PAGE);
    if (page != null) {
      Arrays.fill(page, inPage, PAGE, (byte) 0);
    }
    pages.tailMap(offset / PAGE, false).clear();
  }
}
