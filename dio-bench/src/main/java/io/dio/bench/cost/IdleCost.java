// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.align.AlignedMemory;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.job.JobResult.Status;
import io.dio.bench.job.Progress;
import io.dio.bench.probe.SystemFiles;
import io.dio.bench.probe.TaskUsage;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.SchedulerOptions;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Measures the cost of an idle ring scheduler: the activity of its thread after some operations,
 * when it has nothing to do.
 */
public final class IdleCost {
  /** So many operations that all code paths of the scheduler have run. */
  private static final int OPERATIONS = 1000;

  /** The thread of a scheduler. The threads that open files for it have a longer name. */
  private static final Pattern COORDINATOR = Pattern.compile("dio-uring-\\d+");

  private static final SystemFiles SYSTEM = SystemFiles.ofThisSystem();

  private final CostPlan plan;

  public IdleCost(CostPlan plan) {
    this.plan = plan;
  }

  /** {@return the duration of {@link #run}, to which its progress adds up} */
  public double estimatedSeconds() {
    return plan.idleSeconds();
  }

  /** {@return the figures of the idle scheduler} */
  public IdleResult run(Progress progress) throws InterruptedException {
    progress.activity("idle");
    try {
      IdleFigures figures = measure();
      progress.advance(estimatedSeconds());
      return IdleResult.done(figures);
    } catch (BackendUnavailableException e) {
      return IdleResult.without(Status.UNAVAILABLE, e);
    } catch (IOException | RuntimeException e) {
      return IdleResult.without(Status.FAILED, e);
    }
  }

  private IdleFigures measure()
      throws IOException, BackendUnavailableException, InterruptedException {
    Set<Long> others = SYSTEM.taskNames().keySet();
    if (others.isEmpty()) {
      throw new BackendUnavailableException("this system does not tell of threads", null);
    }
    try (DioFile file = DioFile.open(plan.file(), StandardOpenOption.READ);
        Arena arena = Arena.ofShared();
        IoScheduler scheduler = open()) {
      Map.Entry<Long, String> thread = coordinator(others, SYSTEM.taskNames());
      MemorySegment block = AlignedMemory.allocate(CostPlan.BLOCK_BYTES, arena).segment();
      TaskUsage fresh = usage(thread.getKey(), thread.getValue());
      for (int i = 0; i < OPERATIONS; i++) {
        scheduler.submit(Op.read(file, block, 0)).await();
      }
      TaskUsage used = usage(thread.getKey(), thread.getValue());
      if (used.equals(fresh)) { // then measuring it idle would prove nothing
        throw new IOException(
            "%s did nothing for %d operations".formatted(thread.getValue(), OPERATIONS));
      }
      return watch(thread.getKey(), thread.getValue());
    }
  }

  private IoScheduler open() throws BackendUnavailableException {
    try {
      // If the thread did nothing before, measuring it idle would prove nothing.
      return IoScheduler.uring(
          SchedulerOptions.defaults().withRingDepth(plan.depth()).withInlineReads(false));
    } catch (UnsupportedOperationException e) {
      throw new BackendUnavailableException(e.getMessage(), e);
    }
  }

  /** {@return the one thread of a ring among {@code now} that did not exist before} */
  static Map.Entry<Long, String> coordinator(Set<Long> before, Map<Long, String> now)
      throws IOException {
    List<Map.Entry<Long, String>> found =
        now.entrySet().stream()
            .filter(task -> !before.contains(task.getKey()))
            .filter(task -> COORDINATOR.matcher(task.getValue()).matches())
            .toList();
    if (found.size() != 1) {
      throw new IOException("not one thread of a scheduler, but " + found);
    }
    return found.getFirst();
  }

  private IdleFigures watch(long task, String name) throws IOException, InterruptedException {
    long start = System.nanoTime();
    TaskUsage before = usage(task, name);
    OptionalLong ioWaitBefore = SYSTEM.ioWaitNanos();
    // The sleep is what is measured: the cost of a scheduler while nothing happens.
    Thread.sleep(Duration.ofNanos(Math.round(plan.idleSeconds() * 1e9)));
    TaskUsage after = usage(task, name);
    OptionalLong ioWaitAfter = SYSTEM.ioWaitNanos();
    OptionalLong ioWait =
        ioWaitBefore.isPresent() && ioWaitAfter.isPresent()
            ? OptionalLong.of(ioWaitAfter.getAsLong() - ioWaitBefore.getAsLong())
            : OptionalLong.empty();
    return new IdleFigures(name, System.nanoTime() - start, after.since(before), ioWait);
  }

  private static TaskUsage usage(long task, String name) throws IOException {
    return SYSTEM
        .taskUsage(task)
        .orElseThrow(() -> new IOException("thread %s (%d) is gone".formatted(name, task)));
  }
}
