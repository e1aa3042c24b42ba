// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.Errno;
import io.dio.sys.DioFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs against a kernel that does whatever it may: it completes in any order, moves less
 * than asked, is interrupted, takes a part of what is offered, refuses for lack of memory. One seed
 * gives one run; {@code -Ddio.seed=n} runs that one alone.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorSimulationTest {
  private static final int SEEDS = 60;
  private static final int ACTIONS = 200;

  @Test
  void keepsItsPromisesWhateverTheKernelDoes(@TempDir Path directory) throws Exception {
    Long only = Long.getLong("dio.seed");
    for (long seed = only == null ? 0 : only; seed < (only == null ? SEEDS : only + 1); seed++) {
      Path own = Files.createDirectory(directory.resolve("seed" + seed));
      try (Scratch scratch = new Scratch(own)) {
        new Simulation(seed, scratch).run();
      } catch (Throwable e) {
        throw new AssertionError("with -Ddio.seed=" + seed, e);
      }
    }
  }

  /** One run, and what is known of each of its submissions. */
  private static final class Simulation {
    private final Random random;
    private final Scratch scratch;
    private final FakeRing ring;
    private final CoordinatorRig rig;
    private final List<DioFile> files;

    private final List<Submission> accepted = new ArrayList<>();

    /** The memory of the operations that have pooled memory. */
    private final IdentityHashMap<Op, RecordingMemory> memory = new IdentityHashMap<>();

    /** What the kernel said at last, other than EINTR. */
    private final IdentityHashMap<Op, Integer> results = new IdentityHashMap<>();

    private final List<Submission> calledBack = new ArrayList<>();

    Simulation(long seed, Scratch scratch) {
      this.random = new Random(seed);
      this.scratch = scratch;
      this.ring = FakeRing.stepped(1 << random.nextInt(4), 1 + random.nextInt(12));
      this.rig = new CoordinatorRig(ring);
      this.files = List.of(scratch.file(), scratch.open(), scratch.open());
    }

    void run() {
      for (int i = 0; i < ACTIONS; i++) {
        act();
        if (i % 10 == 0) {
          assertInvariants();
        }
      }
      finish();
    }

    private void act() {
      switch (random.nextInt(10)) {
        case 0, 1, 2 -> submit();
        case 3, 4 -> complete();
        case 5 -> disturb();
        case 6 -> {
          rig.settle();
          assertSettled();
        }
        default -> rig.step();
      }
    }

    private void submit() {
      for (int count = 1 + random.nextInt(6); count > 0; count--) {
        Submission submission = rig.submit(nextOp());
        submission.onCompletion(_ -> calledBack.add(submission));
        accepted.add(submission);
      }
    }

    private Op nextOp() {
      DioFile file = files.get(random.nextInt(files.size()));
      return switch (random.nextInt(8)) {
        case 0 -> Op.drain(file);
        case 1 -> Op.allocate(file, 4096);
        case 2, 3 -> scratch.write(file);
        case 4, 5 -> {
          RecordingMemory pooled = scratch.pooled();
          Op op = Op.read(file, pooled, 0);
          memory.put(op, pooled);
          yield op;
        }
        default -> scratch.read(file);
      };
    }

    private void complete() {
      List<Op> held = new ArrayList<>(ring.held());
      for (int count = random.nextInt(4); count > 0 && !held.isEmpty(); count--) {
        Op op = held.remove(random.nextInt(held.size()));
        int result = nextResult(op);
        if (result != -Errno.EINTR) {
          results.put(op, result);
        }
        ring.complete(op, result);
      }
    }

    private int nextResult(Op op) {
      return switch (random.nextInt(8)) {
        case 0, 1 -> -Errno.EINTR;
        case 2 -> -Errno.EINVAL;
        case 3 -> op.verb.isTransfer() ? random.nextInt(Scratch.BYTES) : 0;
        default -> FakeRing.success(op);
      };
    }

    private void disturb() {
      switch (random.nextInt(6)) {
        case 0 -> ring.refuseEnter(Errno.EINTR);
        case 1 -> ring.refuseEnter(Errno.EBUSY);
        case 2, 3 -> ring.takeAtMost(random.nextInt(4));
        case 4 -> ring.signal();
        default -> ring.duringNextEnter(this::submit);
      }
    }

    private void assertInvariants() {
      ring.assertNoViolation();
      List<Op> issued = accepted.stream().map(s -> s.op).filter(op -> !isDrain(op)).toList();
      // Each for the first time in the order of acceptance, whatever was repeated in between.
      List<Op> first = ring.placements().stream().distinct().toList();
      assertThat(first).isEqualTo(issued.subList(0, first.size()));
      for (Submission submission : accepted) {
        if (submission.isDone()) {
          assertRightlyDone(submission);
        }
        RecordingMemory pooled = memory.get(submission.op);
        if (pooled != null) {
          assertThat(pooled.references()).isEqualTo(submission.isDone() ? 1 : 2);
        }
      }
    }

    private void assertRightlyDone(Submission submission) {
      if (isDrain(submission.op)) {
        assertThat(ahead(submission)).allMatch(Submission::isDone);
      } else {
        assertThat(submission.result()).isEqualTo(results.get(submission.op));
      }
    }

    /** With the kernel waiting for us and us for the kernel. */
    private void assertSettled() {
      for (Submission submission : accepted) {
        boolean mustBeDone =
            isDrain(submission.op)
                ? ahead(submission).stream().allMatch(Submission::isDone)
                    && isPlacedUpTo(submission)
                : results.containsKey(submission.op);
        assertThat(submission.isDone()).isEqualTo(mustBeDone);
      }
      assertThat(calledBack).doesNotHaveDuplicates();
      assertThat(calledBack).hasSize((int) accepted.stream().filter(Submission::isDone).count());
    }

    /** {@return whether what was accepted before {@code drain}, on any file, has left the queue} */
    private boolean isPlacedUpTo(Submission drain) {
      List<Op> placements = ring.placements();
      return accepted.subList(0, accepted.indexOf(drain)).stream()
          .allMatch(s -> isDrain(s.op) || placements.contains(s.op));
    }

    private List<Submission> ahead(Submission drain) {
      return accepted.subList(0, accepted.indexOf(drain)).stream()
          .filter(s -> s.op.file == drain.op.file && !isDrain(s.op))
          .toList();
    }

    private static boolean isDrain(Op op) {
      return op.verb == Verb.DRAIN;
    }

    private void finish() {
      while (true) {
        rig.settle();
        List<Op> held = ring.held();
        held.forEach(op -> results.put(op, FakeRing.success(op)));
        if (ring.completeAll() == 0) {
          break;
        }
      }
      assertSettled();
      rig.close();
      assertThat(accepted).allMatch(Submission::isDone);
      assertInvariants();
    }
  }
}
