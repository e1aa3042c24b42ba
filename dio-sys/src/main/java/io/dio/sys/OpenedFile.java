// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.align.foreign.CompletionThread;
import io.dio.sys.foreign.FileCalls;
import io.dio.sys.foreign.FileStatus;
import io.dio.sys.foreign.HostFiles;
import io.dio.sys.internal.CacheGuess;
import io.dio.sys.internal.CarrierChannel;
import io.dio.sys.internal.DevicePolling;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.FileWitness;
import io.dio.sys.internal.JoinedSyncs;
import io.dio.sys.internal.Poison;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntSupplier;

/**
 * A file descriptor and everything that belongs to it. It has no reference to its {@link DioFile},
 * so that the cleaner can close it when the DioFile is unreachable.
 */
final class OpenedFile {
  private final String name;
  private final int descriptor;
  private final OpenFacts facts;
  private final TransferRules rules;
  private final FileHold hold = new FileHold();
  private final Poison poison;
  private final DurableCalls durableCalls;

  private final JoinedSyncs joinedSyncs = new JoinedSyncs();
  private final CacheGuess cacheGuess = new CacheGuess();
  private final DevicePolling devicePolling;

  /** Null if the file is not direct or was not opened for reading. */
  private final CarrierChannel carrierChannel;

  /**
   * Held by the thread that closes the file. Other closing threads wait, so that the file is closed
   * when any close() returns.
   */
  private final ReentrantLock closing = new ReentrantLock();

  private volatile boolean closed;

  OpenedFile(String name, int descriptor, OpenFacts facts) {
    this.name = name;
    this.descriptor = descriptor;
    this.facts = facts;
    this.poison = new Poison(name);
    this.durableCalls = new DurableCalls(!writesGetTheirOwnErrors(facts));
    this.rules =
        new TransferRules(
            name, facts.request().reads(), facts.request().writes(), facts.alignment());
    this.devicePolling = new DevicePolling(facts.status().storageDevice());
    this.carrierChannel =
        facts.direct() && facts.request().reads() ? new CarrierChannel(descriptor) : null;
  }

  /**
   * A file system may accept O_DIRECT and still write through the page cache. A file system that
   * reports an alignment for the file does not.
   */
  private static boolean writesGetTheirOwnErrors(OpenFacts facts) {
    return facts.direct() && facts.alignment().source() == DirectAlignment.Source.STATX;
  }

  int descriptor() {
    return descriptor;
  }

  /**
   * Tells witnesses of a write that has ended.
   *
   * @throws ErrnoException EIO, if one does not acknowledge it
   */
  void tellWrite(long fileOffset, long byteCount) throws ErrnoException {
    Object file = facts.status().identity();
    boolean durable = writesDurably();
    boolean acknowledged =
        FileWitness.All.tell(
            file, (witness, told) -> witness.written(told, fileOffset, byteCount, durable));
    if (!acknowledged) {
      throw failure("pwrite", -Errno.EIO, "offset=" + fileOffset + ", length=" + byteCount);
    }
  }

  /**
   * Tells witnesses that the size or storage of the file has changed.
   *
   * @param call the call that has changed it
   * @throws ErrnoException EIO, if one does not acknowledge it
   */
  void tellChange(String call) throws ErrnoException {
    if (!FileWitness.All.isEmpty()
        && !FileWitness.All.tell(facts.status().identity(), FileWitness::changed)) {
      throw failure(call, -Errno.EIO, "");
    }
  }

  OpenFacts facts() {
    return facts;
  }

  TransferRules rules() {
    return rules;
  }

  Poison poison() {
    return poison;
  }

  DurableCalls durableCalls() {
    return durableCalls;
  }

  JoinedSyncs joinedSyncs() {
    return joinedSyncs;
  }

  CacheGuess cacheGuess() {
    return cacheGuess;
  }

  DevicePolling devicePolling() {
    return devicePolling;
  }

  /** {@return what was asked for and not had, at the opening or since} */
  List<Degradation> degradations() {
    Optional<String> refusal = carrierChannel == null ? Optional.empty() : carrierChannel.refusal();
    if (refusal.isEmpty()) {
      return facts.degradations();
    }
    List<Degradation> all = new ArrayList<>(facts.degradations());
    all.add(OpenDegradations.noCarrierReads(refusal.get()));
    return List.copyOf(all);
  }

  CarrierChannel carrierChannel() {
    return carrierChannel;
  }

  boolean writesDurably() {
    return facts.request().durability() != Durability.NONE;
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * {@return whether calls are accepted; false from the moment at which the file will certainly be
   * closed}
   */
  boolean isOpen() {
    return !hold.isShut();
  }

  boolean isHeld() {
    return hold.isHeld();
  }

  void acquire() {
    if (!hold.tryAcquire()) {
      throw new IllegalStateException("DioFile " + name + " is closed");
    }
  }

  void release() {
    hold.release();
  }

  /**
   * Makes a call while no other user holds the file, and keeps new users out meanwhile. The caller
   * must hold the file once.
   *
   * @return the result of the call, or -EBUSY if another user holds or closes the file
   */
  int alone(IntSupplier call) {
    if (!closing.tryLock()) {
      return -Errno.EBUSY;
    }
    try {
      return hold.alone(call, -Errno.EBUSY);
    } finally {
      closing.unlock();
    }
  }

  /** {@return the exception for a failed call on this file} */
  ErrnoException failure(String call, long negativeErrno, String operands) {
    String named = rules.operands(descriptor);
    return new ErrnoException(
        call, (int) -negativeErrno, operands.isEmpty() ? named : named + ", " + operands);
  }

  /**
   * {@return the same file, opened once more with the given flags and without direct I/O}
   *
   * @param front creates the object that users see; if it throws, the new descriptor is closed
   */
  DioFile reopenBuffered(int flags, Function<OpenedFile, DioFile> front) throws ErrnoException {
    HostFiles host = HostFiles.current();
    int result = host.reopenBuffered(descriptor, flags | host.openFlags().closeOnExec());
    if (result < 0) {
      throw failure(
          "open", result, "through /proc/self/fd, flags=" + host.openFlags().names(flags));
    }
    try {
      return front.apply(new OpenedFile(name, result, facts.buffered()));
    } catch (RuntimeException | Error e) {
      FileCalls.close(result);
      throw e;
    }
  }

  /** {@return the current status of the file} */
  FileStatus status() throws IOException {
    return status(descriptor, rules.operands(descriptor));
  }

  static FileStatus status(int descriptor, String operands) throws IOException {
    HostFiles host = HostFiles.current();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = arena.allocate(host.statusByteSize(), HostFiles.STATUS_ALIGNMENT);
      int result = host.status(descriptor, status.address());
      if (result < 0) {
        throw new ErrnoException("stat", -result, operands);
      }
      return host.decode(status);
    }
  }

  /**
   * Waits until no user holds the file and closes it. Does nothing if it is closed.
   *
   * @throws IOException the failure that poisoned the file, or that of close(2); the file is closed
   *     all the same
   */
  void close() throws IOException {
    boolean mayWait = !(Thread.currentThread() instanceof CompletionThread);
    if (mayWait) {
      closing.lock();
    } else if (!closing.tryLock()) {
      throw refusedToWait("another thread is closing it");
    }
    int result;
    try {
      if (closed) {
        return;
      }
      if (mayWait) {
        hold.shut();
      } else if (!hold.tryShut()) {
        throw refusedToWait("operations are in progress");
      }
      // If one of the two throws because memory is short, close(2) was not made. The next
      // close() makes it.
      if (carrierChannel != null) {
        carrierChannel.close();
      }
      result = FileCalls.close(descriptor);
      closed = true;
    } finally {
      closing.unlock();
    }
    report(result);
  }

  private IllegalStateException refusedToWait(String why) {
    return new IllegalStateException(
        "DioFile "
            + name
            + " cannot be closed on \""
            + Thread.currentThread().getName()
            + "\", the thread that completes I/O, while "
            + why
            + ": it would wait for itself. It stays open");
  }

  private void report(int result) throws IOException {
    ErrnoException closeFailure = result < 0 ? failure("close", result, "") : null;
    ErrnoException poisoned = poison.refusal("reported again by close");
    if (poisoned != null && closeFailure != null) {
      poisoned.addSuppressed(closeFailure);
    }
    if (poisoned != null) {
      throw poisoned;
    }
    if (closeFailure != null) {
      throw closeFailure;
    }
  }

  /**
   * Closes the file if it was not closed. Only the cleaner calls it, when the DioFile is
   * unreachable.
   *
   * @return whether it had to be closed
   */
  boolean closeUnreachable() throws IOException {
    if (closed) {
      return false;
    }
    close();
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
