// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.bench.torture.Buffers.Lent;
import io.dio.bench.torture.TortureFault.Kind;
import io.dio.iosched.IoBatch;
import io.dio.iosched.Op;
import io.dio.iosched.OpResult;
import io.dio.iosched.Ticket;
import io.dio.iosched.TransferFlag;
import io.dio.sys.Advice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The random program of one thread. Up to {@value #MOST_IN_FLIGHT} operations are in flight, or one
 * while the program is {@linkplain Pace patient}. An operation that touches the bytes of one in
 * flight waits for it first, unless both only read, because submissions have no order.
 *
 * <p>Each step has random numbers of its own, which depend only on the seed and on the number of
 * the step. So what a step does never depends on how fast earlier steps were.
 */
final class Program {
  private static final int MOST_IN_FLIGHT = 24;
  private static final int BATCH = 8;
  private static final int BLOCK = 4096;

  private final Stage stage;
  private final Judge judge;
  private final long seed;
  private final Pace pace;
  private final List<Area> areas;
  private final Names names;
  private final Buffers buffers;
  private final Waiting waiting;
  private final int directUnit;
  private final Path missing;
  private final IoBatch batch;
  private final List<Pending> pending = new ArrayList<>();
  private Random random;

  /**
   * Creates one.
   *
   * @param areas the ranges of this thread; slots and files of its own are opened already
   * @param directUnit what direct I/O has to be aligned to; 0 if the file system has none
   */
  Program(
      Stage stage,
      long seed,
      Pace pace,
      List<Area> areas,
      Names names,
      Buffers buffers,
      int directUnit) {
    this.stage = stage;
    this.judge = new Judge(stage);
    this.seed = seed;
    this.pace = pace;
    this.areas = areas;
    this.names = names;
    this.buffers = buffers;
    this.waiting = new Waiting(stage);
    this.directUnit = directUnit;
    this.missing = names.missing();
    this.batch = stage.scheduler().newBatch(BATCH);
    this.random = Seeds.random(seed);
  }

  /** The scheduler refused a submission, because it is being closed. */
  private static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(Throwable cause) {
      super(cause);
    }
  }

  /** Runs until all steps are done, or until the scheduler is closed. */
  void run(int steps) throws IOException {
    try {
      for (Area area : areas) {
        openFirst(area);
      }
      for (int step = 0; step < steps; step++) {
        random = Seeds.random(seed + step);
        boolean patient = pace.isPatient(step);
        waiting.setPatient(patient);
        if (patient) {
          patientStep();
        } else {
          step();
        }
        stage.stepDone();
      }
    } catch (Refused e) {
      stage.tally().event("refused at close");
    }
    while (!pending.isEmpty()) {
      complete(random.nextInt(pending.size()));
    }
  }

  private void openFirst(Area area) throws IOException, Refused {
    if (area.slot() != null) {
      openSlot(area);
    } else if (area.ownsFile()) {
      area.open(chooseDirect());
    }
  }

  private boolean chooseDirect() {
    return random.nextBoolean() && directUnit > 0;
  }

  private void step() throws IOException, Refused {
    Area area = areas.get(random.nextInt(areas.size()));
    switch (random.nextInt(36)) {
      case 0 -> sync(area);
      case 1, 2 -> space(area);
      case 3 -> resize(area);
      case 4 -> drain(area);
      case 5 -> hint(area);
      case 6, 7 -> blockingTransfer(area);
      case 8, 9, 10 -> batch();
      case 11, 12, 13 -> chain(area);
      case 14 -> names();
      case 15 -> reopen(area);
      default -> transfer(area);
    }
    while (pending.size() > random.nextInt(MOST_IN_FLIGHT)) {
      complete(random.nextInt(pending.size()));
    }
  }

  private void patientStep() throws IOException, Refused {
    Area area = areas.get(random.nextInt(areas.size()));
    switch (random.nextInt(24)) {
      case 0 -> drain(area);
      case 1, 2 -> sync(area);
      case 3 -> blockingTransfer(area);
      default -> transfer(area);
    }
    while (!pending.isEmpty()) {
      complete(pending.size() - 1);
    }
  }

  private void names() throws IOException, Refused {
    try {
      names.step(random);
    } catch (IllegalStateException e) {
      throw refused(e);
    }
  }

  /**
   * {@return the exception that ends the program} If nobody closes the scheduler, it is a fault.
   */
  private Refused refused(IllegalStateException e) {
    if (!stage.isClosing()) {
      throw new TortureFault(Kind.WRONG_FAILURE, "refused by an open scheduler: " + e, e);
    }
    return new Refused(e);
  }

  private Ticket submit(Op op) throws Refused {
    try {
      Ticket ticket = stage.scheduler().submit(op);
      stage.tally().submitted(op);
      return ticket;
    } catch (IllegalStateException e) {
      throw refused(e);
    }
  }

  // ---- ranges ----

  private int randomLength(Area area) {
    int unit = area.unit();
    return unit * (1 + random.nextInt(Buffers.BYTES / unit));
  }

  private int randomOffset(Area area, int length) {
    int unit = area.unit();
    return unit * random.nextInt((Area.BYTES - length) / unit + 1);
  }

  /** Waits for the operations in flight that a new one must not meet. */
  private void claim(Area area, int from, int to, boolean write) throws IOException {
    boolean grows = write && to > area.size();
    for (int i = pending.size() - 1; i >= 0; i--) {
      Pending each = pending.get(i);
      if (each.conflictsWith(area, from, to, write) || (grows && each.area() == area)) {
        complete(i);
      }
    }
  }

  private void complete(int index) throws IOException {
    Pending done = pending.remove(index);
    done.outcome().check(done.ticket(), waiting.await(done.ticket(), random));
  }

  private void completeAll(Area area) throws IOException {
    for (int i = pending.size() - 1; i >= 0; i--) {
      if (pending.get(i).area() == area) {
        complete(i);
      }
    }
  }

  private byte[] randomBytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  // ---- single transfers ----

  private void transfer(Area area) throws IOException, Refused {
    int length = randomLength(area);
    int from = randomOffset(area, length);
    boolean write = random.nextBoolean();
    boolean cancel = random.nextInt(12) == 0;
    claim(area, from, from + length, write);
    if (write) {
      write(area, from, length, cancel);
    } else {
      read(area, from, length, cancel);
    }
  }

  private void read(Area area, int from, int length, boolean cancel) throws IOException, Refused {
    Lent memory = buffers.any(length, area.unit(), random);
    Op op = flagged(area, readOp(area, memory, from));
    byte[] expected = area.expected(from, from + length);
    Ticket ticket;
    try {
      ticket = submit(op);
    } catch (Refused e) {
      memory.giveBack();
      throw e;
    }
    if (cancel) {
      stage.tally().event("cancels");
      ticket.cancel();
    }
    pending.add(
        Pending.of(
            ticket,
            area,
            from,
            from + length,
            false,
            (done, failure) -> {
              if (failure == null) {
                judge.read(area, memory, from, expected, done.bytesTransferred(), op);
              } else {
                judge.cancelled(failure, cancel, op);
              }
              memory.giveBack();
            }));
  }

  private void write(Area area, int from, int length, boolean cancel) throws IOException, Refused {
    boolean grows = from + length > area.size();
    Lent memory = buffers.any(length, area.unit(), random);
    byte[] before = area.modelled(from, from + length);
    byte[] after = randomBytes(length);
    int sizeBefore = area.size();
    memory.fill(after);
    Op op = flagged(area, writeOp(area, memory, from));
    if (random.nextInt(8) == 0) {
      op = op.durable();
      stage.tally().event("durable writes");
    }
    Op submitted = op;
    Ticket ticket;
    try {
      ticket = submit(submitted);
    } catch (Refused e) {
      memory.giveBack();
      throw e;
    }
    boolean early = !memory.pooled().isEmpty();
    if (early) {
      memory.giveBack(); // the operation has a reference of its own
    }
    // The size after a cancelled write is unknown, so only writes inside the file are cancelled.
    boolean cancelled = cancel && !grows;
    if (cancelled) {
      stage.tally().event("cancels");
      ticket.cancel();
    }
    area.written(from, after);
    pending.add(
        Pending.of(
            ticket,
            area,
            from,
            from + length,
            true,
            (done, failure) -> {
              if (failure == null) {
                TortureFault.requireCount(length, done.bytesTransferred(), submitted);
                stage.tally().written(length);
              } else {
                judge.stopped(failure, cancelled, before, after, submitted);
                if (grows) {
                  judge.size(area, sizeBefore, from + length);
                }
                area.settle(from, before, after, stage.tally());
              }
              if (!early) {
                memory.giveBack();
              }
            }));
    if (grows) {
      complete(pending.size() - 1);
    }
  }

  private static Op readOp(Area area, Lent memory, int from) {
    if (memory.pooled().isEmpty()) {
      return memory.segments().size() == 1
          ? area.read(memory.segments().getFirst(), from)
          : area.readv(memory.segments(), from);
    }
    return memory.pooled().size() == 1
        ? area.read(memory.pooled().getFirst(), from)
        : area.readvPooled(memory.pooled(), from);
  }

  private static Op writeOp(Area area, Lent memory, int from) {
    if (memory.pooled().isEmpty()) {
      return memory.segments().size() == 1
          ? area.write(memory.segments().getFirst(), from)
          : area.writev(memory.segments(), from);
    }
    return memory.pooled().size() == 1
        ? area.write(memory.pooled().getFirst(), from)
        : area.writevPooled(memory.pooled(), from);
  }

  private Op flagged(Area area, Op op) {
    return area.unit() == 1 && random.nextInt(16) == 0
        ? op.preferring(TransferFlag.DONT_CACHE)
        : op;
  }

  private void blockingTransfer(Area area) throws IOException, Refused {
    int length = randomLength(area);
    int from = randomOffset(area, length);
    boolean write = random.nextBoolean() && area.file() != null;
    if (area.file() == null) {
      transfer(area); // a slot has no blocking calls
      return;
    }
    claim(area, from, from + length, write);
    Lent memory = buffers.bare(length);
    try {
      stage.tally().operation(write ? "blocking write" : "blocking read");
      if (write) {
        blockingWrite(area, memory, from, length);
      } else {
        byte[] expected = area.expected(from, from + length);
        long count =
            stage
                .scheduler()
                .read(area.file(), memory.segments().getFirst(), area.fileOffset(from));
        judge.read(area, memory, from, expected, count, "blocking read");
      }
    } catch (IllegalStateException e) {
      throw refused(e);
    } catch (IOException e) {
      judge.cancelled(e, false, "blocking transfer");
    } finally {
      memory.giveBack();
    }
  }

  private void blockingWrite(Area area, Lent memory, int from, int length) throws IOException {
    byte[] before = area.modelled(from, from + length);
    byte[] after = randomBytes(length);
    int sizeBefore = area.size();
    memory.fill(after);
    try {
      long count =
          stage.scheduler().write(area.file(), memory.segments().getFirst(), area.fileOffset(from));
      TortureFault.requireCount(length, count, "blocking write");
      stage.tally().written(count);
      area.written(from, after);
    } catch (IOException e) {
      judge.cancelled(e, false, "blocking write");
      area.written(from, after);
      if (from + length > sizeBefore) {
        judge.size(area, sizeBefore, from + length);
      }
      area.settle(from, before, after, stage.tally());
    }
  }

  // ---- batches ----

  /** One transfer of a batch. */
  private static final class Member {
    private final Area area;
    private final int from;
    private final int length;
    private final boolean write;
    private final Lent memory;
    private final byte[] before;
    private final byte[] after;

    Member(Area area, int from, int length, boolean write, Lent memory, byte[] after) {
      this.area = area;
      this.from = from;
      this.length = length;
      this.write = write;
      this.memory = memory;
      this.before = area.modelled(from, from + length);
      this.after = after;
    }

    boolean meets(Area area, int from, int to) {
      return this.area == area && from < this.from + length && this.from < to;
    }
  }

  private void batch() throws IOException, Refused {
    List<Member> members = new ArrayList<>();
    int wanted = 1 + random.nextInt(BATCH);
    for (int i = 0; i < wanted; i++) {
      Area area = areas.get(random.nextInt(areas.size()));
      int length = randomLength(area);
      int from = randomOffset(area, length);
      boolean write = random.nextBoolean() && from + length <= area.size();
      byte[] after = randomBytes(length);
      Random kind = new Random(random.nextLong());
      if (members.stream().noneMatch(each -> each.meets(area, from, from + length))) {
        claim(area, from, from + length, write);
        Lent memory = kind.nextBoolean() ? buffers.bare(length) : pooledOrBare(area, length, kind);
        members.add(new Member(area, from, length, write, memory, after));
      }
    }
    try {
      submitBatch(members);
      checkBatch(members);
    } finally {
      members.forEach(each -> each.memory.giveBack());
      batch.clear();
    }
  }

  /** A batch takes single pieces only. */
  private Lent pooledOrBare(Area area, int length, Random kind) {
    Lent memory = buffers.any(length, area.unit(), kind);
    if (memory.segments().size() == 1) {
      return memory;
    }
    memory.giveBack();
    return buffers.bare(length);
  }

  private void submitBatch(List<Member> members) throws Refused {
    try {
      for (Member each : members) {
        if (each.write) {
          each.memory.fill(each.after);
        }
        each.area.addTo(batch, each.memory, each.from, each.write);
      }
      batch.submit();
    } catch (IllegalStateException e) {
      throw refused(e);
    }
    for (Member each : members) {
      stage.tally().operation(each.write ? "batched write" : "batched read");
      if (each.write) {
        each.area.written(each.from, each.after);
      }
    }
  }

  private void checkBatch(List<Member> members) throws IOException {
    try {
      batch.await();
    } catch (IOException e) {
      // Each member has its own result.
    }
    for (int i = 0; i < members.size(); i++) {
      Member each = members.get(i);
      IOException failure = batch.failure(i).orElse(null);
      if (failure != null) {
        judge.cancelled(failure, false, "batch");
        if (each.write) {
          each.area.settle(each.from, each.before, each.after, stage.tally());
        }
      } else if (each.write) {
        TortureFault.requireCount(each.length, batch.bytesTransferred(i), "batched write");
        stage.tally().written(each.length);
      } else {
        byte[] expected = each.area.expected(each.from, each.from + each.length);
        judge.read(
            each.area, each.memory, each.from, expected, batch.bytesTransferred(i), "batched read");
      }
    }
  }

  // ---- chains ----

  /**
   * A write, something in the middle, and a second write and a read that depend on the links. In
   * the middle is a sync, or a rename that fails.
   */
  private void chain(Area area) throws IOException, Refused {
    int length =
        area.unit() * (1 + random.nextInt(Math.min(8 * BLOCK, Buffers.BYTES) / area.unit()));
    int first = randomOffset(area, length);
    int second = randomOffset(area, length);
    int to = Math.max(first, second) + length;
    int from = Math.min(first, second);
    boolean fails = random.nextInt(3) == 0;
    boolean hard = random.nextBoolean();
    boolean cancel = random.nextInt(10) == 0;
    boolean dataOnly = random.nextBoolean();
    byte[] one = randomBytes(length);
    byte[] two = randomBytes(length);
    if (to > area.size() || Math.abs(first - second) < length) {
      return;
    }
    claim(area, from, to, true);
    Lent source = buffers.bare(length);
    Lent other = buffers.bare(length);
    Lent target = buffers.bare(length);
    source.fill(one);
    other.fill(two);
    Op middle =
        fails
            ? Op.rename(missing, missing.resolveSibling("never"))
            : dataOnly ? area.dataSync() : area.sync();
    Op write = area.write(other.segments().getFirst(), second);
    Op head = area.write(source.segments().getFirst(), first).link(middle);
    Op op =
        (hard ? head.hardLink(write) : head.link(write))
            .link(area.read(target.segments().getFirst(), second));
    byte[] firstBefore = area.modelled(first, first + length);
    byte[] secondBefore = area.modelled(second, second + length);
    Runnable giveBack =
        () -> {
          source.giveBack();
          other.giveBack();
          target.giveBack();
        };
    Ticket ticket;
    try {
      ticket = submit(op);
    } catch (Refused e) {
      giveBack.run();
      throw e;
    }
    if (cancel) {
      stage.tally().event("cancels");
      ticket.cancel();
    }
    area.written(first, one);
    area.written(second, two);
    pending.add(
        Pending.of(
            ticket,
            area,
            from,
            to,
            true,
            (done, failure) -> {
              List<OpResult> results = done.results();
              judge.stepOfChain(area, results.get(0), first, firstBefore, one, cancel, false, op);
              judge.middleOfChain(results.get(1), fails, cancel);
              boolean cut = !hard && (fails || results.get(0).failure().isPresent());
              judge.stepOfChain(area, results.get(2), second, secondBefore, two, cancel, cut, op);
              OpResult read = results.get(3);
              if (read.failure().isEmpty()) {
                judge.read(area, target, second, two, read.bytesTransferred(), op);
              } else if (!cut && results.get(2).failure().isEmpty()) {
                judge.cancelled(read.failure().get(), cancel, op);
              }
              giveBack.run();
            }));
  }

  // ---- everything else ----

  private void sync(Area area) throws IOException, Refused {
    Op op =
        switch (random.nextInt(3)) {
          case 0 -> area.sync();
          case 1 -> area.dataSync();
          default -> area.barrierSync();
        };
    requireDone(area, submit(op), op);
  }

  /** Waits for an operation that changes nothing that the model knows. */
  private void requireDone(Area area, Ticket ticket, Op op) {
    IOException failure = waiting.await(ticket, random);
    if (failure != null && !Stage.isNotSupported(failure)) {
      judge.cancelled(failure, false, op + " on " + area);
    }
  }

  private void drain(Area area) throws IOException, Refused {
    Op op = area.drain();
    Ticket ticket = submit(op);
    IOException failure = waiting.await(ticket, random);
    if (failure != null) {
      judge.cancelled(failure, false, op);
      return;
    }
    for (Pending each : pending) {
      if (each.usesPresentFileOf(area) && !each.ticket().isDone()) {
        throw new TortureFault(Kind.WRONG_COUNT, "a drain did not wait for " + each.ticket());
      }
    }
  }

  private void hint(Area area) throws Refused {
    int length = randomLength(area);
    int from = randomOffset(area, length);
    Advice[] all = Advice.values();
    Advice advice = all[random.nextInt(all.length)];
    Op op = random.nextBoolean() ? area.advise(from, length, advice) : area.syncRange(from, length);
    requireDone(area, submit(op), op);
  }

  private void space(Area area) throws IOException, Refused {
    int length = randomLength(area);
    int from = randomOffset(area, length);
    int to = from + length;
    int kind = random.nextInt(3);
    if (kind == 0) {
      completeAll(area);
      change(area, area.allocate(to), 0, new byte[0], Math.max(area.size(), to));
    } else if (kind == 1) {
      claim(area, from, to, true);
      change(area, area.punchHole(from, length), from, new byte[length], area.size());
    } else {
      claim(area, from, to, true);
      change(area, area.zeroRange(from, length), from, new byte[length], Math.max(area.size(), to));
    }
  }

  private void resize(Area area) throws IOException, Refused {
    int byteSize = random.nextInt(Area.BYTES + 1);
    if (!area.mayResize()) {
      return;
    }
    completeAll(area);
    change(area, area.truncate(byteSize), 0, new byte[0], byteSize);
  }

  /** Changes bytes or the size, and waits. */
  private void change(Area area, Op op, int from, byte[] after, int newSize)
      throws IOException, Refused {
    byte[] before = area.modelled(from, from + after.length);
    int oldSize = area.size();
    IOException failure = waiting.await(submit(op), random);
    if (failure == null) {
      area.written(from, after, oldSize);
      area.resized(newSize);
    } else if (Stage.isNotSupported(failure)) {
      stage.tally().event("not supported");
    } else {
      judge.cancelled(failure, false, op + " on " + area);
      if (oldSize != newSize) {
        judge.size(area, oldSize, newSize);
      }
      if (after.length > 0) {
        area.settle(from, before, after, stage.tally());
      }
    }
  }

  /** Closes the file while operations are in flight, which it has to wait for, and opens it. */
  private void reopen(Area area) throws IOException, Refused {
    if (area.slot() != null) {
      Op op = Op.close(area.slot());
      IOException failure = waiting.await(submit(op), random);
      if (failure != null) {
        judge.cancelled(failure, false, op);
        throw new Refused(failure);
      }
      requireAllDone(area);
      openSlot(area);
    } else if (area.ownsFile()) {
      stage.tally().operation("file close");
      area.close();
      area.open(chooseDirect());
    }
  }

  private void requireAllDone(Area area) {
    for (Pending each : pending) {
      if (each.area() == area && !each.ticket().isDone()) {
        throw new TortureFault(Kind.WRONG_COUNT, "a close did not wait for " + each.ticket());
      }
    }
  }

  private void openSlot(Area area) throws Refused {
    boolean direct = chooseDirect();
    Op op = Op.openInto(area.slot(), area.path(), Area.options(direct));
    IOException failure = waiting.await(submit(op), random);
    if (failure != null) {
      judge.cancelled(failure, false, op);
      throw new Refused(failure);
    }
    area.openedInSlot(direct, directUnit);
  }

  @Override
  public String toString() {
    return "program " + seed + " on " + Arrays.toString(areas.toArray());
  }
}
