// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;

/** Runs a program to its end. */
final class ChildProcess {
  private static final int WORDS_BYTES = 400;

  /** What a program left behind. */
  record Outcome(int exitCode, String out, String err) {

    /** {@return the beginning of what it said, on one line} */
    String firstWords() {
      String words =
          (err.isBlank() ? out : err)
              .lines()
              .map(String::strip)
              .filter(line -> !line.isEmpty())
              .collect(Collectors.joining(" "));
      return words.length() > WORDS_BYTES ? words.substring(0, WORDS_BYTES) + "..." : words;
    }
  }

  private ChildProcess() {}

  /**
   * Runs it and waits; an interrupt ends the program.
   *
   * @throws IOException if there is no such program, or it cannot be run
   */
  static Outcome run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).start();
    try {
      process.getOutputStream().close();
      // Both at once: a program that fills one pipe while we wait on the other would hang.
      Executor thread = task -> Thread.ofVirtual().start(task);
      CompletableFuture<String> err =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()), thread);
      CompletableFuture<String> out =
          CompletableFuture.supplyAsync(() -> text(process.getInputStream()), thread);
      int exitCode = process.waitFor();
      return new Outcome(exitCode, out.join(), err.join());
    } catch (CompletionException e) {
      throw new IOException(command.getFirst() + ": " + e.getCause().getMessage(), e);
    } finally {
      process.destroyForcibly();
    }
  }

  /**
   * {@return what a program printed that is to end with exit code 0}
   *
   * @throws PeerException if it did not, or cannot be run
   */
  static String output(List<String> command) throws PeerException, InterruptedException {
    try {
      Outcome outcome = run(command);
      if (outcome.exitCode() != 0) {
        throw new PeerException(
            "exit code %d: %s".formatted(outcome.exitCode(), outcome.firstWords()));
      }
      return outcome.out();
    } catch (IOException e) {
      throw new PeerException(e.getMessage(), e);
    }
  }

  private static String text(InputStream stream) {
    try (stream) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
