// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.Errno;
import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import io.dio.sys.internal.Poison;
import java.util.List;
import java.util.Random;

/**
 * The fate of one operation.
 *
 * @param fault the rule that decided; null if none did
 * @param kind what happens
 * @param errno the error that is reported, for ERROR
 * @param byteCount the bytes that are transferred, for SHORT
 * @param poison why the operation is refused, for REFUSED; else null
 */
record Verdict(ActiveFault fault, Kind kind, int errno, long byteCount, Poison poison) {
  enum Kind {
    /** It goes as usual. */
    NONE,
    /** It is not issued and fails. */
    ERROR,
    /** As ERROR, because an earlier failure is on record. */
    REFUSED,
    /** It transfers only a part. */
    SHORT,
    /** It completes when the rule lets it go. */
    HOLD,
    /** It completes some time later. */
    DELAY,
    /** It completes in another order. */
    REORDER
  }

  private static final int ANY_WINDOW = 4;
  private static final long SLOT_ALIGNMENT = 4096;

  static final Verdict NONE = new Verdict(null, Kind.NONE, 0, 0, null);

  static Verdict refused(Poison poison) {
    return new Verdict(null, Kind.REFUSED, 0, 0, poison);
  }

  /** {@return what the rule does to an operation that it hits} */
  static Verdict of(ActiveFault fault, Op step, Random random) {
    return switch (fault.fault().effect()) {
      case ERROR -> error(fault, (int) fault.fault().argument());
      case CANCEL -> error(fault, Errno.ECANCELED);
      case SHORT -> cut(fault, step, fault.fault().argument());
      case HOLD -> new Verdict(fault, Kind.HOLD, 0, 0, null);
      case DELAY -> new Verdict(fault, Kind.DELAY, 0, 0, null);
      case REORDER -> new Verdict(fault, Kind.REORDER, 0, 0, null);
      case ANY -> any(fault, step, random);
    };
  }

  private static Verdict any(ActiveFault fault, Op step, Random random) {
    int dice = random.nextInt(8);
    if (dice == 0) {
      return error(fault, Errno.ECANCELED);
    }
    if (dice <= 3) {
      return new Verdict(fault, Kind.REORDER, 0, 0, null);
    }
    if (dice <= 5 && step.verb().isWrite() && step.byteSize() > 0) {
      return cut(fault, step, random.nextLong(step.byteSize()));
    }
    List<Integer> errors = plausibleErrors(step.verb());
    return error(fault, errors.get(random.nextInt(errors.size())));
  }

  private static List<Integer> plausibleErrors(Verb verb) {
    return switch (verb) {
      case WRITE, WRITEV, SYNC, DATA_SYNC, BARRIER_SYNC ->
          List.of(Errno.EIO, Errno.ENOSPC, Errno.EDQUOT);
      case ALLOCATE, ZERO_RANGE -> List.of(Errno.ENOSPC, Errno.EOPNOTSUPP);
      case OPEN, OPEN_INTO -> List.of(Errno.EMFILE, Errno.EIO);
      default -> List.of(Errno.EIO);
    };
  }

  private static Verdict error(ActiveFault fault, int errno) {
    return new Verdict(fault, Kind.ERROR, errno, 0, null);
  }

  /** A direct transfer can stop only where its file is aligned. */
  private static Verdict cut(ActiveFault fault, Op step, long byteCount) {
    long alignment =
        step.file()
            .map(file -> file.isDirect() ? (long) file.alignment().offset() : 1L)
            .orElse(
                (step.byteSize() | step.fileOffset()) % SLOT_ALIGNMENT == 0 ? SLOT_ALIGNMENT : 1L);
    return new Verdict(fault, Kind.SHORT, 0, byteCount - byteCount % alignment, null);
  }

  /** {@return whether operations behind a soft link must not run} */
  boolean breaksLink() {
    return kind == Kind.ERROR || kind == Kind.REFUSED || kind == Kind.SHORT;
  }

  boolean isCancellation() {
    return kind == Kind.ERROR && errno == Errno.ECANCELED;
  }

  /** {@return whether the completion waits for a gate} */
  boolean isGate() {
    return kind == Kind.HOLD
        || kind == Kind.REORDER
        || (kind == Kind.DELAY && !fault.fault().time().isZero());
  }

  /** The real operation has ended: the rule opens the gate of the ticket at once or later. */
  void arrived(FaultTicket ticket) {
    if (!isGate()) {
      return;
    }
    switch (kind) {
      case HOLD -> fault.hold(ticket);
      case DELAY -> fault.delay(ticket);
      default -> fault.reorder(ticket, window());
    }
  }

  private int window() {
    return fault.fault().effect() == Fault.Effect.REORDER
        ? (int) fault.fault().argument()
        : ANY_WINDOW;
  }

  /** A thread waits for the ticket. */
  void awaited() {
    if (kind == Kind.REORDER) {
      fault.shuffleAndLetGo();
    }
  }
}
