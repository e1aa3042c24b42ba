// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The dio command in a JVM of its own, as a user starts it. A test can end it by a signal. */
final class DioProcess implements AutoCloseable {
  private static final int INTERRUPT_KEY = 3; // Ctrl-C
  private static final long LIMIT_SECONDS = 300;

  private final Process process;
  private final Path output;

  private DioProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /**
   * Starts it without a terminal.
   *
   * @param folder for the temporary files of the command, and for its output
   */
  static DioProcess start(Path folder, String... arguments) throws IOException {
    return start(folder, Map.of(), command(folder, arguments));
  }

  /**
   * Starts it on a terminal of its own, and skips the test if the tool for that is missing.
   *
   * @param columns the width of the terminal
   */
  static DioProcess onTerminal(Path folder, int columns, String... arguments) throws IOException {
    String shell =
        "stty cols %d; unset COLUMNS; exec %s"
            .formatted(
                columns,
                command(folder, arguments).stream()
                    .map(DioProcess::quoted)
                    .collect(Collectors.joining(" ")));
    List<String> command =
        List.of(Commands.assumeInstalled("script"), "-q", "-e", "-c", shell, "/dev/null");
    return start(folder, Map.of("SHELL", "/bin/sh"), command);
  }

  private static DioProcess start(Path folder, Map<String, String> variables, List<String> command)
      throws IOException {
    Path output = Files.createTempFile("dio-process", ".out");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .directory(folder.toFile());
    builder.environment().putAll(variables);
    return new DioProcess(builder.start(), output);
  }

  private static List<String> command(Path folder, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                // A shell starts its background jobs with SIGINT ignored. If the tests are in such
                // a job, the command would inherit that, and Ctrl-C would not end it.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Djava.io.tmpdir=" + folder,
                "-cp",
                absolute(System.getProperty("java.class.path")),
                Main.class.getName()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static String absolute(String classPath) {
    return Stream.of(classPath.split(":", -1))
        .filter(entry -> !entry.isEmpty())
        .map(entry -> Path.of(entry).toAbsolutePath().toString())
        .collect(Collectors.joining(":"));
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  /** Waits until it has printed something. */
  void awaitOutput(String text) {
    await(() -> output().contains(text), text);
  }

  /**
   * Waits until it runs a program whose path ends like that. The program may end at any time. So
   * one look both finds it and remembers it.
   *
   * @return that process
   */
  ProcessHandle awaitChild(String program) {
    AtomicReference<ProcessHandle> found = new AtomicReference<>();
    await(
        () -> {
          child(program).findFirst().ifPresent(found::set);
          return found.get() != null;
        },
        program);
    return found.get();
  }

  private Stream<ProcessHandle> child(String program) {
    return process
        .descendants()
        .filter(child -> child.info().command().filter(path -> path.endsWith(program)).isPresent());
  }

  private void await(BooleanSupplier condition, String what) {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!condition.getAsBoolean()) {
      assertThat(process.isAlive()).as("waits for %s: %s", what, output()).isTrue();
      assertThat(System.nanoTime()).as("waits for %s: %s", what, output()).isLessThan(limit);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  /** Presses Ctrl-C on its terminal. */
  void pressInterruptKey() throws IOException {
    process.getOutputStream().write(INTERRUPT_KEY);
    process.getOutputStream().flush();
  }

  /** Sends it SIGTERM. */
  void terminate() {
    process.destroy();
  }

  /** Waits until it has ended. {@return its exit code} */
  int awaitEnd() throws InterruptedException {
    assertThat(process.waitFor(Duration.ofSeconds(LIMIT_SECONDS))).as(output()).isTrue();
    return process.exitValue();
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    Files.delete(output);
  }
}
