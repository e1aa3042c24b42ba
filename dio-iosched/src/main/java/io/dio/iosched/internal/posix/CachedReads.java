// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.foreign.CompletionThread;
import io.dio.iosched.IoPriority;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.Unit;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.Iovec;
import io.dio.sys.internal.CacheGuess;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Reads that the page cache answers, made by the thread that submits them: to copy a few pages
 * takes less time than to have another thread do it, and half the processors.
 *
 * <p>Only a read that gets all it asked for ends here. Whatever else may come of it, fewer bytes,
 * the end of the file or an error, is for the engine to find out, which makes the whole read anew:
 * so results do not depend on who made it.
 */
public final class CachedReads {
  private static final FileAccess FILES = FileAccess.instance();

  /**
   * More, and the copy is so long that the submitting thread had better go on meanwhile: at this
   * size a hand-over costs half as much again.
   */
  public static final int MAX_BYTES = 64 << 10;

  /** Of what is submitted in one step: a fraction of a millisecond. */
  public static final int MAX_BYTES_AT_ONCE = 1 << 20;

  private final BlockingCalls blocking;

  /** Hands over a list, newest and oldest of it, and says whether it was accepted. */
  private final BiPredicate<Unit, Unit> handOver;

  private final List<String> refusals;
  private final boolean enabled;

  public CachedReads(
      BlockingCalls blocking, SchedulerOptions options, BiPredicate<Unit, Unit> handOver) {
    this.blocking = blocking;
    this.handOver = handOver;
    // Another priority is the engine's threads', not the submitting thread's.
    boolean wanted = options.inlineReads() && options.ioPriority().equals(IoPriority.INHERITED);
    Optional<String> refusal = wanted ? HostFiles.current().pageCacheRefusal() : Optional.empty();
    this.refusals = refusal.map("no inline reads: "::concat).stream().toList();
    this.enabled = wanted && refusal.isEmpty();
  }

  /** {@return as {@link IoScheduler#kernelRefusals}} */
  public List<String> refusals() {
    return refusals;
  }

  /**
   * {@return whether reads may be tried on this thread} Not on one that completes operations: a
   * callback there that waits for its read is refused, whatever the page cache has.
   */
  private boolean mayTry() {
    return enabled && !(Thread.currentThread() instanceof CompletionThread);
  }

  /** {@return whether it is a read that may end here, without a guess whether it does} */
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

  /** Memory that is a file's may have to be read itself before it can be written. */
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

  /** {@return whether one of the first {@code count} suits} An ordered one rules out all. */
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
   * {@return whether {@code unit}, which {@linkplain #suits suits}, has ended, with all that it
   * asks for in its memory}
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
      boolean copied = copies(lane, unit.op, advice);
      if (copied) {
        end(lane, unit);
      }
      return copied;
    } finally {
      blocking.exit(lane);
    }
  }

  /**
   * Hands over what cannot be answered, and ends the others when it has been accepted: all of them
   * are, or none. {@return whether they are}
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

  /** {@return whether all bytes are there now} Nobody is told yet. */
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
      // Before it ends: a batch may use it again from then on, and a ticket that somebody keeps
      // must not keep the others.
      rest = unit.next;
      unit.next = null;
      end(lane, unit);
    }
  }

  private static void end(BlockingCalls.Lane lane, Unit unit) {
    int result = Outcome.settle(unit.op, unit.context, (int) unit.op.byteSize);
    lane.counters().countInlineRead(unit.op.verb, result);
    unit.publish(result);
    unit.ended();
  }
}
