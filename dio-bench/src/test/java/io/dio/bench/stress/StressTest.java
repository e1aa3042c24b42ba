// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.TimeLimits;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the classes named {@code *Stress} with jcstress: each test with two threads that do the same
 * thing again and again at the same moment, in a JVM of its own. An outcome that a test forbids
 * fails this one.
 *
 * <p>They are in the packages of the classes that they test. The class path allows that, and the
 * other modules run their tests on the module path.
 *
 * <p>The short form uses one JVM for each test, with the optimising compiler alone. The long form,
 * {@code -Ddio.test.stressMillis=3000}, runs each test for that time in each of the JVMs that
 * jcstress knows: interpreted, with each compiler, and with a compiler that orders at random.
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class StressTest {
  /** The time for each test and JVM in the short form. A fork takes about a second besides. */
  private static final int SHORT_MILLIS = 100;

  private static final Integer LONG_MILLIS = Integer.getInteger("dio.test.stressMillis");

  private static final String JVM_FLAGS =
      "-ea --enable-native-access=ALL-UNNAMED -XX:+UseSerialGC -Xlog:disable";

  /** A wake-up that is lost for ever ends a run here. */
  private static final long LIMIT_SECONDS =
      TimeUnit.MINUTES.toSeconds(LONG_MILLIS == null ? 8 : 28);

  /** The last line of this form has the sums. */
  private static final Pattern SUMS =
      Pattern.compile(
          "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard"
              + " errs");

  @TempDir private Path directory;

  @Test
  void noTestSeesAnOutcomeThatItForbids() throws Exception {
    Path output = directory.resolve("output.txt");
    Process process =
        new ProcessBuilder(command())
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      boolean ended = process.waitFor(TimeLimits.ofSeconds(LIMIT_SECONDS));
      assertThat(ended).as(() -> "ended in time: " + read(output)).isTrue();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    String text = read(output);
    keep(text);
    assertThat(process.exitValue()).as(text).isZero();
    MatchResult sums = SUMS.matcher(text).results().reduce((_, last) -> last).orElseThrow();
    long planned = Long.parseLong(sums.group(1));
    assertThat(planned).as(text).isPositive().isGreaterThanOrEqualTo(tests());
    assertThat(sums.group(2)).as(text).isEqualTo(sums.group(1));
  }

  private static String read(Path output) {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(classPath());
    command.add("org.openjdk.jcstress.Main");
    command.addAll(List.of("-v", "-r", directory.resolve("report").toString()));
    command.addAll(List.of("-c", "2", "-f", "1", "-fsm", "1", "-iters", "1", "-sc", "false"));
    command.addAll(List.of("-hs", "128", "-pth", "false"));
    if (LONG_MILLIS == null) {
      command.addAll(List.of("-time", Integer.toString(SHORT_MILLIS)));
      command.addAll(List.of("-jvmArgs", JVM_FLAGS + " -XX:-TieredCompilation"));
    } else {
      command.addAll(List.of("-time", LONG_MILLIS.toString()));
      command.addAll(List.of("-jvmArgsPrepend", JVM_FLAGS));
    }
    return command;
  }

  /** {@return the class path of this JVM, whose folders are perhaps relative} */
  private static String classPath() {
    List<String> entries = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Keeps the output, which names the samples of each outcome. */
  private static void keep(String text) throws IOException {
    Path target = Path.of("target");
    if (Files.isDirectory(target)) {
      Files.writeString(target.resolve("stress.txt"), text);
    }
  }

  /** {@return the number of tests that jcstress finds} */
  private static long tests() throws IOException {
    try (InputStream list = StressTest.class.getResourceAsStream("/META-INF/TestList")) {
      return new String(list.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank())
          .count();
    }
  }
}
