// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.stream;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Backend;
import io.dio.iosched.CompletableTicket;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * A scheduler whose reads and writes complete when the test says so, in any order. Other operations
 * run at once.
 */
final class HeldScheduler implements IoScheduler {
  private final IoScheduler real = IoScheduler.posix();
  private final List<Held> held = new ArrayList<>();
  private boolean holding = true;

  /** An operation that was submitted and is not complete. */
  record Held(Op op, CompletableTicket ticket) {}

  @Override
  public synchronized Ticket submit(Op op) {
    if (!holding || !op.verb().isTransfer()) {
      return real.submit(op);
    }
    Held one = new Held(op, CompletableTicket.create());
    held.add(one);
    return one.ticket();
  }

  /** {@return the operations that are held, in the order of submission} */
  synchronized List<Held> held() {
    return List.copyOf(held);
  }

  /** {@return the offsets of the reads or writes that are held} */
  List<Long> offsets() {
    return held().stream().map(one -> one.op().fileOffset()).toList();
  }

  /** Makes the transfer with that number among the held ones, and completes it. */
  void run(int index) throws IOException {
    Held one = remove(index);
    one.ticket().complete(real.submit(one.op()).await());
  }

  /** Completes the transfer with that number with EIO. */
  void fail(int index) {
    Held one = remove(index);
    Verb verb = one.op().verb();
    one.ticket().fail(new ErrnoException(verb.call(), Errno.EIO, one.op().toString()));
  }

  /** From now on, nothing is held. Those that are held stay so. */
  synchronized void holdNoMore() {
    holding = false;
  }

  private synchronized Held remove(int index) {
    return held.remove(index);
  }

  /** Waits until that many transfers are held. */
  void untilHeld(int count) {
    while (held().size() != count) {
      Thread.onSpinWait();
    }
  }

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    return real.read(file, target, fileOffset);
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    return real.write(file, source, fileOffset);
  }

  @Override
  public SchedulerStats stats() {
    return real.stats();
  }

  @Override
  public Backend backend() {
    return real.backend();
  }

  @Override
  public List<Degradation> degradations() {
    return List.of();
  }

  @Override
  public void close() {
    real.close();
  }
}
