// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.cost;

import io.dio.align.AlignedMemory;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.peer.SetupFigures;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.StandardOpenOption;
import java.util.function.Supplier;

/** Opens a scheduler of dio, reads one block through it, and closes it. */
final class OpenAndRead implements SetupProgram {
  private final CostPlan plan;
  private final Supplier<IoScheduler> opener;

  OpenAndRead(CostPlan plan, Supplier<IoScheduler> opener) {
    this.plan = plan;
    this.opener = opener;
  }

  @Override
  public SetupFigures run() throws IOException, BackendUnavailableException {
    long[] openAndReadNanos = new long[plan.times()];
    long[] closeNanos = new long[plan.times()];
    try (DioFile file = DioFile.open(plan.file(), StandardOpenOption.READ);
        Arena arena = Arena.ofShared()) {
      MemorySegment block = AlignedMemory.allocate(CostPlan.BLOCK_BYTES, arena).segment();
      for (int i = 0; i < plan.times(); i++) {
        long start = System.nanoTime();
        long read;
        try (IoScheduler scheduler = opener.get()) {
          requireWhole(scheduler.submit(Op.read(file, block, 0)).await());
          read = System.nanoTime();
        }
        closeNanos[i] = System.nanoTime() - read;
        openAndReadNanos[i] = read - start;
      }
    } catch (UnsupportedOperationException e) {
      throw new BackendUnavailableException(e.getMessage(), e);
    }
    return new SetupFigures(Medians.of(openAndReadNanos), Medians.of(closeNanos));
  }

  private static void requireWhole(long transferred) throws IOException {
    if (transferred != CostPlan.BLOCK_BYTES) {
      throw new IOException(
          "read %d bytes instead of %d".formatted(transferred, CostPlan.BLOCK_BYTES));
    }
  }
}
