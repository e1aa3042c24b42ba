// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.process.Leftover;
import io.dio.bench.torture.TortureBackend;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A running {@link WriterProgram}, and what it has acknowledged so far. */
final class WriterProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofSeconds(60);

  private final Leftover<Process> child;
  private final Acknowledged acknowledged = new Acknowledged();
  private final CountDownLatch ready = new CountDownLatch(1);
  private final Thread reader;
  private volatile String firstFailure;

  private WriterProcess(Leftover<Process> child) {
    this.child = child;
    this.reader = Thread.ofPlatform().daemon().name("dio-acknowledgements").start(this::read);
  }

  static WriterProcess start(Layout layout, TortureBackend backend, CrashPlan plan, boolean direct)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx128m",
            "-cp",
            System.getProperty("java.class.path"),
            WriterProgram.class.getName(),
            layout.folder().toString(),
            Long.toString(layout.seed()),
            backend.name(),
            plan.omission().name(),
            Boolean.toString(direct)));
    plan.writers().forEach(kind -> command.add(kind.name()));
    return new WriterProcess(
        Leftover.create(
            () ->
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start(),
            Process::destroyForcibly));
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(child.get().inputReader(StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        take(line);
      }
    } catch (IOException | UncheckedIOException e) {
      firstFailure = firstFailure == null ? e.toString() : firstFailure;
    } finally {
      ready.countDown();
    }
  }

  private void take(String line) {
    String[] words = line.split(" ", 2);
    if (line.equals(WriterProgram.READY)) {
      ready.countDown();
    } else if (words[0].equals("failed")) {
      firstFailure = firstFailure == null ? line : firstFailure;
    } else if (words.length == 2 && words[1].chars().allMatch(Character::isDigit)) {
      // A killed child may have ended in the middle of a line.
      acknowledged.add(WriterKind.valueOf(words[0]), Integer.parseInt(words[1]));
    }
  }

  /**
   * Waits until it writes.
   *
   * @throws IOException if it ended instead
   */
  void awaitReady() throws IOException, InterruptedException {
    boolean said = ready.await(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
    if (!said || !child.get().isAlive()) {
      throw new IOException("the writing process did not start: " + failure().orElse("no reason"));
    }
  }

  Acknowledged acknowledged() {
    return acknowledged.now();
  }

  /** {@return the first failure of a writer} */
  Optional<String> failure() {
    return Optional.ofNullable(firstFailure);
  }

  /** Waits for its end. {@return false if it still runs after so long} */
  boolean awaitEnd(Duration limit) throws InterruptedException {
    return child.get().waitFor(limit);
  }

  /** Sends SIGKILL, and reads what it still has said. */
  void kill() throws InterruptedException {
    child.get().destroyForcibly().waitFor();
    reader.join();
  }

  /** An interrupt ends only the wait. The process gets its signal in any case. */
  @Override
  public void close() {
    try {
      kill();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    child.forget();
  }
}
