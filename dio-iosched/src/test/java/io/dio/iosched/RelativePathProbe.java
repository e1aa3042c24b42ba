// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Opens a relative path over every backend: the main class of child JVMs. */
final class RelativePathProbe {
  private RelativePathProbe() {}

  private interface Opener {
    IoScheduler open() throws IOException;
  }

  /**
   * Takes the name of a file.
   *
   * @param arguments the name
   */
  public static void main(String[] arguments) {
    Path path = Path.of(arguments[0]);
    SchedulerOptions slots = SchedulerOptions.defaults().withFileSlots(1);
    Map<String, Opener> backends = new LinkedHashMap<>();
    backends.put("inline", () -> IoScheduler.posix(slots));
    backends.put("workers", () -> IoScheduler.posix(slots.withWorkers(2)));
    backends.put("uring", () -> IoScheduler.uring(slots));
    backends.forEach((name, opener) -> {
      try (IoScheduler scheduler = opener.open()) {
        System.out.println(name + " open " + open(scheduler, path));
        FileSlot slot = scheduler.fileSlots().getFirst();
        scheduler.submit(Op.openInto(slot, path)).await();
        System.out.println(name + " openInto " + scheduler.submit(Op.close(slot)).await());
      } catch (IOException | RuntimeException e) {
        System.out.println(name + " " + e);
      }
    });
  }

  private static long open(IoScheduler scheduler, Path path) throws IOException {
    Ticket ticket = scheduler.submit(Op.open(path));
    ticket.await();
    try (var file = ticket.file()) {
      return file.size();
    }
  }
}
