// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.bench.pauses.Pauses;
import io.dio.bench.pauses.PausingLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random programs whose threads pause between the steps of the library. A pause makes orders of two
 * threads likely that otherwise happen once in billions of operations.
 *
 * <p>The short form takes 2 seconds for each backend. The long form has a property: {@code
 * -Ddio.test.pausesSeconds=60}.
 */
@Timeout(value = 60, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class RandomPausesTest {
  private static final int SECONDS = Integer.getInteger("dio.test.pausesSeconds", 2);

  @TempDir private Path folder;

  @Test
  void randomProgramsFindNoFaultIfThreadsPauseBetweenTwoSteps() throws Exception {
    long before = Pauses.count();
    assertThat(torture().call()).hasSize(4).allMatch(List.of("clean", "unavailable")::contains);
    assertThat(Pauses.count() - before).as("pauses").isPositive();
  }

  @SuppressWarnings("unchecked")
  private Callable<List<String>> torture() throws ReflectiveOperationException {
    ClassLoader loader = new PausingLoader(RandomPausesTest.class.getClassLoader());
    return (Callable<List<String>>)
        loader
            .loadClass(TortureForPauses.class.getName())
            .getConstructor(String.class, String.class)
            .newInstance(folder.toString(), Integer.toString(SECONDS));
  }
}
