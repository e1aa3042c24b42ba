// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static io.dio.iosched.simulation.SimulationCount.EMPTY_SLOT;
import static io.dio.iosched.simulation.SimulationCount.FAILED_OPEN_INTO;
import static io.dio.iosched.simulation.SimulationCount.FAILED_RUN;
import static io.dio.iosched.simulation.SimulationCount.INTERRUPTED;
import static io.dio.iosched.simulation.SimulationCount.INTERRUPTED_RUN;
import static io.dio.iosched.simulation.SimulationCount.INVALID;
import static io.dio.iosched.simulation.SimulationCount.IO_ERROR;
import static io.dio.iosched.simulation.SimulationCount.LOST_BYTES;
import static io.dio.iosched.simulation.SimulationCount.NO_SPACE;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_FLAG;
import static io.dio.iosched.simulation.SimulationCount.REFUSED_WISH;
import static io.dio.iosched.simulation.SimulationCount.SHORT_READ;
import static io.dio.iosched.simulation.SimulationCount.SHORT_RUN;
import static io.dio.iosched.simulation.SimulationCount.SHORT_WRITE;
import static io.dio.iosched.simulation.SimulationCount.SLOT_CHANGES;
import static io.dio.iosched.simulation.SimulationCount.SYNCED_WRITES;
import static io.dio.iosched.simulation.SimulationCount.UNSUPPORTED;
import static io.dio.iosched.simulation.SimulationCount.WOULD_BLOCK;

import io.dio.align.Errno;
import io.dio.iosched.Dice;
import io.dio.iosched.TransferFlag;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.unit.RequestHolds;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The calls of the simulated kernel. When an operation's turn has come, it moves bytes between
 * memory and files, opens, syncs, or fails.
 */
final class SimulatedCalls {
  private static final int DATA_SYNC = TransferFlag.DATA_SYNC.rwf();

  /** Some of the errors that the kernel reports for lost writes. */
  private static final List<Integer> LOST_WRITES =
      List.of(Errno.EIO, Errno.ENOSPC, Errno.EDQUOT, Errno.ENODATA, Errno.ETIMEDOUT, Errno.ENOMEM);

  private final SimulatedProgram program;
  private final SimulatedWitness witness;
  private final Dice dice;
  private final SimulationCounts counts;
  private final Map<Path, SimulatedFile> files = new HashMap<>();

  /** So many of 100 operations fail. */
  private final int faultPercent;

  /** RWF_ flags that this kernel does not know. */
  private final int unsupportedFlags;

  SimulatedCalls(SimulatedProgram program) {
    this.program = program;
    this.witness = program.witness();
    this.dice = program.dice();
    this.counts = program.counts();
    this.faultPercent = dice.oneOf(0, 5, 15, 30);
    this.unsupportedFlags =
        (dice.oneIn(2) ? TransferFlag.DONT_CACHE.rwf() : 0)
            | (dice.oneIn(2) ? TransferFlag.ATOMIC.rwf() : 0);
  }

  /** {@return whether a result that is no count says that bytes may be lost} */
  static boolean isLostWrite(int result) {
    return LOST_WRITES.contains(-result);
  }

  SimulatedFile file(Path path) {
    return files.computeIfAbsent(path, _ -> new SimulatedFile());
  }

  Iterable<SimulatedFile> files() {
    return files.values();
  }

  private boolean goesWrong() {
    return dice.below(100) < faultPercent;
  }

  /** {@return the result of {@code entry} after all its effects have happened} */
  int perform(SimulatedEntry entry) {
    boolean run = entry.isRun();
    boolean interrupted = entry.interrupted || (goesWrong() && dice.oneIn(4));
    // Removing a file from a slot never waits, so a signal cannot interrupt it.
    if (interrupted && entry.first().verb != Verb.CLOSE) {
      counts.add(run ? INTERRUPTED_RUN : INTERRUPTED);
      return -Errno.EINTR;
    }
    SimulatedOperation first = entry.first();
    int refused = entry.rwFlags & unsupportedFlags;
    if (refused != 0) {
      int unlike = entry.rwFlags ^ first.request.requiredRwFlags();
      boolean wish = (unlike & ~DATA_SYNC) != 0;
      counts.add(wish ? REFUSED_WISH : REFUSED_FLAG);
      first.performed = !wish;
      return -Errno.EOPNOTSUPP;
    }
    if (entry.sharedSync) {
      return performSync(entry);
    }
    for (SimulatedOperation operation : entry.operations) {
      witness.performing(operation);
    }
    return run ? performRun(entry) : perform(first, entry.rwFlags);
  }

  private int performSync(SimulatedEntry entry) {
    for (SimulatedOperation operation : entry.operations) {
      if (operation.verb.isWrite()) {
        counts.add(SYNCED_WRITES);
        witness.syncing(operation);
      } else {
        witness.performing(operation);
      }
    }
    SimulatedTarget.Open open = entry.first().target.open;
    return open == null ? counted(EMPTY_SLOT, -Errno.EBADF) : sync(open.file);
  }

  private int perform(SimulatedOperation operation, int rwFlags) {
    SimulatedTarget target = operation.target;
    if (operation.verb == Verb.OPEN_INTO) {
      return open(operation, target);
    }
    if (target.open == null) {
      counts.add(EMPTY_SLOT);
      return -Errno.EBADF;
    }
    return switch (operation.verb) {
      case READ, READV, WRITE, WRITEV -> transfer(operation, rwFlags);
      case SYNC, DATA_SYNC, BARRIER_SYNC -> sync(target.open.file);
      case SYNC_RANGE -> syncRange(target.open.file);
      case ADVISE -> goesWrong() ? counted(INVALID, -Errno.EINVAL) : 0;
      case ALLOCATE, TRUNCATE -> allocate(target.open.file, operation.length);
      case CLOSE -> close(operation);
      default -> throw program.violation("the kernel cannot do " + operation);
    };
  }

  // ---- transfers ----

  private int transfer(SimulatedOperation operation, int rwFlags) {
    if ((rwFlags & TransferFlag.NO_WAIT.rwf()) != 0 && dice.oneIn(3)) {
      counts.add(WOULD_BLOCK);
      return -Errno.EAGAIN;
    }
    boolean write = operation.verb.isWrite();
    SimulatedFile file = operation.target.open.file;
    int asked = operation.length - operation.from;
    int reach = write ? asked : file.available(operation.offset + operation.from, asked);
    if (!goesWrong()) {
      operation.metEnd = reach < asked;
      move(operation, reach, rwFlags, true);
      return reach;
    }
    if (dice.oneIn(2)) {
      // The transfer is short, unless it has no byte to leave out. A read gets 0 only at the end of
      // the file.
      int part = reach < 2 ? reach : dice.between(write ? 0 : 1, reach - 1);
      if (part < asked) {
        counts.add(write ? SHORT_WRITE : SHORT_READ);
      }
      operation.metEnd = part == reach && reach < asked;
      move(operation, part, rwFlags, true);
      return part;
    }
    // The file of a slot refuses the rest of a read only if that is misaligned. No read here is.
    boolean rest = operation.from > 0;
    int failure = rest ? counted(IO_ERROR, -Errno.EIO) : failure(write);
    // A failed write may have written a part.
    boolean part = write && failure != -Errno.EINVAL;
    move(operation, part ? dice.below(reach + 1) : 0, rwFlags, false);
    return failure;
  }

  /**
   * A read is cancelled after its first attempt has copied a part. {@return the part, as the kernel
   * reports it; 0 if there is none}
   */
  int performPart(SimulatedEntry entry) {
    SimulatedOperation read = entry.first();
    if (!read.verb.isRead() || read.target.open == null || entry.rwFlags != 0) {
      return 0;
    }
    int asked = read.length - read.from;
    int reach = read.target.open.file.available(read.offset + read.from, asked);
    if (reach < 2) {
      return 0;
    }
    witness.performing(read);
    int part = dice.between(1, reach - 1);
    read.metEnd = false;
    move(read, part, 0, true);
    return part;
  }

  private int failure(boolean write) {
    return switch (dice.below(write ? 4 : 2)) {
      case 0 -> counted(INVALID, -Errno.EINVAL);
      case 1 -> counted(IO_ERROR, -Errno.EIO);
      case 2 -> counted(NO_SPACE, -Errno.ENOSPC);
      default -> counted(NO_SPACE, -Errno.EDQUOT);
    };
  }

  private int counted(SimulationCount count, int result) {
    counts.add(count);
    return result;
  }

  private void move(SimulatedOperation operation, int count, int rwFlags, boolean succeeded) {
    SimulatedTarget.Open open = operation.target.open;
    if (!RequestHolds.isMemoryAlive(operation.request)) {
      // The current contents stay, because this operation must not change them.
      return;
    }
    List<MemorySegment> memory = operation.issued.memory();
    operation.moved = Math.max(operation.moved, operation.from + count);
    if (!operation.verb.isWrite()) {
      open.file.read(operation.offset + operation.from, memory, count);
      return;
    }
    open.file.write(operation.offset, memory, count, operation.performedAt);
    open.writes.add(operation);
    if ((rwFlags & DATA_SYNC) == 0 && !open.writesDurably) {
      return;
    }
    if (succeeded) {
      open.file.sync(operation.offset, count);
    } else if (count > 0) {
      counts.add(LOST_BYTES);
      open.file.lose(operation.offset, count);
    }
  }

  private int performRun(SimulatedEntry run) {
    int total = 0;
    for (SimulatedOperation member : run.operations) {
      total += member.length;
    }
    boolean wrong = goesWrong();
    int failure = wrong && dice.oneIn(2) ? failure(true) : 0;
    int reach = failure == -Errno.EINVAL ? 0 : wrong ? dice.below(total) : total;
    int rest = reach;
    for (SimulatedOperation member : run.operations) {
      int part = Math.min(rest, member.length);
      move(member, part, run.rwFlags, failure == 0);
      rest -= part;
    }
    if (failure != 0) {
      counts.add(FAILED_RUN);
      return failure;
    }
    if (wrong) {
      counts.add(SHORT_RUN);
    }
    return reach;
  }

  // ---- other calls ----

  private int sync(SimulatedFile file) {
    if (goesWrong()) {
      if (dice.oneIn(4)) {
        return counted(INVALID, -Errno.EINVAL);
      }
      counts.add(LOST_BYTES);
      file.lose(0, SimulatedFile.BYTES);
      return -dice.oneOf(LOST_WRITES);
    }
    file.sync(0, SimulatedFile.BYTES);
    return 0;
  }

  /** It takes the error of a lost write from a later sync, and promises nothing. */
  private int syncRange(SimulatedFile file) {
    if (!goesWrong()) {
      return 0;
    }
    counts.add(LOST_BYTES);
    file.lose(0, SimulatedFile.BYTES);
    return -dice.oneOf(LOST_WRITES);
  }

  private int allocate(SimulatedFile file, int byteSize) {
    if (goesWrong()) {
      return dice.oneIn(2)
          ? counted(UNSUPPORTED, -Errno.EOPNOTSUPP)
          : counted(NO_SPACE, -Errno.ENOSPC);
    }
    file.grow(byteSize);
    return 0;
  }

  private int open(SimulatedOperation operation, SimulatedTarget slot) {
    witness.changing(operation);
    if (goesWrong()) {
      counts.add(FAILED_OPEN_INTO);
      return -dice.oneOf(Errno.ENOENT, Errno.EMFILE, Errno.EIO);
    }
    counts.add(SLOT_CHANGES);
    SimulatedFile file = file(Path.of(operation.request.opening.name()));
    if (operation.truncates) {
      file.truncate();
    }
    slot.open = new SimulatedTarget.Open(file, operation.opensDurable);
    operation.performedOn = slot.open;
    return 0;
  }

  private int close(SimulatedOperation operation) {
    witness.changing(operation);
    counts.add(SLOT_CHANGES);
    operation.target.open = null;
    return goesWrong() ? counted(IO_ERROR, -Errno.EIO) : 0;
  }
}
