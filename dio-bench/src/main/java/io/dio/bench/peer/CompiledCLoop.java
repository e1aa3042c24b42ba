// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.peer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The C loop, compiled on this machine into a temporary folder.
 *
 * @param folder where; deleted on close
 * @param program the executable; empty if it could not be made
 * @param compiler the compiler's version and the whole command, or why there is no program
 */
record CompiledCLoop(Path folder, Optional<Path> program, String compiler)
    implements AutoCloseable {
  private static final List<String> COMPILERS = List.of("cc", "gcc", "clang");
  private static final List<String> FLAGS = List.of("-O2", "-Wall");
  private static final List<String> LIBRARIES = List.of("-luring", "-lpthread");
  private static final String SOURCE = "cloop.c";

  static CompiledCLoop compile() throws IOException, InterruptedException {
    return compile(COMPILERS);
  }

  static CompiledCLoop compile(List<String> compilers) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("dio-cloop-");
    Path program = folder.resolve("cloop");
    try {
      try (InputStream source = CompiledCLoop.class.getResourceAsStream(SOURCE)) {
        Files.copy(source, folder.resolve(SOURCE));
      }
      for (String compiler : compilers) {
        Optional<String> version = version(compiler);
        if (version.isPresent()) {
          return compiled(folder, program, compiler, version.get());
        }
      }
      return new CompiledCLoop(
          folder,
          Optional.empty(),
          "no C compiler: none of %s can be run".formatted(String.join(", ", compilers)));
    } catch (IOException | RuntimeException | InterruptedException e) {
      delete(folder);
      throw e;
    }
  }

  /** {@return the first line of what it says of itself, if there is such a program} */
  private static Optional<String> version(String compiler) throws InterruptedException {
    try {
      ChildProcess.Outcome outcome = ChildProcess.run(List.of(compiler, "--version"));
      return outcome.exitCode() == 0 ? outcome.out().lines().findFirst() : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static CompiledCLoop compiled(Path folder, Path program, String compiler, String version)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(compiler));
    command.addAll(FLAGS);
    String shown =
        "%s (%s %s cloop.c %s); ring descriptor registered, files and buffers not, no setup flags"
            .formatted(version, compiler, String.join(" ", FLAGS), String.join(" ", LIBRARIES));
    command.addAll(List.of("-o", program.toString(), folder.resolve(SOURCE).toString()));
    command.addAll(LIBRARIES);
    ChildProcess.Outcome outcome = ChildProcess.run(command);
    if (outcome.exitCode() == 0) {
      return new CompiledCLoop(folder, Optional.of(program), shown);
    }
    String said = outcome.firstWords();
    String cause =
        said.contains("liburing.h") || said.contains("-luring") || said.contains("'uring'")
            ? "liburing's headers or library are missing (Debian, Ubuntu: liburing-dev): "
            : "cloop.c does not compile: ";
    return new CompiledCLoop(folder, Optional.empty(), cause + said);
  }

  @Override
  public void close() throws IOException {
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    for (String name : List.of(SOURCE, "cloop")) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder);
  }
}
