// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Degradation;
import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.IoPriority;
import io.dio.iosched.Polling;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.Iovec;
import io.dio.sys.internal.CacheGuess;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Reads that the submitting thread serves from the page cache. Copying a few pages takes less time
 * than a hand-over to another thread, and half the processors.
 *
 * <p>Only a read that gets all its bytes ends here. In every other case (fewer bytes, the end of
 * the file, an error) the engine makes the whole read again. So the result does not depend on the
 * thread that made the read.
 */
public final class CachedReads {
  private static final FileAccess FILES = FileAccess.instance();

  /**
   * The largest read. A longer copy would delay the submitting thread too much: at this size a
   * hand-over costs half as much again.
   */
  public static final int MAX_BYTES = 64 << 10;

  /**
   * The most bytes of one submission. Copying them takes about 0.15 ms, because 4 KiB take 600 ns.
   */
  public static final int MAX_BYTES_AT_ONCE = 1 << 20;

  private final BlockingCalls blocking;

  /** Hands over a list, given by its newest and oldest unit, and tells whether it was accepted. */
  private final BiPredicate<Unit, Unit> handOver;

  private final Optional<Degradation> degradation;
  private final boolean enabled;

  /** Whether the engine may copy reads of a window. */
  private final boolean sharing;

  public CachedReads(
      BlockingCalls blocking, SchedulerOptions options, BiPredicate<Unit, Unit> handOver) {
    this.blocking = blocking;
    this.handOver = handOver;
    // A priority applies to the engine's threads and not to the submitting thread.
    boolean wanted = options.inlineReads() && options.ioPriority().equals(IoPriority.INHERITED);
    this.degradation = wanted ? HostFiles.current().pageCacheRefusal() : Optional.empty();
    this.enabled = wanted && degradation.isEmpty();
    // A polling thread of the kernel occupies a processor, and one that polls a device lets other
    // operations wait.
    this.sharing = !options.sqPoll() && options.polling() == Polling.NONE;
  }

  /** {@return why there are no such reads, if the options asked for them; else empty} */
  public Optional<Degradation> degradation() {
    return degradation;
  }

  /** {@return whether small reads are tried on the submitting thread} */
  public boolean isEnabled() {
    return enabled;
  }

  /**
   * {@return whether reads may be tried on this thread} It is false on a thread that completes
   * operations: a callback there that waits for its read must be refused, even if the page cache
   * has the bytes.
   */
  private boolean mayTry() {
    return enabled && !(Thread.currentThread() instanceof CompletionThread);
  }

  /** {@return whether it is a read that may be served here; the page cache is not checked} */
  public boolean suits(Unit unit) {
    return isCandidate(unit) && mayTry();
  }

  private static boolean isCandidate(Unit unit) {
    Request op = unit.op;
    return (op.verb == Verb.READ || op.verb == Verb.READV)
        && op.file != null
        && op.next == null
        && op.rwFlags() == 0
        && op.byteSize <= MAX_BYTES
        && op.pieceCount() <= BlockingCalls.Lane.MAX_PIECES
        && !op.file.isDirect()
        && !isMapped(op);
  }

  /**
   * {@return whether the memory is mapped from a file} The kernel may have to read such memory
   * before it can be written.
   */
  private static boolean isMapped(Request op) {
    if (op.segment != null) {
      return op.segment.isMapped();
    }
    for (int i = 0; i < op.pieces.size(); i++) {
      if (op.pieces.get(i).isMapped()) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@return whether one of the first {@code count} units suits} If one of them is ordered, none
   * suits.
   */
  public boolean suitsAny(Unit[] units, int count) {
    if (!mayTry()) {
      return false;
    }
    boolean any = false;
    for (int i = 0; i < count; i++) {
      if (units[i].op.ordered) {
        return false;
      }
      any |= isCandidate(units[i]);
    }
    return any;
  }

  /**
   * {@return whether {@code unit}, which {@linkplain #suits suits}, has ended with all its bytes
   * read}
   *
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public boolean answers(Unit unit) {
    CacheGuess.Advice advice = guess(unit.op).advise();
    if (advice == CacheGuess.Advice.HAND_OVER) {
      return false;
    }
    BlockingCalls.Lane lane = blocking.enter();
    try {
      if (advice == CacheGuess.Advice.READ && isShared(lane, unit)) {
        return false;
      }
      boolean copied = copies(lane, unit.op, advice);
      if (copied) {
        end(lane, unit);
      }
      return copied;
    } finally {
      blocking.exit(lane);
    }
  }

  /** {@return whether the engine copies {@code unit}, while this thread goes on} */
  private boolean isShared(BlockingCalls.Lane lane, Unit unit) {
    if (sharing
        && unit instanceof Submission submission
        // Other virtual threads use the processors.
        && !Thread.currentThread().isVirtual()
        && lane.copyTurns().handsOver(unit.context.sharedCopies(), blocking, lane)) {
      submission.sharedCopy();
      return true;
    }
    return false;
  }

  /**
   * Hands over the units that cannot be served here. If they were accepted, ends the others. Either
   * all units are accepted or none. {@return whether they were accepted}
   *
   * @throws IllegalStateException if the scheduler is closed or died
   */
  public boolean answersOrHandsOver(Unit[] units, int count) {
    BlockingCalls.Lane lane = blocking.enter();
    try {
      Unit copied = null;
      Unit newest = null;
      Unit oldest = null;
      long bytesLeft = MAX_BYTES_AT_ONCE;
      for (int i = 0; i < count; i++) {
        Unit unit = units[i];
        if (isCandidate(unit) && unit.op.byteSize <= bytesLeft && copies(lane, unit.op)) {
          bytesLeft -= unit.op.byteSize;
          unit.next = copied;
          copied = unit;
        } else {
          unit.next = newest;
          newest = unit;
          oldest = oldest == null ? unit : oldest;
        }
      }
      if (newest != null && !handOver.test(newest, oldest)) {
        return false;
      }
      endAll(lane, copied);
      return true;
    } finally {
      blocking.exit(lane);
    }
  }

  private boolean copies(BlockingCalls.Lane lane, Request op) {
    CacheGuess.Advice advice = guess(op).advise();
    return advice != CacheGuess.Advice.HAND_OVER && copies(lane, op, advice);
  }

  /** {@return whether all bytes were copied} No waiter is woken yet. */
  private boolean copies(BlockingCalls.Lane lane, Request op, CacheGuess.Advice advice) {
    int descriptor = op.posixDescriptor();
    lane.begin(1);
    boolean copied =
        (advice == CacheGuess.Advice.READ || isCached(lane, op, descriptor))
            && read(lane, op, descriptor) == op.byteSize;
    lane.end();
    if (copied) {
      guess(op).hit();
    } else {
      guess(op).missed();
    }
    return copied;
  }

  private static CacheGuess guess(Request op) {
    return FILES.cacheGuess(op.file);
  }

  private static boolean isCached(BlockingCalls.Lane lane, Request op, int descriptor) {
    lane.counters().countSystemCall();
    return HostFiles.current().isCached(descriptor, op.fileOffset, op.byteSize, lane.cacheQuery());
  }

  private static long read(BlockingCalls.Lane lane, Request op, int descriptor) {
    lane.counters().countSystemCall();
    return HostFiles.current()
        .readCached(descriptor, vector(lane, op), Math.max(1, op.pieceCount()), op.fileOffset);
  }

  private static long vector(BlockingCalls.Lane lane, Request op) {
    long vector = lane.vector();
    if (op.pieces == null) {
      Iovec.put(vector, 0, op.address, op.byteSize);
      return vector;
    }
    for (int i = 0; i < op.pieces.size(); i++) {
      MemorySegment piece = op.pieces.get(i);
      Iovec.put(vector, i, piece.address(), piece.byteSize());
    }
    return vector;
  }

  private static void endAll(BlockingCalls.Lane lane, Unit copied) {
    Unit rest = copied;
    while (rest != null) {
      Unit unit = rest;
      // Read before the unit ends. Afterwards a batch may reuse the unit. A ticket that a caller
      // keeps must not keep the other units reachable.
      rest = unit.next;
      unit.next = null;
      end(lane, unit);
    }
  }

  private static void end(BlockingCalls.Lane lane, Unit unit) {
    int result = Outcome.settle(unit.op, unit.context, (int) unit.op.byteSize);
    lane.counters().countInlineRead(unit.op.verb, result);
    unit.begunWhenAccepted();
    unit.publish(result);
    unit.ended();
  }
}
