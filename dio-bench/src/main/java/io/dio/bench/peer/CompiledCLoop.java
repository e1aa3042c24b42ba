// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import io.dio.bench.process.Leftover;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The C loop, compiled on this machine into a temporary folder.
 *
 * @param folder the folder; it is deleted on close, and when the process ends
 * @param program the executable; empty if it could not be compiled
 * @param compiler the compiler's version and the whole command, or why there is no program
 */
record CompiledCLoop(Leftover<Path> folder, Optional<Path> program, String compiler)
    implements AutoCloseable {
  private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");
  private static final List<String> FLAGS = List.of("-O2", "-Wall");
  private static final List<String> LIBRARIES = List.of("-luring", "-lpthread");
  private static final String SOURCE = "cloop.c";

  static CompiledCLoop compile() throws IOException, InterruptedException {
    return compile(COMPILERS);
  }

  static CompiledCLoop compile(List<String> compilers) throws IOException, InterruptedException {
    Leftover<Path> leftover =
        Leftover.create(
            () -> Files.createTempDirectory("dio-cloop-"), CompiledCLoop::deleteQuietly);
    Path folder = leftover.get();
    try {
      try (InputStream source = CompiledCLoop.class.getResourceAsStream(SOURCE)) {
        Files.copy(source, folder.resolve(SOURCE));
      }
      for (String compiler : compilers) {
        Optional<String> version = version(compiler);
        if (version.isPresent()) {
          return compiled(leftover, compiler, version.get());
        }
      }
      return new CompiledCLoop(
          leftover,
          Optional.empty(),
          "no C compiler: none of %s can be run".formatted(String.join(", ", compilers)));
    } catch (IOException | RuntimeException | InterruptedException e) {
      deleteQuietly(folder);
      leftover.forget();
      throw e;
    }
  }

  /** {@return the first line of the version that a program prints, if the program exists} */
  private static Optional<String> version(String compiler) throws InterruptedException {
    try {
      ChildProcess.Outcome outcome = ChildProcess.run(List.of(compiler, "--version"));
      return outcome.exitCode() == 0 ? outcome.out().lines().findFirst() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static CompiledCLoop compiled(Leftover<Path> leftover, String compiler, String version)
      throws IOException, InterruptedException {
    Path folder = leftover.get();
    Path program = folder.resolve("cloop");
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(FLAGS);
    String shown =
        "%s (%s %s cloop.c %s); ring descriptor registered, files and buffers not, no setup flags"
            .formatted(version, compiler, String.join(" ", FLAGS), String.join(" ", LIBRARIES));
    command.addAll(List.of("-o", program.toString(), folder.resolve(SOURCE).toString()));
    command.addAll(LIBRARIES);
    ChildProcess.Outcome outcome = ChildProcess.run(command);
    if (outcome.exitCode() == 0) {
      return new CompiledCLoop(leftover, Optional.of(program), shown);
    }
    String said = outcome.firstWords();
    String cause =
        said.contains("liburing.h") || said.contains("-luring") || said.contains("'uring'")
            ? "liburing's headers or library are missing (Debian, Ubuntu: liburing-dev): "
            : "cloop.c does not compile: ";
    return new CompiledCLoop(leftover, Optional.empty(), cause + said);
  }

  @Override
  public void close() throws IOException {
    delete(folder.get());
    folder.forget();
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    // A linker that was ended may have left a file of its own.
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private static void deleteQuietly(Path folder) {
    try {
      delete(folder);
    } catch (IOException e) {
      // The process is being ended, or the caller fails for another reason that it reports.
    }
  }
}
