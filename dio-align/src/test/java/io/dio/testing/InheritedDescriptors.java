// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import io.dio.align.foreign.SystemCall;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The descriptors that a program inherits which native code of this process executes. {@link
 * ProcessBuilder} proves nothing about that, because it closes all of them in the child. Linux
 * only.
 */
public final class InheritedDescriptors {
  private static final SystemCall POSIX_SPAWN = SystemCall.returningInt("posix_spawn");
  private static final SystemCall WAITPID = SystemCall.returningInt("waitpid");
  private static final int EINTR = 4;

  private InheritedDescriptors() {}

  /**
   * {@return the lines that {@code ls -l /proc/self/fd} prints in a program that is executed now}
   *
   * @param folder where the output may be written
   */
  public static List<String> list(Path folder) throws IOException {
    Path output = Files.createTempFile(folder, "inherited", ".txt");
    try {
      run("ls -l /proc/self/fd > '" + output + "'");
      return Files.readAllLines(output);
    } finally {
      Files.delete(output);
    }
  }

  private static void run(String script) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment arguments =
          pointers(
              arena,
              arena.allocateFrom("sh"),
              arena.allocateFrom("-c"),
              arena.allocateFrom(script));
      MemorySegment environment = pointers(arena, arena.allocateFrom("PATH=/usr/bin:/bin"));
      MemorySegment child = arena.allocate(ValueLayout.JAVA_INT);
      int spawned =
          (int)
              POSIX_SPAWN.call(
                  child.address(),
                  arena.allocateFrom("/bin/sh").address(),
                  0,
                  0,
                  arguments.address(),
                  environment.address());
      if (spawned != 0) {
        throw new IllegalStateException("posix_spawn: errno " + spawned);
      }
      MemorySegment status = arena.allocate(ValueLayout.JAVA_INT);
      int waited;
      do {
        waited = (int) WAITPID.call(child.get(ValueLayout.JAVA_INT, 0), status.address(), 0);
      } while (waited == -EINTR);
      if (waited < 0 || status.get(ValueLayout.JAVA_INT, 0) != 0) {
        throw new IllegalStateException(
            "waitpid: " + waited + ", status " + status.get(ValueLayout.JAVA_INT, 0));
      }
    }
  }

  /** {@return an array of pointers that ends with NULL} */
  private static MemorySegment pointers(Arena arena, MemorySegment... texts) {
    MemorySegment array = arena.allocate(ValueLayout.JAVA_LONG, texts.length + 1L);
    for (int i = 0; i < texts.length; i++) {
      array.setAtIndex(ValueLayout.JAVA_LONG, i, texts[i].address());
    }
    return array;
  }
}
