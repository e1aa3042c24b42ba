// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.lucene;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.Backend;
import io.dio.iosched.CompletableTicket;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** A scheduler that records what it is asked for, and fails or holds what a test tells it to. */
final class ScriptedScheduler implements IoScheduler {
  private final IoScheduler wrapped = IoScheduler.open();
  private final List<List<Op>> batches = new ArrayList<>();
  private final List<Op> single = new ArrayList<>();
  private final List<Held> held = new ArrayList<>();
  private int reads;
  private Predicate<Op> failing = op -> false;
  private Predicate<Op> holding = op -> false;
  private boolean failReads;

  private record Held(Op op, CompletableTicket ticket) {}

  /** {@return what {@link #submitAll} was called with} */
  synchronized List<List<Op>> batches() {
    return List.copyOf(batches);
  }

  /** {@return what {@link #submit} was called with} */
  synchronized List<Op> single() {
    return List.copyOf(single);
  }

  /** {@return the number of calls of {@link #read}} */
  synchronized int reads() {
    return reads;
  }

  synchronized void fail(Predicate<Op> operations) {
    failing = operations;
  }

  synchronized void failReads() {
    failReads = true;
  }

  synchronized void hold(Predicate<Op> operations) {
    holding = operations;
  }

  /** Executes what was held. */
  void release() throws IOException {
    List<Held> all;
    synchronized (this) {
      holding = op -> false;
      all = List.copyOf(held);
      held.clear();
    }
    for (Held each : all) {
      each.ticket().complete(wrapped.submit(each.op()).await());
    }
  }

  @Override
  public synchronized Ticket submit(Op op) {
    single.add(op);
    return start(op);
  }

  @Override
  public synchronized List<Ticket> submitAll(List<Op> ops) {
    batches.add(List.copyOf(ops));
    return ops.stream().map(this::start).toList();
  }

  private Ticket start(Op op) {
    if (failing.test(op)) {
      return CompletableTicket.failed(new ErrnoException(op.verb().call(), Errno.EIO, "" + op));
    }
    if (holding.test(op)) {
      CompletableTicket ticket = CompletableTicket.create();
      held.add(new Held(op, ticket));
      return ticket;
    }
    return wrapped.submit(op);
  }

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    synchronized (this) {
      reads++;
      if (failReads) {
        throw new ErrnoException("pread", Errno.EIO, "offset=" + fileOffset);
      }
    }
    return wrapped.read(file, target, fileOffset);
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    return wrapped.write(file, source, fileOffset);
  }

  @Override
  public List<Degradation> degradations() {
    return wrapped.degradations();
  }

  @Override
  public SchedulerStats stats() {
    return wrapped.stats();
  }

  @Override
  public Backend backend() {
    return wrapped.backend();
  }

  @Override
  public void close() {
    wrapped.close();
  }
}
