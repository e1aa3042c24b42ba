// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Submission;
import io.dio.iosched.internal.unit.Unit;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which thread has a deferred unit, and what the owner finds. */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DeferredUnitsTest {
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private final Settlement settlement = new Settlement();
  private final DeferredUnits units = new DeferredUnits(settlement);
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  private Submission submission(Op op) {
    return new Submission((Request) op, context);
  }

  private Submission write() {
    return submission(scratch.write());
  }

  /** {@return a new unit that this thread has deferred} */
  private Submission deferred() {
    Submission unit = write();
    assertThat(units.defer(unit)).isTrue();
    return unit;
  }

  /** {@return a new unit that another thread has deferred, in another place} */
  private Submission deferredElsewhere() throws Exception {
    while (true) {
      Submission unit = write();
      // The place of a thread follows from its id, so another thread may find this place free.
      if (onAnotherThread(() -> units.defer(unit))) {
        return unit;
      }
    }
  }

  private static <T> T onAnotherThread(Callable<T> action) throws Exception {
    FutureTask<T> task = new FutureTask<>(action);
    Thread.ofPlatform().start(task);
    return task.get();
  }

  private static List<Unit> list(Unit first) {
    List<Unit> all = new ArrayList<>();
    for (Unit unit = first; unit != null; unit = unit.next) {
      all.add(unit);
    }
    return all;
  }

  // ---- barriers ----

  private Submission barrier() {
    return submission(Op.barrierSync(scratch.file()));
  }

  @Test
  void aThreadCanDeferAWriteAndABarrier() {
    units.open();
    Submission write = deferred();
    Submission barrier = barrier();
    assertThat(units.defer(barrier)).isTrue();
    assertThat(units.defer(barrier())).as("a second barrier").isFalse();
    assertThat(units.find(scratch.file())).isSameAs(write);
    assertThat(units.takeBack(barrier)).isTrue();
    assertThat(units.takeBack(write)).isTrue();
  }

  @Test
  void withALateBarrierTheOwnerTakesAllThatMayBeBeforeIt() throws Exception {
    units.open();
    Submission barrier = barrier();
    assertThat(units.defer(barrier)).isTrue();
    assertThat(units.look()).isFalse();
    Submission mine = deferred();
    Submission other = deferredElsewhere();
    List<Unit> taken = list(units.takeLate());
    assertThat(taken).containsExactlyInAnyOrder(barrier, mine, other).endsWith(barrier);
    assertThat(units.isEmpty()).isTrue();
  }

  @Test
  void aLateWriteIsTakenWithoutTheBarrierBehindIt() {
    units.open();
    Submission write = deferred();
    assertThat(units.look()).isFalse();
    Submission barrier = barrier();
    assertThat(units.defer(barrier)).isTrue();
    assertThat(list(units.takeLate())).containsExactly(write);
    assertThat(list(units.takeLate())).containsExactly(barrier);
  }

  @Test
  void barriersAreLastOfAllUnits() throws Exception {
    units.open();
    Submission barrier = barrier();
    assertThat(units.defer(barrier)).isTrue();
    Submission mine = deferred();
    Submission other = deferredElsewhere();
    units.close();
    assertThat(list(units.takeAll()))
        .containsExactlyInAnyOrder(barrier, mine, other)
        .endsWith(barrier);
  }

  // ---- defer and take back ----

  @Test
  void nothingIsDeferredWhileItIsClosed() {
    Submission unit = write();
    assertThat(units.isOpen()).isFalse();
    assertThat(units.defer(unit)).isFalse();
    assertThat(unit.isDeferred()).isFalse();
    assertThat(units.isEmpty()).isTrue();
    assertThat(units.takeBack(unit)).isFalse();
    assertThat(units.takeAll()).isNull();
  }

  @Test
  void aDeferredUnitCanBeTakenBackOnce() {
    units.open();
    assertThat(units.isOpen()).isTrue();
    Submission unit = deferred();
    assertThat(unit.isDeferred()).isTrue();
    assertThat(units.isEmpty()).isFalse();
    assertThat(units.takeBack(unit)).isTrue();
    assertThat(unit.isDeferred()).isFalse();
    assertThat(units.isEmpty()).isTrue();
    assertThat(units.takeBack(unit)).isFalse();
  }

  @Test
  void anotherThreadCanTakeAUnitBack() throws Exception {
    units.open();
    Submission unit = deferred();
    assertThat(onAnotherThread(() -> units.takeBack(unit))).isTrue();
    assertThat(units.takeBack(unit)).isFalse();
    assertThat(units.isEmpty()).isTrue();
  }

  @Test
  void anOccupiedPlaceRefusesASecondUnit() {
    units.open();
    Submission first = deferred();
    Submission second = write();
    assertThat(units.defer(second)).isFalse();
    assertThat(second.isDeferred()).isFalse();
    assertThat(units.takeBack(second)).isFalse();
    assertThat(units.takeBack(first)).isTrue();
    assertThat(units.defer(write())).as("the place is free again").isTrue();
  }

  @Test
  void unitsOfSeveralThreadsAreDeferredTogether() throws Exception {
    units.open();
    Submission mine = deferred();
    Submission other = deferredElsewhere();
    assertThat(units.takeBack(mine)).isTrue();
    assertThat(units.isEmpty()).isFalse();
    assertThat(units.takeBack(other)).isTrue();
    assertThat(units.isEmpty()).isTrue();
  }

  @Test
  void countsTheUnitsThatWereTakenBack() {
    units.open();
    assertThat(units.takenBack()).isZero();
    for (int i = 1; i <= 3; i++) {
      Submission unit = deferred();
      assertThat(units.takenBack()).isEqualTo(i - 1);
      units.takeBack(unit);
      assertThat(units.takenBack()).isEqualTo(i);
      units.takeBack(unit);
      assertThat(units.takenBack()).as("the second attempt fails").isEqualTo(i);
    }
    deferred();
    units.close();
    units.takeAll();
    assertThat(units.takenBack()).as("the owner took it").isEqualTo(3);
  }

  // ---- start ----

  @Test
  void noThreadCanTakeBackWhatWasAllowedToStart() throws Exception {
    units.open();
    Submission mine = deferred();
    Submission other = deferredElsewhere();
    assertThat(units.startAll()).isTrue();
    assertThat(mine.isDeferred()).isFalse();
    assertThat(units.takeBack(mine)).isFalse();
    assertThat(units.takeBack(other)).isFalse();
    assertThat(units.takenBack()).isZero();
    assertThat(units.isEmpty()).as("the owner has still to take them").isFalse();
    assertThat(list(units.takeLate())).containsExactlyInAnyOrder(mine, other);
  }

  @Test
  void theOwnerIsWokenOnceForTheUnitsThatStart() {
    assertThat(units.startAll()).as("closed").isFalse();
    units.open();
    assertThat(units.startAll()).as("empty").isFalse();
    deferred();
    assertThat(units.startAll()).isTrue();
    assertThat(units.startAll()).as("started before").isFalse();
  }

  // ---- the owner ----

  @Test
  void aUnitThatIsSeenTwiceIsLate() {
    units.open();
    Submission unit = deferred();
    assertThat(units.look()).isFalse();
    assertThat(units.look()).isTrue();
    assertThat(unit.isDeferred()).as("looking takes nothing").isTrue();
    assertThat(list(units.takeLate())).containsExactly(unit);
    assertThat(unit.isDeferred()).isFalse();
    assertThat(units.takeBack(unit)).isFalse();
    assertThat(units.isEmpty()).isTrue();
    assertThat(units.look()).isFalse();
    assertThat(units.takeLate()).isNull();
  }

  @Test
  void takingLateUnitsLeavesNewOnesOnce() {
    units.open();
    Submission unit = deferred();
    assertThat(units.takeLate()).isNull();
    assertThat(unit.isDeferred()).isTrue();
    assertThat(list(units.takeLate())).containsExactly(unit);
  }

  @Test
  void onlyTheLateUnitsAreTaken() throws Exception {
    units.open();
    Submission late = deferred();
    assertThat(units.look()).isFalse();
    Submission fresh = deferredElsewhere();
    assertThat(list(units.takeLate())).containsExactly(late);
    assertThat(units.takeBack(fresh)).isTrue();
  }

  @Test
  void aUnitThatWasAllowedToStartIsLateAtOnce() {
    units.open();
    Submission unit = deferred();
    units.startAll();
    assertThat(units.look()).isTrue();
    units.takeLate();
    Submission next = deferred();
    units.startAll();
    assertThat(list(units.takeLate())).containsExactly(next);
    assertThat(unit.next).isNull();
  }

  @Test
  void theNextUnitInAPlaceIsNew() {
    units.open();
    Submission first = deferred();
    assertThat(units.look()).isFalse();
    units.takeBack(first);
    Submission second = deferred();
    assertThat(units.takeLate()).isNull();
    units.takeBack(second);
    Submission third = deferred();
    assertThat(units.look()).isFalse();
    assertThat(units.takeBack(third)).isTrue();
  }

  @Test
  void closingLeavesTheUnitsToTheOwner() throws Exception {
    units.open();
    Submission mine = deferred();
    Submission other = deferredElsewhere();
    units.close();
    assertThat(units.isOpen()).isFalse();
    assertThat(list(units.takeAll())).containsExactlyInAnyOrder(mine, other);
    assertThat(mine.isDeferred()).isFalse();
    assertThat(units.takeBack(mine)).isFalse();
    assertThat(units.takeBack(other)).isFalse();
    assertThat(units.isEmpty()).isTrue();
    assertThat(units.takeAll()).isNull();
    assertThat(units.defer(write())).isFalse();
  }

  @Test
  void aUnitCanBeTakenBackBetweenClosingAndTaking() {
    units.open();
    Submission unit = deferred();
    units.close();
    assertThat(units.takeBack(unit)).isTrue();
    assertThat(units.takeAll()).isNull();
  }

  @Test
  void unitsAreDeferredAgainAfterItWasOpenedAgain() {
    units.open();
    deferred();
    units.close();
    units.takeAll();
    units.open();
    assertThat(units.takeBack(deferred())).isTrue();
  }

  // ---- find ----

  @Test
  void findsAUnitOnTheFileUntilAThreadHasIt() {
    assertThat(units.find(scratch.file())).isNull();
    units.open();
    Submission first = deferred();
    assertThat(units.find(scratch.file())).isSameAs(first);
    units.takeBack(first);
    assertThat(units.find(scratch.file())).isNull();
    Submission second = deferred();
    units.startAll();
    assertThat(units.find(scratch.file())).as("about to be handed over").isSameAs(second);
    units.takeLate();
    assertThat(units.find(scratch.file())).isNull();
  }

  @Test
  void findsNoUnitOnAnotherFile() {
    units.open();
    deferred();
    assertThat(units.find(scratch.open())).isNull();
  }

  @Test
  void findsNoReadAndNoSync() throws Exception {
    units.open();
    for (Op op :
        List.of(
            scratch.read(),
            Op.sync(scratch.file()),
            Op.dataSync(scratch.file()),
            Op.barrierSync(scratch.file()))) {
      Submission unit = submission(op);
      assertThat(units.defer(unit)).isTrue();
      assertThat(units.find(scratch.file())).as(op::toString).isNull();
      assertThat(units.takeBack(unit)).isTrue();
    }
    assertThat(units.defer(submission(Op.dataSync(scratch.file())))).isTrue();
    Submission write = deferredElsewhere();
    assertThat(units.find(scratch.file())).as("a write beside a sync").isSameAs(write);
  }

  // ---- settlement ----

  @Test
  void whatIsDeferredOrTakenBackIsNotGiven() {
    units.open();
    Submission unit = deferred();
    assertThat(settlement.isSettled()).isTrue();
    units.takeBack(unit);
    assertThat(settlement.isSettled()).isTrue();
    units.close();
    units.takeAll();
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void whatTheOwnerTakesIsGiven() {
    units.open();
    Submission late = deferred();
    units.look();
    units.takeLate();
    assertThat(settlement.isSettled()).isFalse();
    settlement.settled();
    assertThat(settlement.isSettled()).as("not counted as taken").isFalse();
    settlement.take(late);
    assertThat(settlement.isSettled()).as("not ended").isFalse();
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();

    Submission last = deferred();
    units.close();
    units.takeAll();
    assertThat(settlement.isSettled()).isFalse();
    settlement.take(last);
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }

  // ---- races ----

  /** What the threads of a race have got. */
  private final class Race {
    private static final int UNITS_EACH = 40_000;

    private final Request op = (Request) scratch.write();
    private final List<Unit> ofOwner = new ArrayList<>();

    /** Whether the owner has got a unit. */
    private volatile boolean ownerHasSome;

    /** One step of the owner. */
    void look(int round) {
      units.open();
      if (round % 4 == 0) {
        units.look();
      }
      add(units.takeLate());
      if (round % 16 == 0) {
        units.close();
        add(units.takeAll());
      }
    }

    void end() {
      units.close();
      add(units.takeAll());
      settlement.settled();
    }

    private void add(Unit taken) {
      for (Unit unit : list(taken)) {
        assertThat(((Submission) unit).isDeferred()).isFalse();
        settlement.take(unit);
        ofOwner.add(unit);
        ownerHasSome = true;
      }
    }

    /**
     * Submits units until each kind of end has happened. {@return what this thread has got, after
     * the number of units that it submitted}
     */
    Share submit() {
      List<Unit> mine = new ArrayList<>();
      int submitted = 0;
      while (submitted < UNITS_EACH || !ownerHasSome || units.takenBack() == 0) {
        Submission unit = new Submission(op, context);
        boolean deferred = units.defer(unit);
        if (submitted % 64 == 1) {
          units.startAll();
        }
        // Nobody waits for some of the units. They are late, unless another thread finds them.
        if (!deferred || (submitted % 16 != 0 && units.takeBack(unit))) {
          mine.add(unit);
        }
        if (submitted % 32 == 3) {
          Submission found = units.find(op.file);
          if (found != null && units.takeBack(found)) {
            mine.add(found);
          }
        }
        submitted++;
      }
      return new Share(submitted, mine);
    }
  }

  private record Share(int submitted, List<Unit> mine) {}

  @Test
  void eachUnitEndsWithExactlyOneThread() throws Exception {
    int submitters = 3;
    Race race = new Race();
    int submitted = 0;
    List<Unit> all = new ArrayList<>();
    try (ExecutorService executor = Executors.newFixedThreadPool(submitters)) {
      List<Future<Share>> shares = new ArrayList<>();
      for (int i = 0; i < submitters; i++) {
        shares.add(executor.submit(race::submit));
      }
      for (int round = 0; !shares.stream().allMatch(Future::isDone); round++) {
        race.look(round);
      }
      race.end();
      for (Future<Share> share : shares) {
        submitted += share.get().submitted();
        all.addAll(share.get().mine());
      }
    }
    all.addAll(race.ofOwner);
    Set<Unit> different = Collections.newSetFromMap(new IdentityHashMap<>());
    different.addAll(all);

    assertThat(all).as("each unit has an owner").hasSize(submitted);
    assertThat(different.size()).as("no unit has two").isEqualTo(submitted);
    assertThat(units.isEmpty()).isTrue();
    assertThat(settlement.isSettled()).as("what was taken back was not given").isTrue();
  }
}
