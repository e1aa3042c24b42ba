// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package com.example.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.IoScheduler;
import io.dio.iosched.Op;
import io.dio.iosched.Verb;
import io.dio.sys.DioFile;
import io.dio.testing.Fault;
import io.dio.testing.FaultInjectingScheduler;
import io.dio.testing.SimulatedDisk;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.util.HashSet;
import java.util.Set;

/** Injects a fault, loses power, and counts the outcomes. */
final class Testing {
  private Testing() {}

  /**
   * Prints one line.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) throws IOException {
    Set<Long> sizes = new HashSet<>();
    boolean noticed = false;
    try (SimulatedDisk disk = SimulatedDisk.create();
        FaultInjectingScheduler faults = FaultInjectingScheduler.over(IoScheduler.open());
        IoScheduler scheduler = disk.over(faults);
        DioFile file = DioFile.open(disk.root().resolve("file"), WRITE, CREATE);
        Arena arena = Arena.ofConfined()) {
      MemorySegment page = arena.allocate(4096);
      scheduler.submit(Op.syncDirectory(disk.root())).await();
      scheduler.submit(Op.write(file, page, 0).durable()).await();
      faults.inject(Fault.error(Errno.EIO).on(Verb.WRITE).nth(1));
      try {
        scheduler.submit(Op.write(file, page, 4096)).await();
      } catch (ErrnoException e) {
        noticed = e.errno() == Errno.EIO;
      }
      scheduler.submit(Op.write(file, page, 4096)).await();
      for (long seed = 0; seed < 50; seed++) {
        try (SimulatedDisk after = disk.crash(seed)) {
          sizes.add(Files.size(after.root().resolve("file")));
        }
      }
    }
    System.out.println(
        (noticed ? "a lost write was noticed" : "nothing was noticed")
            + "; outcomes: "
            + sizes.size());
  }
}
