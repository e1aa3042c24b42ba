// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.mempool.SlabPool;
import io.dio.mempool.Slot;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Main class of a child JVM that may lock only little memory. It prints, one {@code key=value} a
 * line, what happens to a slab that needs more.
 */
public final class RegistrationProbe {
  public static final int SLOT_BYTES = 4096;
  public static final int SLAB_BYTES = 1 << 20;

  private static final PrintStream OUT = System.out;

  private RegistrationProbe() {}

  public static void main(String[] arguments) throws Exception {
    try (SlabPool slab = new SlabPool("test", SLOT_BYTES, SLAB_BYTES / SLOT_BYTES);
        SlabPool small = new SlabPool("test", 4096, 1)) {
      SchedulerOptions options = SchedulerOptions.defaults().withSlabs(List.of(slab));
      try (IoScheduler scheduler = IoScheduler.open(options)) {
        OUT.println("backend=" + scheduler.backend());
        OUT.println("registered=" + scheduler.registration().isRegistered());
        OUT.println("reason=" + scheduler.registration().unregisteredReason().orElse("none"));
        OUT.println("verifiedBytes=" + writeAndReadBack(scheduler, slab));
      }
      SchedulerOptions required = options.withRegistrationRequired(true);
      try (IoScheduler _ = IoScheduler.uring(required)) {
        OUT.println("requiredUring=opened");
      } catch (UnsupportedOperationException e) {
        OUT.println("requiredUring=" + e.getMessage());
      }
      try (IoScheduler _ = IoScheduler.open(required)) {
        OUT.println("requiredOpen=opened");
      } catch (UnsupportedOperationException e) {
        OUT.println("requiredOpen=" + e.getMessage());
      }
      try (IoScheduler scheduler = IoScheduler.uring(required.withSlabs(List.of(small)))) {
        OUT.println("small=" + scheduler.registration().byteSize());
      }
    }
  }

  private static long writeAndReadBack(IoScheduler scheduler, SlabPool slab)
      throws IOException, InterruptedException {
    Path path = Files.createTempFile("dio-probe", ".bin");
    try (Arena arena = Arena.ofShared();
        Slot source = slab.acquire();
        Slot target = slab.acquire();
        DioFile file = DioFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      source.segment().copyFrom(arena.allocateFrom("what a child JVM wrote"));
      scheduler.submit(Op.write(file, source, 0)).await();
      long count = scheduler.submit(Op.read(file, target, 0)).await();
      return source.segment().mismatch(target.segment()) == -1 ? count : -1;
    } finally {
      Files.delete(path);
    }
  }
}
