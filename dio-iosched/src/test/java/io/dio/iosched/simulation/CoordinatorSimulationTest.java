// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.CompletionThread;
import io.dio.testing.fixtures.OpenDescriptors;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs random programs against a simulated kernel that uses all its freedom. It completes
 * operations in any order, moves fewer bytes than requested, is interrupted, takes only a part of
 * the entries, refuses, fails and dies. One seed gives one program; {@code -Ddio.seed=n} runs that
 * one alone.
 */
@Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CoordinatorSimulationTest {
  private static final int PROGRAMS = 100_000;
  private static final int LEAST_MEDIAN = 20;
  private static final int LEAST_FAULTS = 1_000;

  /** Runs programs on a thread that completes I/O. A call that would wait throws there. */
  private static final class SimulationThread extends CompletionThread {
    private final Path directory;
    private final long firstSeed;
    private final int programs;
    private final SimulationCounts counts = new SimulationCounts();
    private Throwable failure;

    SimulationThread(Path directory, long firstSeed, int programs) {
      super("simulation");
      this.directory = directory;
      this.firstSeed = firstSeed;
      this.programs = programs;
    }

    @Override
    public void run() {
      long seed = firstSeed;
      try (SimulationPlace place = new SimulationPlace(directory)) {
        for (; seed < firstSeed + programs; seed++) {
          new SimulatedProgram(seed, place, counts).run();
        }
      } catch (Throwable e) {
        failure = new AssertionError("with -Ddio.seed=" + seed, e);
      }
    }

    SimulationCounts awaitCounts() throws Throwable {
      join();
      if (failure != null) {
        throw failure;
      }
      return counts;
    }
  }

  @Test
  void keepsItsPromisesWhateverTheKernelDoes(@TempDir Path directory) throws Throwable {
    Long only = Long.getLong("dio.seed");
    SimulationThread thread =
        new SimulationThread(directory, only == null ? 0 : only, only == null ? PROGRAMS : 1);
    long start = System.nanoTime();
    thread.start();
    SimulationCounts counts = thread.awaitCounts();
    System.out.printf(
        "Simulation: %d programs, %d operations (median %d per program), %d s, 0 violations%n%s",
        counts.programs(),
        counts.operations(),
        counts.medianOperations(),
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        counts.table());

    for (int i = 0; i < 2; i++) {
      assertThat(OpenDescriptors.of(directory.resolve("file" + i))).isEmpty();
    }
    if (only == null) {
      assertThat(counts.medianOperations()).isGreaterThanOrEqualTo(LEAST_MEDIAN);
      assertThat(counts.rarerThan(LEAST_FAULTS)).isEmpty();
    }
  }
}
