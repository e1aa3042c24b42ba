// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.posix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.iosched.Background;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.order.BriefSleeps;
import io.dio.iosched.internal.order.Coalescing;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.BlockingWork;
import io.dio.iosched.internal.unit.Outcome;
import io.dio.iosched.internal.unit.RequestHolds;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.SharedSync;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The steps of a worker and of a waiting thread that take each other's operations, one by one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class SharedWorkTest {
  private static final int BYTES = Scratch.BYTES;

  private static final class StillWorker extends Worker {
    private final Semaphore unparks = new Semaphore(0);

    /** What happens during the next nap, in place of a real one; null for a real one. */
    private volatile Nap nap;

    private interface Nap {
      /** {@return whether the nap lasts to its end} */
      boolean sleep() throws Exception;
    }

    StillWorker() {
      super("test");
    }

    @Override
    public void run() {
      throw new AssertionError("never started");
    }

    @Override
    void unpark() {
      unparks.release();
    }

    @Override
    boolean nap(long nanos) {
      Nap scripted = nap;
      if (scripted == null) {
        return super.nap(nanos);
      }
      try {
        return scripted.sleep();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private boolean napUntilUnparked() throws InterruptedException {
      unparks.acquire();
      return false;
    }
  }

  /** The units that had to be held, in the order of the attempts. */
  private final List<Unit> held = new ArrayList<>();

  /** The number of the next attempts to hold a barrier that fail. */
  private int failingHolds;

  /** The workers that were called. */
  private final List<Worker> called = new ArrayList<>();

  private SharedWork work = newWork(false);
  private StillWorker worker = (StillWorker) work.addFirst();
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private final List<Submission> units = new ArrayList<>();
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  void tearDown() {
    units.stream().filter(unit -> !unit.isDone()).forEach(this::release);
    scratch.close();
  }

  private SharedWork newWork(boolean workersRunCallbacks) {
    return new SharedWork(
        this::hold,
        Coalescing.of(false),
        workersRunCallbacks,
        new Crew(2, StillWorker::new),
        called::add,
        TimeUnit.SECONDS.toNanos(10));
  }

  private void hold(Unit unit) {
    held.add(unit);
    if (unit.op.ordered && failingHolds > 0) {
      failingHolds--;
      throw new OutOfMemoryError("on purpose");
    }
  }

  private Submission unit(Op op) {
    Submission submission = (Submission) Unit.of((Request) op, context);
    RequestHolds.acquireChain(submission.op, context);
    submission.deferrable();
    units.add(submission);
    return submission;
  }

  private void release(Submission submission) {
    Outcome.release(submission.op, context);
  }

  private Submission accepted(Op op) {
    Submission submission = unit(op);
    assertThat(work.accept(submission, submission)).isTrue();
    return submission;
  }

  private Submission deferred(Op op) {
    Submission submission = unit(op);
    assertThat(work.deferred().defer(submission)).isTrue();
    return submission;
  }

  private Op durableWrite(int number) {
    long fileOffset = number * 1_000L;
    return Op.write(scratch.file(), scratch.allocate(BYTES), fileOffset).durable();
  }

  /** The worker ends {@code submission}, which it has begun. */
  private void end(Submission submission) {
    release(submission);
    submission.publish(BYTES);
    assertThat(work.executed(worker)).isTrue();
    submission.tell();
  }

  /** The worker ends operations, each while a thread waits for it. */
  private void awaitMany(int count) throws Exception {
    for (int i = 0; i < count; i++) {
      Submission write = accepted(scratch.write());
      Background<Long> waiter = Background.call(write::await).untilWaiting();
      assertThat(work.next(worker)).isSameAs(write);
      end(write);
      waiter.get();
    }
  }

  private void beginToDefer() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK);
    assertThat(work.deferred().isOpen()).isTrue();
  }

  // ---- a thread takes a unit out of the queue ----

  @Test
  void aThreadTakesBackWhatNoWorkerHasBegun() {
    Submission write = accepted(durableWrite(0));
    assertThat(work.takeBack(write)).isTrue();
    assertThat(work.takeBack(write)).as("it is not in the queue any more").isFalse();
    release(write);
    write.publish(BYTES);
    work.endedElsewhere(write);
  }

  /** The waiter would write the bytes a second time. */
  @Test
  void aDurableWriteThatAWorkerHasWrittenStaysWithTheWorkers() throws Exception {
    beginToDefer();
    Submission first = deferred(durableWrite(0));
    accepted(durableWrite(1));
    first.startNow();
    assertThat(work.next(worker)).isSameAs(first);
    assertThat(first.isWriteFirst()).isTrue();
    assertThat(first.mustGoOn(BYTES)).isTrue();
    assertThat(work.executed(worker)).isFalse();

    assertThat(work.deferred().takeBack(first)).isFalse();
  }

  // ---- reads that are copied while their submitter goes on ----

  private Submission shared() {
    Submission read = unit(scratch.read());
    assertThat(context.sharedCopies().begin()).isTrue();
    read.sharedCopy();
    assertThat(work.accept(read, read)).isTrue();
    return read;
  }

  @Test
  void aReadToCopyCallsNobodyWhileAWorkerCopies() {
    Submission first = shared();
    assertThat(work.next(worker)).isSameAs(first);
    Submission second = shared();
    assertThat(called).isEmpty();
    end(first);
    assertThat(work.next(worker)).isSameAs(second);
    // Any other operation calls a worker.
    accepted(scratch.write());
    assertThat(called).hasSize(1).doesNotContain(worker);
  }

  /** The worker that copies may wait for a device, because the page cache has lost the bytes. */
  @Test
  void aWakeCallsAWorkerForAReadThatWaits() {
    Submission first = shared();
    assertThat(work.next(worker)).isSameAs(first);
    Submission second = shared();
    assertThat(called).isEmpty();
    work.wake();
    assertThat(called).hasSize(1).doesNotContain(worker);
    assertThat(work.next(called.getFirst())).isSameAs(second);
  }

  /** It may have been there before the worker, whose copy may last. */
  @Test
  void aWorkerThatCopiesCallsAnotherForOtherWork() {
    Submission first = shared();
    Submission write = accepted(scratch.write());
    assertThat(called).isEmpty();
    assertThat(work.next(worker)).isSameAs(first);
    assertThat(called).hasSize(1).doesNotContain(worker);
    assertThat(work.next(called.getFirst())).isSameAs(write);
  }

  @Test
  void aWakeWhileAWorkerComesLetsThisWorkerCallAnother() {
    Submission first = shared();
    shared();
    work.wake();
    assertThat(called).as("one is coming").isEmpty();
    assertThat(work.next(worker)).isSameAs(first);
    assertThat(called).hasSize(1).doesNotContain(worker);
  }

  @Test
  void readsToCopySayNothingAboutHowOperationsAreAwaited() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK - 1);
    Submission read = shared();
    assertThat(work.next(worker)).isSameAs(read);
    end(read);
    awaitMany(1);
    assertThat(work.deferred().isOpen()).isTrue();
    boolean settled = work.deferred().isSettled();
    Submission second = shared();
    assertThat(work.deferred().isSettled()).isEqualTo(settled).isTrue();
    assertThat(work.next(worker)).isSameAs(second);
    end(second);
    assertThat(work.deferred().isOpen()).isTrue();
  }

  @Test
  void aWorkerThatHasBegunOtherWorkIsNoHelpForAReadToCopy() {
    Submission first = shared();
    assertThat(work.next(worker)).isSameAs(first);
    end(first);
    Submission write = accepted(scratch.write());
    assertThat(work.next(worker)).isSameAs(write);
    called.clear();
    shared();
    assertThat(called).hasSize(1).doesNotContain(worker);
  }

  /** It has ended its work and runs the callbacks of the work now, which may last. */
  @Test
  void aWorkerThatRunsCallbacksIsNoHelpForAReadToCopy() {
    work = newWork(true);
    worker = (StillWorker) work.addFirst();
    Submission first = shared();
    assertThat(work.next(worker)).isSameAs(first);
    release(first);
    first.publish(BYTES);
    Submission before = shared();
    assertThat(work.executed(worker)).isTrue();
    assertThat(called).hasSize(1).doesNotContain(worker);
    assertThat(work.next(called.getFirst())).isSameAs(before);
  }

  @Test
  void aWorkerThatFoundNothingMoreToCopyIsCalledAgain() throws Exception {
    Submission first = shared();
    assertThat(work.next(worker)).isSameAs(first);
    end(first);
    Background<BlockingWork> idle = Background.call(() -> work.next(worker)).untilWaiting();
    Submission second = shared();
    assertThat(called).containsExactly(worker);
    idle.interrupt(); // it is not the worker's own thread, so nothing else wakes it
    assertThat(idle.get()).isSameAs(second);
  }

  // ---- deferred units ----

  @Test
  void threadsDeferOperationsAfterManyWereAwaited() throws Exception {
    awaitMany(BriefSleeps.FIRST_STREAK - 1);
    assertThat(work.deferred().isOpen()).isFalse();
    awaitMany(1);
    assertThat(work.deferred().isOpen()).isTrue();
    Submission write = deferred(scratch.write());
    assertThat(work.deferred().takeBack(write)).isTrue();
  }

  @Test
  void aWorkerBeginsADeferredOperationForWhichNobodyWaits() throws Exception {
    beginToDefer();
    Submission write = deferred(scratch.write());
    assertThat(work.next(worker)).isSameAs(write);
    assertThat(work.deferred().takeBack(write)).isFalse();
    end(write);
  }

  @Test
  void aWorkerThatBeginsWorkCallsAnotherToWatchWhatIsDeferred() throws Exception {
    beginToDefer();
    called.clear();
    Submission write = accepted(scratch.write());
    assertThat(work.next(worker)).isSameAs(write);
    assertThat(called).hasSize(1).doesNotContain(worker);
    // While the first one works, the other one begins what nobody waits for.
    Submission late = deferred(scratch.write());
    assertThat(work.next(called.getFirst())).isSameAs(late);
  }

  @Test
  void aWakeBeginsADeferredOperationAtOnce() throws Exception {
    beginToDefer();
    worker.nap = worker::napUntilUnparked;
    Background<BlockingWork> napping = Background.call(() -> work.next(worker)).untilWaiting();
    Submission write = deferred(scratch.write());
    assertThat(write.startNow()).isTrue();
    work.wake();
    assertThat(napping.get()).isSameAs(write);
  }

  @Test
  void aWorkerThatWatchesBeginsWhatAThreadGivesBack() throws Exception {
    beginToDefer();
    Submission read = accepted(scratch.read());
    assertThat(work.takeBack(read)).isTrue();
    worker.unparks.drainPermits();
    worker.nap = worker::napUntilUnparked;
    Background<BlockingWork> napping = Background.call(() -> work.next(worker)).untilWaiting();
    assertThat(work.giveBack(read)).isTrue();
    assertThat(napping.get()).isSameAs(read);
  }

  @Test
  void aWorkerThatWatchesDoesNotSleepOnBesideWork() throws Exception {
    beginToDefer();
    Submission read = accepted(scratch.read());
    assertThat(work.takeBack(read)).isTrue();
    Submission drain = accepted(Op.drain(scratch.file()));
    worker.nap =
        () -> {
          worker.nap =
              () -> {
                throw new AssertionError("naps beside work");
              };
          release(read);
          read.publish(BYTES);
          work.endedElsewhere(read);
          return true;
        };
    assertThat(work.next(worker)).isSameAs(drain);
  }

  /** A thread whose flag is set cannot park, so it would look for work again and again. */
  @Test
  void aNapClearsTheInterruptFlag() {
    Thread.currentThread().interrupt();
    worker.nap(1);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void cancellingADeferredOperationEndsIt() throws Exception {
    beginToDefer();
    Submission write = deferred(scratch.write());
    work.cancel(write);
    assertThat(write.isDone()).isTrue();
  }

  @Test
  void closingBeginsWhatIsDeferredAndThenEndsTheWorker() throws Exception {
    beginToDefer();
    Submission write = deferred(scratch.write());
    assertThat(work.requestClose()).isTrue();
    Submission refused = unit(scratch.write());
    assertThat(work.deferred().defer(refused)).isFalse();
    assertThat(work.accept(refused, refused)).isFalse();
    assertThat(work.next(worker)).isSameAs(write);
    end(write);
    assertThat(work.next(worker)).isNull();
  }

  @Test
  void closingNowCancelsWhatIsDeferred() throws Exception {
    beginToDefer();
    Submission write = deferred(scratch.write());
    work.requestCloseNow();
    assertThat(write.isDone()).isTrue();
    assertThat(work.next(worker)).isNull();
  }

  @Test
  void aFailedWorkerHandsOutWhatIsDeferred() throws Exception {
    beginToDefer();
    Submission handedOver = accepted(scratch.write());
    Submission write = deferred(scratch.write());
    Unit first = work.stopForGood();
    assertThat(List.of(first, first.next)).containsExactly(write, handedOver);
    assertThat(first.next.next).isNull();
  }

  /** One sync serves barriers of many platform threads, which wait for them. */
  private void commitTogether() throws Exception {
    List<Submission> barriers = new ArrayList<>();
    List<Background<Long>> waiters = new ArrayList<>();
    for (int thread = 0; thread <= BriefSleeps.MOST_BARRIERS; thread++) {
      Submission barrier = unit(barrier());
      barrier.commit();
      assertThat(work.accept(barrier, barrier)).isTrue();
      barriers.add(barrier);
      waiters.add(Background.call(barrier::await).untilWaiting());
    }
    assertThat(((SharedSync) work.next(worker)).size()).isEqualTo(barriers.size());
    for (Submission barrier : barriers) {
      release(barrier);
      barrier.publish(0);
    }
    assertThat(work.executed(worker)).isTrue();
    for (Submission barrier : barriers) {
      barrier.tell();
    }
    for (Background<Long> waiter : waiters) {
      waiter.get();
    }
  }

  @Test
  void barriersOfManyPlatformThreadsAreNotDeferred() throws Exception {
    for (int i = 0; i < 3; i++) {
      commitTogether();
      assertThat(work.deferred().isOpen()).isFalse();
    }
  }

  // ---- deferred barriers ----

  private Op barrier() {
    return Op.barrierSync(scratch.file());
  }

  private static Submission syncOf(BlockingWork sync) {
    return ((SharedSync) sync).member(0);
  }

  @Test
  void aDeferredBarrierComesBehindADeferredWriteAndIsHeldFirst() throws Exception {
    beginToDefer();
    Submission barrier = deferred(barrier());
    Submission write = deferred(scratch.write());
    assertThat(work.next(worker)).isSameAs(write);
    assertThat(held).containsExactly(write, barrier);
    end(write);
    assertThat(syncOf(work.next(worker))).isSameAs(barrier);
  }

  @Test
  void nothingIsLostIfABarrierCannotBeHeld() throws Exception {
    beginToDefer();
    Submission barrier = deferred(barrier());
    Submission write = deferred(scratch.write());
    Submission handedOver = accepted(scratch.write());
    barrier.startNow();
    failingHolds = 1;
    assertThatThrownBy(work::wake).isInstanceOf(OutOfMemoryError.class);
    assertThat(work.next(worker)).isSameAs(write);
    end(write);
    assertThat(syncOf(work.next(worker))).isSameAs(barrier);
    assertThat(held).as("it is tried again, and not more").containsExactly(write, barrier, barrier);
    Unit rest = work.stopForGood();
    assertThat(rest).isSameAs(handedOver);
    assertThat(rest.next).isNull();
  }

  @Test
  void closingAfterABarrierCouldNotBeHeldLosesNothing() throws Exception {
    beginToDefer();
    Submission barrier = deferred(barrier());
    Submission first = accepted(scratch.write());
    barrier.startNow();
    failingHolds = 1;
    assertThatThrownBy(work::wake).isInstanceOf(OutOfMemoryError.class);
    Submission late = deferred(scratch.write());
    Submission last = accepted(scratch.write());
    assertThat(work.requestClose()).isTrue();
    assertThat(syncOf(work.next(worker))).isSameAs(barrier);
    assertThat(held).containsExactly(barrier, barrier, late);
    Unit rest = work.stopForGood();
    assertThat(List.of(rest, rest.next, rest.next.next)).containsExactly(late, first, last);
  }

  @Test
  void whatCouldNotBeHeldIsHandedOutByAFailedWorker() throws Exception {
    beginToDefer();
    Submission barrier = deferred(barrier());
    Submission handedOver = accepted(scratch.write());
    barrier.startNow();
    failingHolds = 1;
    assertThatThrownBy(work::wake).isInstanceOf(OutOfMemoryError.class);
    Unit first = work.stopForGood();
    assertThat(List.of(first, first.next)).containsExactly(barrier, handedOver);
  }

  @Test
  void itIsSettledWhenAllThatWasHandedOverHasEnded() throws Exception {
    beginToDefer();
    assertThat(work.deferred().isSettled()).isTrue();
    Submission first = accepted(scratch.write());
    Submission second = accepted(scratch.write());
    assertThat(work.deferred().isSettled()).isFalse();
    assertThat(work.next(worker)).isSameAs(first);
    end(first);
    assertThat(work.deferred().isSettled()).isFalse();
    assertThat(work.next(worker)).isSameAs(second);
    assertThat(work.deferred().isSettled()).isFalse();
    end(second);
    assertThat(work.deferred().isSettled()).isTrue();
  }
}
