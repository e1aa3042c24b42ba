// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.align.Errno;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.request.OperationCounters;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.ChainMember;
import io.dio.iosched.internal.unit.ChainSubmission;
import io.dio.iosched.internal.unit.CoalescedRun;
import io.dio.iosched.internal.unit.Entry;
import io.dio.iosched.internal.unit.OpenSubmission;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.unit.SlotOpening;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import io.dio.iosched.internal.verb.FileCommand;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.foreign.Iovec;
import io.dio.sys.internal.AnnouncedCall;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntSupplier;

/**
 * Executes operations as blocking system calls. Results are as those of a ring: {@code >= 0} or
 * -errno.
 */
final class PosixCalls {
  private static final FileAccess FILES = FileAccess.instance();

  /** No result: the bytes of a durable write are written, and a sync follows. */
  private static final int SYNC_FOLLOWS = Integer.MAX_VALUE;

  private static final Consumer<Unit> BEGUN = Unit::begun;

  private PosixCalls() {}

  /**
   * Makes the calls of {@code work} and publishes their outcome. The caller still has to wake those
   * who wait for it. A submission that is not done afterwards needs another step: a {@linkplain
   * Submission#needsSync sync} that it can share with others, or a new issue.
   */
  static void run(BlockingWork work, OperationCounters counters) {
    switch (work) {
      case Submission submission -> run(submission, counters);
      case CoalescedRun run -> run(run, counters);
      case SharedSync sync -> run(sync, counters);
      case ChainSubmission chain -> run(chain, counters);
      case OpenSubmission opening -> run(opening, counters);
    }
  }

  private static void run(OpenSubmission opening, OperationCounters counters) {
    opening.begun();
    opening.open();
    int result = opening.settle();
    counters.count(opening.op.verb, result, false);
    counters.countSystemCall();
    opening.publish(result);
  }

  private static void run(Submission submission, OperationCounters counters) {
    int result = outcome(submission, counters);
    if (result != SYNC_FOLLOWS) {
      publish(submission, result, counters);
    }
  }

  private static void publish(Submission submission, int result, OperationCounters counters) {
    counters.count(submission.op.verb, result, submission.op.isShort(result));
    submission.publish(result);
  }

  private static int outcome(Submission submission, OperationCounters counters) {
    Request op = submission.op;
    if (submission.isCancelRequested()) {
      return Outcome.unissued(op, submission.context, -Errno.ECANCELED);
    }
    int refusal = Outcome.refusal(op);
    if (refusal != 0) {
      return Outcome.unissued(op, submission.context, refusal);
    }
    submission.begun();
    int result;
    do {
      result =
          op.isSharedSync() && op.file != null
              ? syncTogether(submission, counters)
              : execute(submission, submission.toIssue(), submission.rwFlags(), counters);
    } while (submission.mustGoOn(result) && !submission.isWritten());
    if (submission.isWritten()) {
      return SYNC_FOLLOWS;
    }
    return Outcome.settle(op, submission.context, submission.total(result));
  }

  /** Makes one sync for all members and publishes the result of each. */
  private static void run(SharedSync sync, OperationCounters counters) {
    Request request = sync.request();
    int refusal = Outcome.refusal(request);
    if (refusal != 0) {
      for (int i = 0; i < sync.size(); i++) {
        Submission member = sync.member(i);
        publish(member, Outcome.unissued(member.op, member.context, refusal), counters);
      }
      return;
    }
    sync.forEachUnit(BEGUN);
    int result;
    do {
      counters.countSystemCall();
      result = announced(sync, counters, () -> sync.command().call(request.posixDescriptor()));
    } while (result == -Errno.EINTR);
    for (int i = 0; i < sync.size(); i++) {
      Submission member = sync.member(i);
      publish(member, Outcome.settle(member.op, member.context, member.total(result)), counters);
    }
  }

  /** Executes the members of {@code run} in one call and publishes the result of each. */
  private static void run(CoalescedRun run, OperationCounters counters) {
    Request first = run.request();
    int refusal = Outcome.refusal(first);
    if (refusal != 0) {
      run.forEachResult(
          refusal,
          (member, own) ->
              publish(member, Outcome.unissued(member.op, member.context, own), counters));
      return;
    }
    run.forEachUnit(BEGUN);
    counters.countSystemCall();
    int result =
        announced(
            run,
            counters,
            () ->
                transfer(
                    true, first.posixDescriptor(), run.memory(), first.fileOffset, run.rwFlags()));
    run.forEachResult(
        result,
        (member, own) -> {
          if (!member.mustGoOn(own)) {
            publish(member, Outcome.settle(member.op, member.context, own), counters);
          }
        });
  }

  /**
   * Makes the sync that is the second half of a durable write, on the thread that submitted it. The
   * sync is shared with those of other threads.
   */
  static void syncWritten(Submission write, OperationCounters counters) {
    int result = syncTogether(write, counters);
    publish(write, Outcome.settle(write.op, write.context, write.total(result)), counters);
  }

  /** Syncs the file of a submission, or takes part in a sync that another thread makes. */
  private static int syncTogether(Submission submission, OperationCounters counters) {
    counters.countSyncs(1);
    return FILES.syncTogether(
        submission.op.file,
        submission.op.verb == Verb.SYNC,
        submission.context.syncExecutor(),
        () -> {
          counters.countSystemCall();
          counters.countSyncCall();
        });
  }

  /** Executes a whole chain and publishes the results. */
  private static void run(ChainSubmission chain, OperationCounters counters) {
    chain.issueOneByOne();
    while (chain.prepareSegment()) {
      SlotOpening untried = chain.untriedOpening();
      if (untried != null) {
        counters.countSystemCall();
        untried.open();
        continue;
      }
      ChainMember member = chain.member(chain.segmentBegin());
      chain.placed(member);
      chain.completed(member, execute(member, counters));
      chain.segmentEnded();
    }
    chain.discardOpenings(); // it may have been cancelled in between
    chain.count(counters);
    chain.finish();
  }

  private static int execute(ChainMember member, OperationCounters counters) {
    if (member.opening != null) {
      return install(member);
    }
    if (member.call != null) {
      counters.countSystemCall();
      member.call.make();
      return member.call.result();
    }
    return execute(member, member.toIssue(), member.rwFlags(), counters);
  }

  private static int execute(Entry entry, Request op, int rwFlags, OperationCounters counters) {
    if (op.verb != Verb.DRAIN) {
      counters.countSystemCall();
    }
    return op.isDurable()
        ? announced(entry, counters, () -> execute(op, rwFlags))
        : execute(op, rwFlags);
  }

  /**
   * Makes a call. The success of a durable call counts only when the concurrent durable calls have
   * ended.
   */
  private static int announced(Entry entry, OperationCounters counters, IntSupplier call) {
    DurableCalls calls = entry.isWriteFirst() ? null : entry.durableCalls();
    if (calls == null) {
      return call.getAsInt();
    }
    if (entry.request().verb != Verb.SYNC_RANGE) {
      counters.countSyncs(entry.operationCount());
      counters.countSyncCall();
    }
    try (AnnouncedCall announced = AnnouncedCall.begin(calls, entry.request().verb.isSync())) {
      int result = call.getAsInt();
      if (result < 0) {
        entry.request().recordDurabilityFailure(-result);
      } else {
        announced.succeededAndAwait();
      }
      return result;
    }
  }

  private static int execute(Request op, int rwFlags) {
    int descriptor = op.posixDescriptor();
    if (rwFlags != 0) {
      return transfer(op, descriptor, rwFlags);
    }
    return switch (op.verb) {
      case READ -> (int) FileCalls.pread(descriptor, op.address, op.byteSize, op.fileOffset);
      case WRITE -> (int) FileCalls.pwrite(descriptor, op.address, op.byteSize, op.fileOffset);
      case READV, WRITEV -> transfer(op, descriptor, 0);
      case CLOSE -> op.slot.closeFile();
      case DRAIN -> 0;
      case OPEN, OPEN_INTO -> throw new AssertionError(op.verb + " takes more than a call");
      default -> ((FileCommand) op.command).call(descriptor);
    };
  }

  private static int transfer(Request op, int descriptor, int rwFlags) {
    return transfer(op.verb.isWrite(), descriptor, op.memory(), op.fileOffset, rwFlags);
  }

  private static int transfer(
      boolean write, int descriptor, List<MemorySegment> pieces, long fileOffset, int rwFlags) {
    HostFiles host = HostFiles.current();
    int count = pieces.size();
    try (Arena arena = Arena.ofConfined()) {
      long vector = arena.allocate((long) count * Iovec.BYTE_SIZE, Long.BYTES).address();
      for (int i = 0; i < count; i++) {
        MemorySegment piece = pieces.get(i);
        Iovec.put(vector, i, piece.address(), piece.byteSize());
      }
      if (rwFlags != 0) {
        return (int)
            (write
                ? host.writeWithFlags(descriptor, vector, count, fileOffset, rwFlags)
                : host.readWithFlags(descriptor, vector, count, fileOffset, rwFlags));
      }
      return (int)
          (write
              ? FileCalls.pwritev(descriptor, vector, count, fileOffset)
              : FileCalls.preadv(descriptor, vector, count, fileOffset));
    }
  }

  /** Puts an open file into its slot. {@return 0} */
  private static int install(ChainMember member) {
    int before = member.request.slot.exchangeDescriptor(member.opening.takeDescriptor());
    if (before >= 0) {
      FileCalls.close(before);
    }
    return 0;
  }
}
