// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.ErrnoException;
import io.dio.iosched.FileSlot;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.wrapping.WrappedOp;
import io.dio.sys.internal.FileAccess;
import io.dio.sys.internal.Poison;
import io.dio.testing.internal.CrashModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Notes the effects of operations that have ended on the files and names of a disk. Guarded by the
 * disk's lock.
 */
final class DiskEffects {
  private final DiskNames names;
  private final DiskClock clock;

  /** The files in slots, as far as they were opened through this disk. */
  private final IdentityHashMap<FileSlot, DiskFile> slots = new IdentityHashMap<>();

  DiskEffects(DiskNames names, DiskClock clock) {
    this.names = names;
    this.clock = clock;
  }

  /**
   * Notes one operation of {@code ticket}, which has ended.
   *
   * @param index its place in its chain
   */
  void note(DiskTicket ticket, int index, OpResult result) throws IOException {
    Op step = ticket.steps().get(index);
    boolean succeeded = result.failure().isEmpty();
    CrashModel.Coverage covered =
        (number, work) -> number <= ticket.before() || work == ticket.work();
    switch (step.verb()) {
      case OPEN, RENAME, UNLINK -> names.scan(ticket.work());
      case OPEN_INTO -> opened(ticket, index, succeeded);
      case CLOSE -> {
        if (succeeded) {
          slots.remove(step.slot().orElseThrow());
        }
      }
      case SYNC_DIRECTORY -> {
        if (succeeded) {
          names.sync(names.relative(WrappedOp.of(step).paths().getFirst()), covered);
        }
      }
      case WRITE, WRITEV -> written(ticket, step, result);
      case SYNC, DATA_SYNC -> synced(fileOf(step), covered, result);
      case BARRIER_SYNC ->
          synced(
              fileOf(step),
              (number, work) ->
                  covered.covers(number, work)
                      || (work != DiskClock.UNKNOWN_WORK && work < ticket.work()),
              result);
      case SYNC_RANGE -> {
        DiskFile file = fileOf(step);
        if (file != null && isLoss(result)) {
          file.model().lose(covered);
        }
      }
      case ALLOCATE, TRUNCATE, PUNCH_HOLE, ZERO_RANGE -> {
        DiskFile file = fileOf(step);
        if (file != null) {
          file.observeAll(clock, ticket.work());
          boolean zeros = step.verb() == Verb.PUNCH_HOLE || step.verb() == Verb.ZERO_RANGE;
          file.model()
              .claim(
                  ticket.before(), ticket.work(), step.fileOffset(), zeros ? step.byteSize() : 0);
        }
      }
      default -> {}
    }
  }

  private void opened(DiskTicket ticket, int index, boolean succeeded) throws IOException {
    Path path = WrappedOp.of(ticket.steps().get(index)).paths().getFirst();
    DiskFile before = names.byName(names.relative(path));
    names.scan(ticket.work());
    if (!succeeded) {
      return;
    }
    // Later steps of the chain have happened as well, and may have given it another name.
    DiskFile now = names.byName(names.relative(renamed(path, ticket.steps(), index + 1)));
    DiskFile file = now == null ? before : now;
    FileSlot slot = ticket.steps().get(index).slot().orElseThrow();
    if (file == null) {
      slots.remove(slot); // it has lost its only name again, so nothing of it can survive
    } else {
      slots.put(slot, file);
      file.observeAll(clock, ticket.work());
      file.model().claim(ticket.before(), ticket.work(), 0, 0);
    }
  }

  /** {@return the name that a file has after the steps from {@code from} on} */
  private static Path renamed(Path path, List<Op> steps, int from) {
    Path name = path;
    for (Op step : steps.subList(from, steps.size())) {
      List<Path> paths = step.verb() == Verb.RENAME ? WrappedOp.of(step).paths() : List.of();
      if (!paths.isEmpty() && paths.getFirst().equals(name)) {
        name = paths.getLast();
      }
    }
    return name;
  }

  private DiskFile fileOf(Op step) throws IOException {
    return step.file().isPresent()
        ? names.byIdentity(FileAccess.instance().identity(step.file().get()))
        : slots.get(step.slot().orElseThrow());
  }

  /** A write that failed may have written a part. */
  private void written(DiskTicket ticket, Op step, OpResult result) throws IOException {
    DiskFile file = fileOf(step);
    if (file == null) {
      return;
    }
    WrappedOp write = WrappedOp.of(step);
    if (write.isAtomic() && result.failure().isEmpty()) {
      file.observeAtomic(clock, ticket.before(), ticket.work(), step.fileOffset(), step.byteSize());
    } else {
      file.observe(clock, ticket.work(), step.fileOffset(), step.byteSize());
    }
    file.model().claim(ticket.before(), ticket.work(), step.fileOffset(), step.byteSize());
    if (write.isDurable() && result.failure().isEmpty()) {
      file.model().syncRange(step.fileOffset(), result.bytesTransferred());
    } else if (write.isDurable() && isLoss(result)) {
      file.model().loseRange(step.fileOffset(), step.byteSize());
    }
  }

  private static void synced(DiskFile file, CrashModel.Coverage covered, OpResult result) {
    if (file == null) {
      return;
    }
    if (result.failure().isEmpty()) {
      file.model().sync(covered);
    } else if (isLoss(result)) {
      file.model().lose(covered);
    }
  }

  /** {@return whether it failed in a way that poisons, and was tried} */
  private static boolean isLoss(OpResult result) {
    ErrnoException failure = result.failure().flatMap(ErrnoException::find).orElse(null);
    if (failure == null || Poison.isRefusal(failure)) {
      return false;
    }
    Poison poison = new Poison("");
    poison.record(failure);
    return poison.isRecorded();
  }
}
