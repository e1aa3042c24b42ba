// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

import io.dio.bench.job.JobResult.Status;
import io.dio.bench.job.Progress;
import io.dio.bench.peer.ChildProcess;
import io.dio.bench.peer.PeerException;
import io.dio.bench.process.FailureText;
import io.dio.bench.process.Leftover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures the first use of the library in a fresh JVM, beside a {@code FileChannel} and a foreign
 * function that does nothing. The programs take turns, each in a process of its own.
 */
public final class FreshCost {
  private static final double SECONDS_PER_PROCESS = 0.4;

  private final Path file;
  private final int blockBytes;
  private final int processes;

  /**
   * Describes a measurement.
   *
   * @param file the file to read, which has at least one block
   * @param processes how many processes each program gets; 0 to measure nothing
   */
  public FreshCost(Path file, int blockBytes, int processes) {
    this.file = file;
    this.blockBytes = blockBytes;
    this.processes = processes;
  }

  /** {@return an estimate of the duration of {@link #run}, to which its progress adds up} */
  public double estimatedSeconds() {
    return Variant.ALL.size() * processes * SECONDS_PER_PROCESS;
  }

  /** {@return a result for each program} */
  public List<FreshResult> run(Progress progress) throws IOException, InterruptedException {
    if (processes == 0) {
      return List.of();
    }
    Leftover<Path> folder =
        Leftover.create(() -> Files.createTempDirectory("dio-fresh-"), FreshCost::delete);
    try {
      Path jar = folder.get().resolve("programs.jar");
      ProgramJar.write(jar);
      List<Turns> all = new ArrayList<>();
      for (Variant variant : Variant.ALL) {
        all.add(new Turns(variant, folder.get(), jar));
      }
      for (int i = 0; i < processes; i++) {
        for (Turns turns : all) {
          progress.activity("fresh JVM: " + turns.variant.name());
          turns.takeTurn();
          progress.advance(SECONDS_PER_PROCESS);
        }
      }
      List<FreshResult> results = new ArrayList<>();
      for (Turns turns : all) {
        results.add(turns.result());
      }
      return results;
    } finally {
      delete(folder.get());
      folder.forget();
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path each : files.toList()) {
        Files.deleteIfExists(each);
      }
      Files.deleteIfExists(folder);
    } catch (IOException | UncheckedIOException e) {
      // It is in the system's folder for temporary files, and small.
    }
  }

  /** A program, and whether its JVM has a cache made ahead of time. */
  private record Variant(String name, Class<?> program, boolean cached) {
    static final List<Variant> ALL =
        List.of(
            new Variant("nothing", EmptyProgram.class, false),
            new Variant("filechannel", ChannelProgram.class, false),
            new Variant("ffm getpid", GetpidProgram.class, false),
            new Variant("dio", DioProgram.class, false),
            new Variant("ffm getpid, AOT cache", GetpidProgram.class, true),
            new Variant("dio, AOT cache", DioProgram.class, true));
  }

  /** The turns of one program. */
  private final class Turns {
    private final Variant variant;
    private final Path folder;
    private final Path jar;
    private final List<FreshFigures> figures = new ArrayList<>();
    private Optional<Path> cache = Optional.empty();
    private Status status = Status.DONE;
    private Optional<String> cause = Optional.empty();

    Turns(Variant variant, Path folder, Path jar) throws InterruptedException {
      this.variant = variant;
      this.folder = folder;
      this.jar = jar;
      if (variant.cached()) {
        makeCache();
      }
    }

    /** Runs the program once, as the JVM's training run. */
    private void makeCache() throws InterruptedException {
      Path made = folder.resolve(variant.program().getSimpleName() + ".aot");
      try {
        ChildProcess.output(command(List.of("-XX:AOTCacheOutput=" + made)));
        cache = Optional.of(made);
      } catch (PeerException e) {
        end(e);
      }
    }

    void takeTurn() throws InterruptedException {
      if (status != Status.DONE) {
        return;
      }
      try {
        long start = System.nanoTime();
        String printed = ChildProcess.output(command(List.of()));
        long processNanos = System.nanoTime() - start;
        figures.add(new FreshFigures(Long.parseLong(printed.strip()), processNanos));
      } catch (PeerException | NumberFormatException e) {
        end(e);
      }
    }

    private void end(Exception e) {
      status = Status.FAILED;
      cause = Optional.of(FailureText.of(e));
    }

    FreshResult result() throws InterruptedException {
      Optional<LoadedClasses> classes = Optional.empty();
      if (status == Status.DONE) {
        Path log = folder.resolve("classes.log");
        try {
          ChildProcess.output(command(List.of(LoadedClasses.logOption(log))));
          classes = Optional.of(LoadedClasses.of(log));
        } catch (PeerException | IOException e) {
          end(e);
        }
      }
      return new FreshResult(variant.name(), status, cause, List.copyOf(figures), classes);
    }

    private List<String> command(List<String> options) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.add("--enable-native-access=ALL-UNNAMED");
      command.addAll(options);
      cache.ifPresent(made -> command.add("-XX:AOTCache=" + made));
      command.addAll(List.of("-cp", jar.toString(), variant.program().getName()));
      command.addAll(List.of(file.toAbsolutePath().toString(), Integer.toString(blockBytes)));
      return command;
    }
  }
}
