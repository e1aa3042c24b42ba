// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.wrapping.WrappedOp;
import io.dio.sys.Advice;
import io.dio.sys.ShortTransferException;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/**
 * An operation or chain and the fates of its steps: the chain that the wrapped scheduler gets in
 * its place, and the results that the program gets in place of the real ones.
 *
 * <p>A step that is to fail is replaced by one that has no effect. So the wrapped scheduler still
 * makes all checks, keeps the order, and holds files and memory. What a soft link would cancel is
 * cut off.
 */
final class FaultyChain {
  /** A name that no file has. It is looked for below the path of the operation, mostly a file. */
  private static final String NOTHING = ".dio-nothing";

  /** Advice on the last byte that a file can have drops no page. */
  private static final long FAR_OFFSET = Long.MAX_VALUE - 1;

  private final List<Op> steps;
  private final List<Verdict> verdicts;
  private final Op submitted;

  /** The steps from here on are not submitted. */
  private final int end;

  FaultyChain(Op op, List<Op> steps, List<Verdict> verdicts) {
    this.steps = steps;
    this.verdicts = verdicts;
    List<Boolean> hardLinks = WrappedOp.of(op).hardLinks();
    int cut = 0;
    Op chain = null;
    boolean goesOn = true;
    while (goesOn) {
      Op step = replacement(cut);
      chain =
          chain == null ? step : hardLinks.get(cut - 1) ? chain.hardLink(step) : chain.link(step);
      Verdict verdict = verdicts.get(cut);
      cut++;
      goesOn =
          cut < steps.size()
              && !verdict.isCancellation()
              && (!verdict.breaksLink() || hardLinks.get(cut - 1));
    }
    this.submitted = verdicts.stream().anyMatch(Verdict::breaksLink) ? chain : op;
    this.end = cut;
  }

  /** {@return what to submit in place of the operation} */
  Op submitted() {
    return submitted;
  }

  List<Op> steps() {
    return steps;
  }

  /** {@return whether the completion may come later than that of the real operation} */
  boolean isKeptBack() {
    return verdicts.stream().anyMatch(Verdict::isGate);
  }

  List<Verdict> verdicts() {
    return verdicts;
  }

  private Op replacement(int index) {
    Op step = steps.get(index);
    return switch (verdicts.get(index).kind()) {
      case NONE, HOLD, DELAY, REORDER -> step;
      case SHORT -> WrappedOp.of(step).shortened(verdicts.get(index).byteCount());
      case ERROR, REFUSED -> harmless(step);
    };
  }

  private Op harmless(Op step) {
    return switch (step.verb()) {
      case READ, WRITE, READV, WRITEV -> WrappedOp.of(step).emptied();
      // It waits as the sync does. A drain cannot be part of a chain, so there the sync is made.
      case BARRIER_SYNC -> steps.size() > 1 ? step : drain(step);
      // A closing that fails has closed the file all the same.
      case CLOSE -> step;
      case OPEN -> Op.open(nowhere(step));
      case OPEN_INTO ->
          Op.openInto(step.slot().orElseThrow(), nowhere(step), StandardOpenOption.READ);
      case RENAME, UNLINK -> Op.unlink(nowhere(step));
      case SYNC_DIRECTORY -> Op.syncDirectory(nowhere(step));
      case DRAIN -> step;
      default ->
          step.file()
              .map(file -> Op.advise(file, FAR_OFFSET, 1, Advice.DONT_NEED))
              .orElseGet(
                  () -> Op.advise(step.slot().orElseThrow(), FAR_OFFSET, 1, Advice.DONT_NEED));
    };
  }

  private static Path nowhere(Op step) {
    return WrappedOp.of(step).paths().getFirst().resolve(NOTHING);
  }

  private static Op drain(Op step) {
    return step.file().map(Op::drain).orElseGet(() -> Op.drain(step.slot().orElseThrow()));
  }

  // ---- results ----

  /** {@return the result of one step} */
  OpResult result(int index, List<OpResult> real) {
    Op step = steps.get(index);
    if (index >= end) {
      return RelayedTicket.failed(WrappedOp.of(step).failure(Errno.ECANCELED));
    }
    OpResult result = real.get(index);
    return switch (verdicts.get(index).kind()) {
      case NONE, HOLD, DELAY, REORDER -> result;
      case SHORT -> shortened(step, result);
      case ERROR, REFUSED -> failed(step, verdicts.get(index), result);
    };
  }

  /** {@return whether what was submitted in place of one step has succeeded} */
  boolean hasSucceeded(int index, List<OpResult> real) {
    return index < end && real.get(index).failure().isEmpty();
  }

  private static OpResult shortened(Op step, OpResult real) {
    return real.failure().isPresent() || step.verb().isRead()
        ? real
        : new OpResult(
            real.bytesTransferred(),
            Optional.of(
                new ShortTransferException(
                    step.toString(), step.byteSize(), real.bytesTransferred())));
  }

  private static OpResult failed(Op step, Verdict verdict, OpResult real) {
    int errno = real.failure().flatMap(ErrnoException::find).map(ErrnoException::errno).orElse(0);
    boolean ownFailure = errno != 0 && (errno == Errno.ECANCELED || !failsByItself(step.verb()));
    if (ownFailure) {
      // The file or the chain is not as the program thinks, and the real operation says so too.
      return RelayedTicket.failed(WrappedOp.of(step).failure(errno));
    }
    if (verdict.kind() == Verdict.Kind.REFUSED) {
      return RelayedTicket.failed(verdict.poison().refusalOf(step.verb().call()));
    }
    IOException earlier = WrappedOp.of(step).poisoned();
    return RelayedTicket.failed(
        earlier != null ? earlier : WrappedOp.of(step).failure(verdict.errno()));
  }

  /** {@return whether the harmless operation in its place fails although nothing is wrong} */
  private static boolean failsByItself(Verb verb) {
    return switch (verb) {
      case OPEN, OPEN_INTO, RENAME, UNLINK, SYNC_DIRECTORY -> true;
      default -> false;
    };
  }
}
