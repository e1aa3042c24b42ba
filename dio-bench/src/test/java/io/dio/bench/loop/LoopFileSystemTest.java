// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.dio.testing.fixtures.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class LoopFileSystemTest {
  @TempDir private Path folder;

  private LoopFileSystem newXfs() throws IOException, InterruptedException {
    Commands.assumeMayMount();
    Commands.assumeInstalled("losetup");
    Commands.assumeInstalled("mkfs.xfs");
    return LoopFileSystem.make(LoopKind.XFS, folder, 512);
  }

  private static boolean isMounted(Path root) throws IOException {
    return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
        .anyMatch(line -> List.of(line.split(" ", -1)).contains(root.toString()));
  }

  @Test
  void afterALossOfPowerNothingCanBeWrittenUntilItIsMountedAgain() throws Exception {
    try (LoopFileSystem xfs = newXfs()) {
      xfs.losePower();
      assertThatIOException().isThrownBy(() -> Files.createFile(xfs.root().resolve("file")));
      xfs.mountAgain();
      Files.createFile(xfs.root().resolve("file"));
    }
  }

  @Test
  void aMountNamespaceThatKeepsItIsWaitedFor() throws Exception {
    String unshare = Commands.assumeInstalled("unshare");
    try (LoopFileSystem xfs = newXfs()) {
      Process keeper =
          new ProcessBuilder(unshare, "--mount", "sh", "-c", "echo ready; read line").start();
      try {
        assertThat(keeper.inputReader().readLine()).isEqualTo("ready");
        xfs.losePower();
        CompletableFuture<Void> ended = endsWhenMountedAgain(keeper, xfs.root());
        xfs.mountAgain();
        ended.join();
        Files.createFile(xfs.root().resolve("file"));
      } finally {
        keeper.destroyForcibly().waitFor();
      }
    }
  }

  /** Ends the process when the file system was unmounted and something is mounted there again. */
  private static CompletableFuture<Void> endsWhenMountedAgain(Process keeper, Path root) {
    return CompletableFuture.runAsync(() -> {
      try {
        while (isMounted(root)) {
          Thread.onSpinWait();
        }
        while (!isMounted(root)) {
          Thread.onSpinWait();
        }
        keeper.getOutputStream().close();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    });
  }
}
