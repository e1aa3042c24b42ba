// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.Degradation;
import io.dio.align.ErrnoException;
import io.dio.iosched.Backend;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Registration;
import io.dio.iosched.SchedulerStats;
import io.dio.iosched.Ticket;
import io.dio.iosched.Verb;
import io.dio.iosched.internal.wrapping.WrappedOp;
import io.dio.sys.DioFile;
import io.dio.sys.internal.Poison;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A scheduler for tests. It makes operations of another one fail, transfer only a part, complete
 * late or in another order, or be cancelled. Rules decide which; see {@link Fault}.
 *
 * {@snippet :
 * try (FaultInjectingScheduler faults = FaultInjectingScheduler.over(IoScheduler.open())) {
 *   ActiveFault lost = faults.inject(Fault.error(Errno.EIO).on(Verb.DATA_SYNC).at(path).nth(2));
 *   runTheProgramUnderTest(faults);
 *   assert lost.hits() == 1;
 * }
 * }
 *
 * <p>It keeps all promises of {@link IoScheduler}, whatever the rules do:
 *
 * <ul>
 *   <li>The wrapped scheduler gets each operation, or one without effect in its place. So it makes
 *       all checks, holds files and memory, and keeps the order. Nothing is reported failed or
 *       cancelled while the kernel may use the memory.
 *   <li>In a chain, the operations behind a soft link are cancelled if one before it fails.
 *   <li>A drain, a {@linkplain Op#barrierSync barrier sync}, an opening and a closing of a slot
 *       wait for operations that are kept back.
 *   <li>A sync or durable write that fails poisons its file or slot. A failed {@link
 *       Op#syncDirectory} poisons its directory for this scheduler only, and not for {@link
 *       DioFile#syncDirectory}, because that would last as long as the process.
 *   <li>{@link #close} lets all operations go that rules keep back.
 * </ul>
 *
 * <p>There is one exception: an {@link io.dio.iosched.IoBatch} of this scheduler allocates memory
 * in each use, because it creates an {@link Op} for each transfer.
 *
 * <p>Operations on which no rule acts are passed on and behave exactly as without this class. Only
 * operations that are submitted here are seen. Blocking calls of {@link DioFile} are not.
 *
 * <p>The seed decides everything that is random. If one thread submits, the same seed hits the same
 * operations. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FaultInjectingScheduler implements IoScheduler {
  private final IoScheduler wrapped;
  private final long seed;
  private final List<ActiveFault> faults = new CopyOnWriteArrayList<>();

  /** The paths of the files in slots, as far as they were opened here. Guarded by this. */
  private final Map<FileSlot, Path> slotPaths = new HashMap<>();

  /** How many openings of a slot were accepted. Guarded by this. */
  private final Map<FileSlot, Long> openings = new HashMap<>();

  /** Directories of which a sync was made to fail. Guarded by this. */
  private final Map<Path, Poison> directories = new HashMap<>();

  /** Tickets that are not done, in the order of acceptance. Guarded by this. */
  private final Set<FaultTicket> undone = new LinkedHashSet<>();

  /** The number of tickets so far. Guarded by this. */
  private long tickets;

  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong shortTransfers = new AtomicLong();

  /** Whether an operation can be passed on without a look at it. */
  private volatile boolean quiet = true;

  private boolean closed;

  private FaultInjectingScheduler(IoScheduler wrapped, long seed) {
    this.wrapped = Objects.requireNonNull(wrapped, "wrapped");
    this.seed = seed;
  }

  /**
   * {@return a scheduler without rules, which passes everything on} Its seed is 0.
   *
   * @param wrapped the scheduler that executes the operations, closed with this one
   */
  public static FaultInjectingScheduler over(IoScheduler wrapped) {
    return over(wrapped, 0);
  }

  /**
   * {@return a scheduler without rules, which passes everything on}
   *
   * @param wrapped the scheduler that executes the operations, closed with this one
   * @param seed decides everything that is random
   */
  public static FaultInjectingScheduler over(IoScheduler wrapped, long seed) {
    return new FaultInjectingScheduler(wrapped, seed);
  }

  /**
   * Adds a rule behind those that are there. It acts on operations that are submitted from now on.
   *
   * @param fault the rule
   * @return the rule in action
   * @throws IllegalStateException if this scheduler is closed
   */
  public ActiveFault inject(Fault fault) {
    ActiveFault active = new ActiveFault(fault, seed * 31 + faults.size());
    synchronized (this) {
      if (closed) {
        throw new IllegalStateException("the scheduler is closed: " + this);
      }
      faults.add(active);
      quiet = false;
    }
    return active;
  }

  /** {@return the rules, in the order in which they act} */
  public List<ActiveFault> faults() {
    return List.copyOf(faults);
  }

  // ---- submission ----

  @Override
  public Ticket submit(Op op) {
    FaultTicket ticket = plan(op);
    if (ticket == null) {
      return wrapped.submit(op);
    }
    try {
      ticket.relay(wrapped.submit(ticket.submitted()));
    } catch (RuntimeException | Error e) {
      giveUp(ticket);
      throw e;
    }
    return ticket;
  }

  /** A ticket that the wrapped scheduler has taken is not given up. */
  private static void giveUp(FaultTicket ticket) {
    if (ticket.real() == null) {
      ticket.refused();
    }
  }

  @Override
  public List<Ticket> submitAll(List<Op> ops) {
    List<Op> asked = List.copyOf(ops);
    List<FaultTicket> planned = new ArrayList<>();
    List<Op> submitted = new ArrayList<>();
    List<Ticket> real = null;
    try {
      for (Op op : asked) {
        FaultTicket ticket = plan(op);
        planned.add(ticket);
        submitted.add(ticket == null ? op : ticket.submitted());
      }
      real = wrapped.submitAll(submitted);
    } finally {
      if (real == null) {
        planned.stream().filter(Objects::nonNull).forEach(FaultTicket::refused);
      }
    }
    List<Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < asked.size(); i++) {
      FaultTicket ticket = planned.get(i);
      if (ticket != null) {
        ticket.relay(real.get(i));
      }
      tickets.add(ticket == null ? real.get(i) : ticket);
    }
    return List.copyOf(tickets);
  }

  /** {@return the ticket of an operation that needs one of ours, registered; else null} */
  private FaultTicket plan(Op op) {
    List<Op> steps = op.steps();
    boolean opens = steps.stream().anyMatch(step -> step.verb() == Verb.OPEN_INTO);
    if (quiet && !opens) {
      return null;
    }
    synchronized (this) {
      List<Verdict> verdicts = new ArrayList<>();
      for (Op step : steps) {
        verdicts.add(verdict(step));
      }
      FaultyChain chain = new FaultyChain(op, steps, verdicts);
      boolean touched = verdicts.stream().anyMatch(verdict -> verdict.kind() != Verdict.Kind.NONE);
      if (!touched && undone.isEmpty()) {
        return null;
      }
      return register(op, chain, touched);
    }
  }

  private FaultTicket register(Op op, FaultyChain chain, boolean touched) {
    FaultTicket ticket = new FaultTicket(this, chain, tickets++);
    ticket.noteOpenings(this);
    List<FaultTicket> before = undone.stream().filter(each -> each.precedes(ticket)).toList();
    if (!touched && before.isEmpty()) {
      return null;
    }
    if (!before.isEmpty() || chain.isKeptBack()) {
      // The wrapped scheduler holds files and memory only until the real operation has ended.
      ticket.holdUntilDone(WrappedOp.of(op).hold());
    }
    before.forEach(each -> each.lead(ticket));
    undone.add(ticket);
    return ticket;
  }

  /** {@return the fate of a step: that of the first rule that acts on it} */
  private Verdict verdict(Op step) {
    Set<Path> paths = pathsOf(step);
    if (step.verb() == Verb.OPEN_INTO) {
      FileSlot slot = step.slot().orElseThrow();
      slotPaths.put(slot, paths.iterator().next());
      openings.merge(slot, 1L, Long::sum);
    }
    if (step.verb() == Verb.SYNC_DIRECTORY) {
      Poison poison = directories.get(paths.iterator().next());
      if (poison != null) {
        return Verdict.refused(poison);
      }
    }
    for (ActiveFault fault : faults) {
      Verdict verdict = fault.decide(step, paths);
      if (verdict != null) {
        return verdict;
      }
    }
    return Verdict.NONE;
  }

  private Set<Path> pathsOf(Op step) {
    Set<Path> paths = new LinkedHashSet<>();
    for (Path path : WrappedOp.of(step).paths()) {
      paths.add(path.toAbsolutePath().normalize());
    }
    step.file().ifPresent(file -> paths.add(file.path().toAbsolutePath().normalize()));
    step.slot().map(slotPaths::get).ifPresent(paths::add);
    return paths;
  }

  synchronized long openings(FileSlot slot) {
    return openings.getOrDefault(slot, 0L);
  }

  // ---- ends ----

  /**
   * Counts the end of a step, and poisons what its failure poisons.
   *
   * @param succeeded whether what was submitted in its place has succeeded; the wrapped scheduler
   *     has counted a failure of that
   */
  void ended(Op step, Verdict verdict, OpResult result, boolean succeeded, long openingsThen) {
    if (verdict.kind() == Verdict.Kind.SHORT) {
      shortTransfers.incrementAndGet();
    }
    if (!verdict.breaksLink() || result.failure().isEmpty()) {
      return;
    }
    if (succeeded) {
      failures.incrementAndGet();
    }
    int errno = ErrnoException.find(result.failure().get()).map(ErrnoException::errno).orElse(0);
    if (verdict.kind() != Verdict.Kind.ERROR || errno != verdict.errno()) {
      return;
    }
    if (step.verb() == Verb.SYNC_DIRECTORY) {
      poisonDirectory(step, result);
    } else if (step.slot().isEmpty() || openings(step.slot().get()) == openingsThen) {
      // After another opening, the slot may hold a file that has nothing to do with it.
      WrappedOp.of(step).recordDurabilityFailure(errno);
    }
  }

  private synchronized void poisonDirectory(Op step, OpResult result) {
    Path directory = pathsOf(step).iterator().next();
    Poison poison = new Poison(directory);
    poison.record(ErrnoException.find(result.failure().orElseThrow()).orElseThrow());
    if (poison.isRecorded()) {
      directories.putIfAbsent(directory, poison);
    }
  }

  synchronized void forget(FaultTicket ticket) {
    undone.remove(ticket);
  }

  // ---- the rest ----

  @Override
  public long read(DioFile file, MemorySegment target, long fileOffset) throws IOException {
    return quiet
        ? wrapped.read(file, target, fileOffset)
        : transfer("IoScheduler.read()", Op.read(file, target, fileOffset));
  }

  @Override
  public long write(DioFile file, MemorySegment source, long fileOffset) throws IOException {
    return quiet
        ? wrapped.write(file, source, fileOffset)
        : transfer("IoScheduler.write()", Op.write(file, source, fileOffset));
  }

  private long transfer(String call, Op op) throws IOException {
    WrappedOp.refuseBlocking(call);
    return submit(op).await();
  }

  @Override
  public List<FileSlot> fileSlots() {
    return wrapped.fileSlots();
  }

  @Override
  public Registration registration() {
    return wrapped.registration();
  }

  /**
   * {@return the counters of the wrapped scheduler, with the injected failures and short transfers}
   * An operation that was made to fail counts as one operation.
   */
  @Override
  public SchedulerStats stats() {
    return wrapped
        .stats()
        .plus(
            SchedulerStats.builder()
                .failures(failures.get())
                .shortTransfers(shortTransfers.get())
                .build());
  }

  @Override
  public Backend backend() {
    return wrapped.backend();
  }

  @Override
  public List<Degradation> degradations() {
    return wrapped.degradations();
  }

  /**
   * {@inheritDoc}
   *
   * <p>All rules end, and the operations that they keep back complete. The wrapped scheduler is
   * closed.
   */
  @Override
  public void close() {
    endRules("IoScheduler.close()");
    wrapped.close();
    awaitUndone();
  }

  @Override
  public void closeNow() {
    endRules("IoScheduler.closeNow()");
    wrapped.closeNow();
    awaitUndone();
  }

  /** The wrapped scheduler would refuse the call, too; but then the rules would have ended. */
  private void endRules(String call) {
    WrappedOp.refuseBlocking(call);
    synchronized (this) {
      closed = true;
    }
    faults.forEach(ActiveFault::remove);
  }

  /** The real operations have ended. Some tickets may not have been told yet. */
  private void awaitUndone() {
    List<FaultTicket> waiting;
    synchronized (this) {
      waiting = List.copyOf(undone);
    }
    for (FaultTicket ticket : waiting) {
      if (ticket.real() != null) {
        awaitEnd(ticket);
      }
    }
  }

  @SuppressWarnings("EmptyCatch") // the failure is the business of those that hold the ticket
  private static void awaitEnd(Ticket ticket) {
    try {
      long _ = ticket.await();
    } catch (IOException e) {
      // it has ended, which is all that matters here
    }
  }

  @Override
  public String describe() {
    return wrapped.describe();
  }

  /** {@return the name of the wrapped scheduler, which messages and events have} */
  @Override
  public String toString() {
    return wrapped.toString();
  }
}
