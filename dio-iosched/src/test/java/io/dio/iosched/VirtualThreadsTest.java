// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.testing.fixtures.ChildJvm;
import io.dio.testing.fixtures.Commands;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Virtual threads that wait for I/O while others run, in a JVM with two carriers. */
final class VirtualThreadsTest {
  @TempDir private Path directory;

  private void assertManyWaitAndOneMoreRuns(Backend backend) throws Exception {
    try (FrozenFileSystem frozen = FrozenFileSystem.mount()) {
      Path target = Files.createFile(frozen.root().resolve("target"));
      Path other = Files.writeString(directory.resolve("other"), "x".repeat(4096));
      Path allHang = directory.resolve("all-hang");
      Commands.run(Commands.assumeInstalled("mkfifo"), allHang.toString());
      frozen.freeze();
      // Opening a pipe waits for the other end. The child opens its end when all of its threads
      // hang.
      Background<Void> thawing =
          Background.run(() -> {
            Files.readString(allHang);
            frozen.thaw();
          });
      ChildJvm.Result result =
          ChildJvm.onClassPath(
              List.of(
                  "--enable-native-access=ALL-UNNAMED",
                  "-XX:TieredStopAtLevel=1",
                  "-Djdk.virtualThreadScheduler.parallelism=2",
                  "-Djdk.virtualThreadScheduler.maxPoolSize=2"),
              VirtualThreadsProbe.class,
              backend.toString(),
              target.toString(),
              other.toString(),
              allHang.toString());
      assertThat(result.exitCode()).as(result.output()).isZero();
      assertThat(result.output().lines())
          .containsExactly(
              "backend=" + backend,
              "waiting=64",
              "computed=true",
              "read=4096",
              "doneMeanwhile=0",
              "written=64");
      thawing.get();
    }
  }

  @Test
  void onARingSixtyFourWaitAndOneMoreRuns() throws Exception {
    Rings.open(LiburingSource.EMBEDDED).close();
    assertManyWaitAndOneMoreRuns(Backend.URING);
  }

  @Test
  void onWorkersSixtyFourWaitAndOneMoreRuns() throws Exception {
    assertManyWaitAndOneMoreRuns(Backend.POSIX_WORKERS);
  }
}
