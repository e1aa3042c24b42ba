// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import io.dio.iosched.IoPriority;
import io.dio.iosched.Polling;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.observe.Observation;
import io.dio.sys.DioFile;
import io.dio.sys.internal.CarrierChannel;
import io.dio.sys.internal.FileAccess;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Direct reads that a virtual thread makes itself. The thread blocks its carrier, and the JDK adds
 * another carrier meanwhile. This saves the hand-over to another thread and back.
 *
 * <p>Without a ring, all such reads are made here, because a hand-over to a worker costs more
 * processor time than the read. Over a ring, reads are made here while few threads read: with 8
 * virtual threads on two processors, the ring alone reaches 0.85 of a FileChannel's throughput,
 * because each operation wakes threads three times instead of once. If more threads read than there
 * are turns, the ring makes all reads. Its batches then make up for the wake-ups. A mixture would
 * be worse than both: it costs the processor time of the carriers and keeps the batches small.
 *
 * <p>Only a read that gets all its bytes ends here. In every other case the engine makes the whole
 * read again, so the result does not depend on the way. Writes are not made in this way: after an
 * error a write must not be made twice.
 */
public final class CarrierReads {
  /** The result of a read that a worker has to make. */
  public static final long NOT_READ = CarrierChannel.NOT_READ;

  private static final FileAccess FILES = FileAccess.instance();

  /** Carriers belong to the process, and so do the turns. */
  private static final class TurnsOfProcess {
    static final CarrierTurns TURNS = CarrierTurns.ofThisProcess(CarrierTurns.MOST);
    static final CarrierTurns BESIDE_RINGS =
        CarrierTurns.ofThisProcess(CarrierTurns.MOST_BESIDE_RINGS);
  }

  private final BlockingCalls blocking;
  private final CarrierTurns turns;

  /** Whether a thread that finds no turn waits for one; otherwise the engine makes its read. */
  private final boolean waits;

  /** Over a ring, the number of virtual threads whose reads the engine makes now. */
  private final AtomicInteger elsewhere = new AtomicInteger();

  /**
   * {@return the reads of a scheduler without a ring}
   *
   * @param options of the scheduler. A priority applies to its own threads and not to carriers.
   */
  public static CarrierReads withoutRing(BlockingCalls blocking, SchedulerOptions options) {
    return new CarrierReads(
        blocking, mayUseCarriers(options) ? TurnsOfProcess.TURNS : CarrierTurns.NONE, true);
  }

  /** {@return the reads of a scheduler over a ring} */
  public static CarrierReads besideRing(BlockingCalls blocking, SchedulerOptions options) {
    boolean carriers =
        mayUseCarriers(options) && !options.sqPoll() && options.polling() == Polling.NONE;
    return new CarrierReads(
        blocking, carriers ? TurnsOfProcess.BESIDE_RINGS : CarrierTurns.NONE, false);
  }

  private static boolean mayUseCarriers(SchedulerOptions options) {
    return options.ioPriority().equals(IoPriority.INHERITED);
  }

  /**
   * Creates reads.
   *
   * @param waits whether a thread that finds no turn waits for one; false over a ring
   */
  CarrierReads(BlockingCalls blocking, CarrierTurns turns, boolean waits) {
    this.blocking = blocking;
    this.turns = turns;
    this.waits = waits;
  }

  CarrierTurns turns() {
    return turns;
  }

  /** {@return what these reads are, in words; empty if there are none} */
  public String describe() {
    if (turns.limit() == 0) {
      return "";
    }
    return "; virtual threads read direct files themselves, "
        + (waits
            ? "at most " + turns.limit() + " at once"
            : "while at most " + turns.limit() + " read");
  }

  /**
   * Reads on the current virtual thread. An interrupt does not end the read, and is kept. {@return
   * the number of bytes, which is the size of {@code target}; or {@link #NOT_READ}}
   *
   * @throws IllegalStateException if the scheduler or the file is closed
   */
  public long read(DioFile file, MemorySegment target, long fileOffset) {
    if (file == null || target == null || turns.limit() == 0 || isCrowded()) {
      return NOT_READ;
    }
    CarrierChannel channel = FILES.carrierChannel(file);
    if (channel == null) {
      return NOT_READ;
    }
    // An interrupted thread would close the channel at once.
    boolean interrupted = Thread.interrupted();
    try {
      blocking.limit().acquire(1);
      try {
        return readInTurn(channel, file, target, fileOffset);
      } finally {
        blocking.limit().release(1);
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * {@return whether the ring should make the next read, because as many threads read as there are
   * turns} Turns belong to the process, so threads that have one count in every scheduler.
   */
  private boolean isCrowded() {
    return !waits && elsewhere.get() + turns.taken() >= turns.limit();
  }

  private long readInTurn(
      CarrierChannel channel, DioFile file, MemorySegment target, long fileOffset) {
    if (waits ? !turns.begin() : !turns.tryBegin()) {
      return NOT_READ;
    }
    try {
      FILES.acquire(file);
      try {
        return channel.suits(target, fileOffset)
            ? readOnce(channel, file, target, fileOffset)
            : NOT_READ;
      } finally {
        FILES.release(file);
      }
    } finally {
      turns.end();
    }
  }

  private long readOnce(
      CarrierChannel channel, DioFile file, MemorySegment target, long fileOffset) {
    // Made first: if there is no memory for it, no lane may stay claimed.
    Observation observation = blocking.beginObservation();
    BlockingCalls.Lane lane = blocking.enter(file);
    try {
      if (observation != null) {
        observation.begunWhenAccepted();
      }
      long count = channel.read(target, fileOffset);
      if (count != target.byteSize()) {
        lane.counters().countSystemCall();
        return NOT_READ;
      }
      lane.count(Verb.READ, (int) count, false);
      BlockingCalls.end(observation, Verb.READ, file, fileOffset, target, (int) count);
      return count;
    } finally {
      blocking.exit(lane);
    }
  }

  /** Over a ring: the engine makes a read that was not made here. */
  public void beginsElsewhere() {
    if (!waits) {
      elsewhere.getAndIncrement();
    }
  }

  /** Follows each {@link #beginsElsewhere}. */
  public void endedElsewhere() {
    if (!waits) {
      elsewhere.getAndDecrement();
    }
  }
}
