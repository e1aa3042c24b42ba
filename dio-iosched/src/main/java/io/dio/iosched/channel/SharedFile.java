// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The state that all channels of one file in this process share. It exists while one of them is
 * open or a call of one is in progress. The channels may have been opened by different paths.
 */
final class SharedFile {
  private static final ConcurrentHashMap<Object, SharedFile> OPEN = new ConcurrentHashMap<>();

  /** A range for which a thread waits in {@code lock}. */
  private record Wanted(long from, long to) {
    boolean overlaps(Wanted other) {
      return from < other.to && other.from < to;
    }
  }

  private final Object identity;

  /** The open channels and the calls that {@linkplain #tryHold hold} this. Once 0, always 0. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final RangeLocks ranges = new RangeLocks();
  private final ReentrantReadWriteLock shape = new ReentrantReadWriteLock();
  private final ReentrantLock appending = new ReentrantLock();
  private final OwnReads ownReads = new OwnReads();

  /** The ranges for which threads wait in {@code lock}. Guarded by {@link #waiting}. */
  private final List<Wanted> wanted = new ArrayList<>();

  private final ReentrantLock waiting = new ReentrantLock();

  private SharedFile(Object identity) {
    this.identity = identity;
  }

  /** {@return what the channels of a file share} The caller calls {@link #leave} once. */
  static SharedFile enter(Object identity) {
    return OPEN.compute(
        identity,
        (key, present) -> present != null && present.tryHold() ? present : new SharedFile(key));
  }

  /**
   * Keeps this for a call that takes its locks. The channel may be closed before the call ends, and
   * a new channel of the file must meet the same locks. The caller calls {@link #leave} once.
   *
   * @return false if all channels are closed and no call is in progress
   */
  boolean tryHold() {
    int seen = users.get();
    while (seen > 0 && !users.compareAndSet(seen, seen + 1)) {
      seen = users.get();
    }
    return seen > 0;
  }

  void leave() {
    if (users.decrementAndGet() == 0) {
      OPEN.remove(identity, this);
    }
  }

  /** {@return the number of files that have a channel; for tests} */
  static int count() {
    return OPEN.size();
  }

  /** The locks of blocks, for writers of a direct file. */
  RangeLocks ranges() {
    return ranges;
  }

  /**
   * Its writing half is held by a thread that shortens the file. Its reading half is held by a
   * thread that rewrites a part of a block. It would lengthen the file again by a whole block.
   */
  ReentrantReadWriteLock shape() {
    return shape;
  }

  /** Held by a thread that appends, from asking for the size until it has written there. */
  ReentrantLock appending() {
    return appending;
  }

  /** The reads that virtual threads make themselves. */
  OwnReads ownReads() {
    return ownReads;
  }

  /** {@return whether no thread waits for a lock of the range} Then the caller is such a thread. */
  boolean beginWait(long from, long size) {
    Wanted range = range(from, size);
    waiting.lock();
    try {
      return !overlapsWanted(range) && wanted.add(range);
    } finally {
      waiting.unlock();
    }
  }

  /** Ends what {@link #beginWait} began. */
  void endWait(long from, long size) {
    waiting.lock();
    try {
      wanted.remove(range(from, size));
    } finally {
      waiting.unlock();
    }
  }

  /** {@return whether a thread waits for a lock of a range that overlaps} */
  boolean isWanted(long from, long size) {
    waiting.lock();
    try {
      return overlapsWanted(range(from, size));
    } finally {
      waiting.unlock();
    }
  }

  private boolean overlapsWanted(Wanted range) {
    for (Iterator<Wanted> each = wanted.iterator(); each.hasNext(); ) {
      if (each.next().overlaps(range)) {
        return true;
      }
    }
    return false;
  }

  /** A size of 0 means up to the largest offset. */
  private static Wanted range(long from, long size) {
    long to = size == 0 ? Long.MAX_VALUE : from + size;
    return new Wanted(from, to < 0 ? Long.MAX_VALUE : to);
  }
}
