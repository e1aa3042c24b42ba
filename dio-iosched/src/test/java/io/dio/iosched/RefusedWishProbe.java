// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.iosched.testing.ResourceLimit;
import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * Main class of a child JVM of an unprivileged user that lowers a limit. It prints, one {@code
 * key=value} a line, what happens to the rings that it opens. Arguments: {@code registration},
 * {@code threads}, {@code slabs ROUNDS} or {@code rings ROUNDS}.
 */
final class RefusedWishProbe {
  static final int SYNCS = 12;

  private static final PrintStream OUT = System.out;
  private static final int SLAB_BYTES = 7 << 20;
  private static final int SLAB_LIMIT_BYTES = 8 << 20;
  private static final int RING_LIMIT_BYTES = 64 << 10;

  private RefusedWishProbe() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "registration" -> requireRegistrationWithoutMemory();
      case "threads" -> withoutThreads();
      case "slabs" -> registerAgainAndAgain(Integer.parseInt(arguments[1]));
      case "rings" -> openAgainAndAgain(Integer.parseInt(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    OUT.flush();
    Runtime.getRuntime().halt(0);
  }

  private static void requireRegistrationWithoutMemory() {
    try (SlabPool slab = new SlabPool("test", 4096, 256)) {
      ResourceLimit.lockedMemory(0);
      SchedulerOptions options =
          SchedulerOptions.defaults().withSlabs(List.of(slab)).withRegistrationRequired(true);
      tell("open", () -> IoScheduler.open(options));
      tell("uring", () -> IoScheduler.uring(options));
      tell("posix", () -> IoScheduler.posix(options));
    }
  }

  private static void tell(String key, Callable<IoScheduler> opening) {
    try (IoScheduler scheduler = opening.call()) {
      OUT.println(key + "=" + scheduler.backend());
    } catch (Exception | OutOfMemoryError e) {
      OUT.println(key + "=" + e.getClass().getSimpleName() + ": " + e.getMessage());
      OUT.println(key + "Cause=" + e.getCause());
      for (Throwable suppressed : e.getSuppressed()) {
        OUT.println(key + "Suppressed=" + suppressed);
      }
      if (e instanceof IoUringUnavailableException unavailable) {
        OUT.println(key + "Kind=" + unavailable.unavailabilityCause().kind());
      }
    }
  }

  /** The limit is set after the ring was opened. */
  private static void withoutThreads() throws Exception {
    Path path = Files.createTempFile("dio-probe", ".bin");
    MemorySegment one = Arena.global().allocate(1);
    // Kernels before Linux 6.5 lack what inline reads need, which would be a degradation.
    SchedulerOptions options = SchedulerOptions.defaults().withFileSlots(1).withInlineReads(false);
    try (IoScheduler scheduler = IoScheduler.uring(options);
        DioFile file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ResourceLimit.processes(1);
      List<Ticket> syncs = new ArrayList<>();
      for (int i = 0; i < SYNCS; i++) {
        syncs.add(scheduler.submit(i % 2 == 0 ? Op.sync(file) : Op.dataSync(file)));
      }
      OUT.println("syncs=" + succeeded(syncs));
      FileSlot slot = scheduler.fileSlots().getFirst();
      OUT.println(
          "others="
              + succeeded(
                  List.of(
                      scheduler.submit(Op.allocate(file, 1 << 20)),
                      scheduler.submit(Op.openInto(slot, path, StandardOpenOption.READ)),
                      scheduler.submit(Op.write(file, one, 0).link(Op.sync(file))))));
      OUT.println("missing=" + scheduler.degradations());
      SchedulerOptions polled = SchedulerOptions.defaults().withSqPoll(true);
      tell("sqPollUring", () -> IoScheduler.uring(polled));
      tell("sqPollOpen", () -> IoScheduler.open(polled));
    } finally {
      Files.delete(path);
    }
  }

  private static int succeeded(List<Ticket> tickets) {
    int succeeded = 0;
    for (Ticket ticket : tickets) {
      try {
        ticket.await();
        succeeded++;
      } catch (IOException e) {
        OUT.println("failed=" + e.getMessage());
      }
    }
    return succeeded;
  }

  private static void registerAgainAndAgain(int rounds) throws Exception {
    ResourceLimit.lockedMemory(SLAB_LIMIT_BYTES);
    int registered = 0;
    Path path = Files.createTempFile("dio-probe", ".bin");
    try (SlabPool slab = new SlabPool("test", 4096, SLAB_BYTES / 4096);
        DioFile file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      SchedulerOptions options = SchedulerOptions.defaults().withSlabs(List.of(slab));
      for (int i = 0; i < rounds; i++) {
        try (IoScheduler scheduler = IoScheduler.open(options);
            Slot slot = slab.acquire()) {
          scheduler.submit(Op.write(file, slot, 0)).await();
          registered += scheduler.registration().isRegistered() ? 1 : 0;
        }
      }
    } finally {
      Files.delete(path);
    }
    OUT.println("registered=" + registered);
  }

  private static void openAgainAndAgain(int rounds) {
    ResourceLimit.lockedMemory(RING_LIMIT_BYTES);
    int opened = 0;
    for (int i = 0; i < rounds; i++) {
      try (IoScheduler scheduler = IoScheduler.open()) {
        opened += scheduler.backend() == Backend.URING ? 1 : 0;
        scheduler.fallbackReason().ifPresent(reason -> OUT.println("fallback=" + reason));
        if (i == 0) {
          OUT.println("first=" + scheduler.backend());
        }
      }
    }
    OUT.println("opened=" + opened);
    ResourceLimit.lockedMemory(0);
    tell("withNothing", IoScheduler::uring);
  }
}
