// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.Scratch;
import io.dio.iosched.internal.request.Request;
import io.dio.iosched.internal.ticket.WaiterSpin;
import io.dio.iosched.internal.unit.SchedulerContext;
import io.dio.iosched.internal.unit.Unit;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which units keep an engine unsettled, and for how long. */
class SettlementTest {
  private final SchedulerContext context =
      new SchedulerContext("test", SchedulerOptions.defaults(), WaiterSpin.NONE);
  private final Settlement settlement = new Settlement();
  private Scratch scratch;

  @BeforeEach
  void setUp(@TempDir Path directory) {
    scratch = new Scratch(directory);
  }

  @AfterEach
  void tearDown() {
    scratch.close();
  }

  private Unit unit(Op op) {
    return Unit.of((Request) op, context);
  }

  private Unit write() {
    return unit(scratch.write());
  }

  private List<Op> syncs() {
    return List.of(
        Op.sync(scratch.file()), Op.dataSync(scratch.file()), Op.barrierSync(scratch.file()));
  }

  /** Links the units, and gives them as a list. */
  private void giveTogether(Unit... newestFirst) {
    for (int i = 1; i < newestFirst.length; i++) {
      newestFirst[i - 1].next = newestFirst[i];
    }
    settlement.give(newestFirst[0], newestFirst[newestFirst.length - 1]);
  }

  @Test
  void isSettledAtFirst() {
    assertThat(settlement.isSettled()).isTrue();
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void isUnsettledFromTheGiftOfAUnitToItsEnd() {
    Unit unit = write();
    settlement.give(unit);
    assertThat(settlement.isSettled()).isFalse();
    settlement.take(unit);
    assertThat(settlement.isSettled()).isFalse();
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void aUnitOnItsWayKeepsItUnsettled() {
    Unit first = write();
    Unit second = write();
    settlement.give(first);
    settlement.take(first);
    settlement.give(second);
    settlement.settled();
    assertThat(settlement.isSettled()).isFalse();
    settlement.settled();
    assertThat(settlement.isSettled()).as("saying it twice changes nothing").isFalse();
    settlement.take(second);
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void syncsDoNotCount() {
    for (Op sync : syncs()) {
      Unit unit = unit(sync);
      settlement.give(unit);
      assertThat(settlement.isSettled()).as("given: %s", sync).isTrue();
      settlement.take(unit);
      settlement.settled();
      assertThat(settlement.isSettled()).as("taken: %s", sync).isTrue();
      settlement.keep(unit);
      assertThat(settlement.isSettled()).as("kept: %s", sync).isTrue();
    }
  }

  @Test
  void aChainThatBeginsWithASyncCounts() {
    Unit chain = unit(Op.dataSync(scratch.file()).link(scratch.write()));
    settlement.give(chain);
    assertThat(settlement.isSettled()).isFalse();
    settlement.take(chain);
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void eachUnitOfAListCounts() {
    Unit[] all = {write(), write(), write()};
    giveTogether(all);
    for (Unit unit : all) {
      assertThat(settlement.isSettled()).isFalse();
      settlement.take(unit);
      settlement.settled();
    }
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void whatFollowsTheEndOfAListDoesNotCount() {
    Unit oldest = write();
    oldest.next = write();
    giveTogether(oldest);
    settlement.take(oldest);
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void theSyncsOfAListDoNotCount() {
    Op sync = Op.dataSync(scratch.file());
    giveTogether(unit(sync), unit(sync));
    assertThat(settlement.isSettled()).as("only syncs").isTrue();
    Unit write = write();
    giveTogether(unit(sync), write, unit(sync));
    assertThat(settlement.isSettled()).isFalse();
    settlement.take(write);
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }

  @Test
  void aUnitThatIsKeptAfterAllWasNotGiven() {
    Unit first = write();
    Unit second = write();
    settlement.give(first);
    settlement.give(second);
    settlement.keep(second);
    assertThat(settlement.isSettled()).isFalse();
    settlement.take(first);
    settlement.settled();
    assertThat(settlement.isSettled()).isTrue();
  }
}
