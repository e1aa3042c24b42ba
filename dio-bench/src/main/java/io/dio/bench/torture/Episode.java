// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.torture;

import io.dio.bench.torture.TortureFault.Kind;
import io.dio.iosched.FileSlot;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.iosched.SchedulerStats;
import io.dio.mempool.MmapPool;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import io.dio.sys.DirectUnavailableException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * One scheduler with random options, and the programs of all its threads. At the end the scheduler
 * is closed, in some episodes while operations are in flight and threads still submit, and the
 * files are compared with the models.
 *
 * <p>Everything depends on the seed, except the time at which operations complete.
 */
final class Episode {
  private static final int STEPS = 250;
  private static final int BUFFERS = 24;
  private static final int SMALLEST_RING = 8;
  private static final long PAUSE_NANOS = 500_000;

  /** How the scheduler is closed. */
  private enum End {
    /** When all threads are done. */
    QUIET,
    /** While threads submit; everything accepted is executed. */
    CLOSE,
    /** While threads submit; what has not started is cancelled. */
    CLOSE_NOW
  }

  private final long seed;
  private final Random random;
  private final TorturePlan plan;
  private final TortureBackend backend;
  private final Path folder;
  private final Tally tally;
  private final End end;
  private final boolean interrupting;
  private final Pace pace;
  private final List<Area> areas = new ArrayList<>();
  private final List<Names> names = new ArrayList<>();

  Episode(long seed, TorturePlan plan, TortureBackend backend, Path folder, Tally tally) {
    this.seed = seed;
    this.random = Seeds.random(seed);
    this.plan = plan;
    this.backend = backend;
    this.folder = folder;
    this.tally = tally;
    this.end =
        switch (random.nextInt(4)) {
          case 0 -> End.CLOSE;
          case 1 -> End.CLOSE_NOW;
          default -> End.QUIET;
        };
    this.interrupting = random.nextBoolean();
    this.pace =
        switch (random.nextInt(3)) {
          case 0 -> Pace.BUSY;
          case 1 -> Pace.PATIENT;
          default -> Pace.ALTERNATING;
        };
  }

  /** Runs it in a new folder, which it removes. */
  void run() throws IOException {
    Files.createDirectory(folder);
    int directUnit = directUnit();
    try (MmapPool pool = new MmapPool("torture buffers", Buffers.BYTES, BUFFERS);
        SlabPool slab = new SlabPool("torture slab", Buffers.BYTES, BUFFERS);
        Arena arena = Arena.ofShared()) {
      runWith(pool, slab, arena, directUnit);
      if (plan.breakage() == Breakage.LEAK) {
        pool.tryAcquire().segment().fill((byte) 0);
      }
      requireNoneOut("MmapPool", pool.outstanding());
      requireNoneOut("SlabPool", slab.outstanding());
    }
    delete(folder);
  }

  /** {@return what direct I/O has to be aligned to in this folder; 0 if it is refused} */
  private int directUnit() throws IOException {
    Path probe = folder.resolve("probe");
    try (DioFile file = DioFile.open(probe, Area.options(true))) {
      return Math.max(
          file.alignment().memory(),
          Math.max(file.alignment().offset(), file.alignment().readOffset()));
    } catch (DirectUnavailableException e) {
      return 0;
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static void requireNoneOut(String what, long outstanding) {
    if (outstanding != 0) {
      throw new TortureFault(Kind.LEAK, outstanding + " buffers of the " + what + " are out");
    }
  }

  private void runWith(MmapPool pool, SlabPool slab, Arena arena, int directUnit)
      throws IOException {
    SchedulerOptions options = options(pool, slab);
    IoScheduler scheduler = backend.open(options);
    Stage stage = new Stage(scheduler, tally);
    try (DioFile direct = shared("direct", directUnit > 0);
        DioFile buffered = shared("buffered", false)) {
      List<Program> programs = new ArrayList<>();
      for (int i = 0; i < plan.threads(); i++) {
        List<FileSlot> slots = scheduler.fileSlots();
        Path own = Files.createDirectory(folder.resolve("thread" + i));
        Buffers buffers = new Buffers(pool, slab, arena);
        List<Area> ranges =
            List.of(
                Area.sharing(direct, i),
                Area.sharing(buffered, i),
                Area.owning(own.resolve("file")),
                Area.inSlot(own.resolve("slot"), slots.get(2 * i)));
        Names ownNames = new Names(stage, own.resolve("names"), slots.get(2 * i + 1), buffers);
        areas.addAll(ranges);
        names.add(ownNames);
        long programSeed = random.nextLong();
        programs.add(new Program(stage, programSeed, pace, ranges, ownNames, buffers, directUnit));
      }
      runAll(stage, programs);
    } finally {
      scheduler.close();
      for (Area area : areas) {
        area.close();
      }
    }
    verify(scheduler.stats());
  }

  private SchedulerOptions options(MmapPool pool, SlabPool slab) {
    SchedulerOptions options =
        SchedulerOptions.defaults()
            .withFileSlots(2 * plan.threads())
            .withRingDepth(SMALLEST_RING << random.nextInt(6))
            .withCoalescing(random.nextBoolean())
            .withInlineReads(random.nextBoolean());
    if (random.nextInt(3) == 0) {
      options = options.withMaxInFlight(16 + random.nextInt(64));
    }
    if (random.nextBoolean()) {
      options = options.withBufferPools(List.of(pool));
    }
    return random.nextBoolean() ? options.withSlabs(List.of(slab)) : options;
  }

  private DioFile shared(String name, boolean direct) throws IOException {
    Path path = folder.resolve(name);
    DioFile file =
        direct
            ? DioFile.open(
                path,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                DirectMode.REQUIRED)
            : DioFile.open(path, Area.options(false));
    file.truncate((long) plan.threads() * Area.BYTES);
    return file;
  }

  private void runAll(Stage stage, List<Program> programs) {
    List<Thread> threads = new ArrayList<>();
    List<CompletableFuture<Void>> results = new ArrayList<>();
    for (int i = 0; i < programs.size(); i++) {
      Program program = programs.get(i);
      CompletableFuture<Void> result = new CompletableFuture<>();
      Thread.Builder kind =
          i % 2 == 0
              ? Thread.ofPlatform().daemon().name("dio-torture-" + i)
              : Thread.ofVirtual().name("dio-torture-virtual-" + i);
      threads.add(kind.start(() -> runOne(program, result)));
      results.add(result);
    }
    CompletableFuture<Void> all =
        CompletableFuture.allOf(results.toArray(CompletableFuture[]::new));
    long closeAtStep = (long) ((0.3 + 0.7 * random.nextDouble()) * STEPS * programs.size());
    while (!all.isDone()) {
      if (plan.breakage() == Breakage.HANG) {
        new CompletableFuture<Void>().join();
      }
      if (!stage.isClosing() && stage.steps() >= closeAtStep) {
        closeEarly(stage);
      }
      if (interrupting) {
        tally.event("interrupts of others");
        threads.get(random.nextInt(threads.size())).interrupt();
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
    if (end == End.QUIET) {
      stage.close();
    }
    tally.event("scheduler closes");
    rethrow(all);
    while (!stage.allCallbacksRan()) { // a lost callback is found as a hang
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  private static void runOne(Program program, CompletableFuture<Void> result) {
    try {
      program.run(STEPS);
      result.complete(null);
    } catch (Throwable e) {
      result.completeExceptionally(e);
    }
  }

  private void closeEarly(Stage stage) {
    switch (end) {
      case CLOSE -> stage.close();
      case CLOSE_NOW -> stage.closeNow();
      case QUIET -> {}
    }
  }

  private static void rethrow(CompletableFuture<Void> all) {
    try {
      all.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof TortureFault fault) {
        throw fault;
      }
      throw new TortureFault(
          Kind.WRONG_FAILURE, "a program ended with " + e.getCause(), e.getCause());
    }
  }

  private void verify(SchedulerStats stats) throws IOException {
    TortureFault.requireCount(0, stats.inFlight(), "operations in flight after close");
    if (plan.breakage() == Breakage.WRONG_BYTE) {
      try (RandomAccessFile file =
          new RandomAccessFile(folder.resolve("buffered").toFile(), "rw")) {
        int old = file.read();
        file.seek(0);
        file.write(old + 1);
      }
    }
    for (Area area : areas) {
      area.verify(tally);
    }
    for (Names each : names) {
      each.verify();
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }

  @Override
  public String toString() {
    return "episode " + seed;
  }
}
