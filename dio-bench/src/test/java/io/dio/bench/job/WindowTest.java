// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.bench.backend.Lane;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final int BLOCK = 512;

  /** A device in memory. Outstanding operations complete in an order of its own. */
  private static final class FakeLane extends Lane {
    private final Random random = new Random(5);
    private final long[] outstanding;
    private final List<Long> failing;
    private int busy;
    private int deepest;
    private boolean dies;

    FakeLane(int slots, List<Long> failing) {
      super(MemorySegment.ofArray(new byte[slots * BLOCK]), BLOCK);
      outstanding = new long[slots];
      Arrays.fill(outstanding, -1);
      this.failing = failing;
    }

    @Override
    public void read(int slot, long fileOffset) {
      assertThat(outstanding[slot]).as("slot in use").isEqualTo(-1);
      outstanding[slot] = fileOffset;
      busy++;
      deepest = Math.max(deepest, busy);
    }

    @Override
    public void write(int slot, long fileOffset) {
      throw new AssertionError();
    }

    @Override
    public boolean isDone(int slot) {
      assertThat(outstanding[slot]).as("slot in use").isNotEqualTo(-1);
      return random.nextInt(4) == 0;
    }

    @Override
    public long await(int slot) throws IOException {
      if (dies) {
        throw new IllegalStateException("nobody knows");
      }
      long offset = outstanding[slot];
      assertThat(offset).as("slot in use").isNotEqualTo(-1);
      outstanding[slot] = -1;
      busy--;
      if (failing.contains(offset)) {
        throw new IOException("at " + offset);
      }
      return BLOCK;
    }
  }

  private static final class CountingWindow extends Window {
    private final List<Long> completed = new ArrayList<>();
    private final long end;
    private long next;

    CountingWindow(Lane lane, int slots, long end) {
      super(lane, slots);
      this.end = end;
    }

    @Override
    protected long nextOffset() {
      return next == end ? -1 : next++;
    }

    @Override
    protected void start(Lane lane, int slot, long fileOffset) throws IOException {
      lane.read(slot, fileOffset);
    }

    @Override
    protected void complete(Lane lane, int slot, long fileOffset, long transferred) {
      assertThat(transferred).isEqualTo(BLOCK);
      completed.add(fileOffset);
    }

    @Override
    protected void report() {}
  }

  @Test
  void completesEveryOffsetOnceWhateverTheOrder() throws IOException {
    for (int slots : new int[] {1, 2, 7, 64}) {
      FakeLane lane = new FakeLane(slots, List.of());
      CountingWindow window = new CountingWindow(lane, slots, 1000);
      window.run();
      assertThat(window.completed).hasSize(1000).doesNotHaveDuplicates();
      assertThat(lane.deepest).isEqualTo(slots);
      assertThat(window.isBusy()).isFalse();
    }
  }

  @Test
  void fewerOffsetsThanSlotsAreNoProblem() throws IOException {
    FakeLane lane = new FakeLane(64, List.of());
    CountingWindow window = new CountingWindow(lane, 64, 3);
    window.run();
    assertThat(window.completed).containsExactlyInAnyOrder(0L, 1L, 2L);
  }

  @Test
  void aFailureWaitsForWhatIsOutstandingBeforeItIsThrown() {
    FakeLane lane = new FakeLane(16, List.of(100L));
    CountingWindow window = new CountingWindow(lane, 16, 1000);
    assertThatThrownBy(window::run).isInstanceOf(IOException.class).hasMessage("at 100");
    assertThat(lane.busy).isZero();
    assertThat(window.isBusy()).isFalse();
    assertThat(window.completed)
        .as("what succeeded after it counts")
        .hasSize((int) window.next - 1);
  }

  @Test
  void anOperationOfUnknownOutcomeLeavesTheWindowBusy() {
    FakeLane lane = new FakeLane(4, List.of());
    lane.dies = true;
    CountingWindow window = new CountingWindow(lane, 4, 1000);
    assertThatThrownBy(window::run).isInstanceOf(IllegalStateException.class);
    assertThat(window.isBusy()).as("its memory may still be written to").isTrue();
  }
}
