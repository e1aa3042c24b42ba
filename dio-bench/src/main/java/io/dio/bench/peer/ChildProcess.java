// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import io.dio.bench.process.FailureText;
import io.dio.bench.process.Leftover;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs a program and waits until it ends. */
public final class ChildProcess {
  private static final int WORDS_BYTES = 400;

  /** The time in which a program can remove its temporary files and end its own children. */
  private static final long GRACE_SECONDS = 2;

  /** The exit code and output of a program that has ended. */
  record Outcome(int exitCode, String out, String err) {

    /** {@return the beginning of its output, on one line} */
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
   * Runs a program and waits for it. An interrupt ends the program, and so does the end of this
   * process.
   *
   * @throws IOException if there is no such program, or it cannot be run
   */
  static Outcome run(List<String> command) throws IOException, InterruptedException {
    Leftover<Process> child =
        Leftover.create(() -> new ProcessBuilder(command).start(), ChildProcess::end);
    Process process = child.get();
    try {
      process.getOutputStream().close();
      // Both pipes are read at once. If one of them filled up while we wait on the other, the
      // program would hang.
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
      end(process);
      child.forget();
    }
  }

  /**
   * Ends a program. It is asked first, because compilers and fio then clean up and end their own
   * children.
   */
  private static void end(Process process) {
    if (!process.isAlive()) {
      return;
    }
    List<ProcessHandle> family =
        Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
    family.forEach(ProcessHandle::destroy);
    try {
      if (process.waitFor(GRACE_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  /**
   * {@return the output of a program that should end with exit code 0}
   *
   * @throws PeerException if it ended with another code, or cannot be run
   */
  public static String output(List<String> command) throws PeerException, InterruptedException {
    try {
      Outcome outcome = run(command);
      if (outcome.exitCode() != 0) {
        throw new PeerException(
            "exit code %d: %s".formatted(outcome.exitCode(), outcome.firstWords()));
      }
      return outcome.out();
    } catch (IOException e) {
      throw new PeerException(FailureText.of(e), e);
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
