// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.sys.DirectMode;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Random programs on channels of dio have the same results as on those of the JDK, on each kind of
 * file system.
 *
 * <p>{@code -Ddio.test.channelSteps=100000} makes the programs longer, and {@code
 * -Ddio.test.seed=N} repeats one.
 */
class ChannelDifferentialTest {
  private static final int STEPS = Integer.getInteger("dio.test.channelSteps", 2_000);
  private static final long SEED = Long.getLong("dio.test.seed", System.nanoTime());

  @ParameterizedTest
  @CsvSource({
    "EXT4, 512, true",
    "EXT4, 4096, true",
    "EXT4, 512, false",
    "XFS, 512, true",
    "XFS, 4096, true",
    "XFS, 512, false",
    "BTRFS, 512, true",
    "BTRFS, 512, false",
    "TMPFS, 512, true",
    "TMPFS, 512, false"
  })
  void anOpenedChannelDoesWhatThatOfTheJdkDoes(Kind kind, int sectorBytes, boolean direct)
      throws IOException {
    try (LoopFileSystem files = LoopFileSystem.mount(kind, sectorBytes)) {
      long nanos = System.nanoTime();
      new ChannelProgram(SEED, files.root(), (path, options) -> open(path, options, direct))
          .run(STEPS);
      System.out.printf(
          "%s, sectors of %d, %s: %,d steps, seed %d, %.1f s, no difference%n",
          kind,
          sectorBytes,
          direct ? "direct" : "buffered",
          STEPS,
          SEED,
          (System.nanoTime() - nanos) / 1e9);
    }
  }

  private static java.nio.channels.FileChannel open(
      Path path, Set<? extends OpenOption> options, boolean direct) throws IOException {
    Set<OpenOption> all = new HashSet<>(options);
    if (direct) {
      all.add(DirectMode.REQUIRED);
    }
    return DioChannels.open(path, all);
  }
}
