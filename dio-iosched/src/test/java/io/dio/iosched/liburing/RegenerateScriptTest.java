// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.liburing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The rewriting half of regenerate.sh. The other half needs a jextract. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "regenerate.sh needs GNU sed and Linux headers")
final class RegenerateScriptTest {
  private static final Path SOURCES = LiburingBindingsTest.SOURCES;
  private static final String MAIN_CLASS = "io/dio/iosched/liburing/liburing_h.java";

  @TempDir Path directory;

  @Test
  void rewritingTheCommittedBindingsChangesNothing() throws Exception {
    Path rewritten = directory.resolve("rewritten");

    Result result = rewrite(SOURCES, rewritten);

    assertThat(result).isEqualTo(new Result(0, ""));
    assertEqualsTheCommittedBindings(rewritten);
  }

  @Test
  void restrictedCallsArePrunedFromWhatJextractPrints() throws Exception {
    Path printed = copyOfTheBindings();
    edit(
        printed,
        """
            private static class io_uring_submit {
                public static final FunctionDescriptor DESC = FunctionDescriptor.of(
                    liburing_h.C_INT,
                    liburing_h.C_POINTER
                );
            }
        """,
        """
            static final SymbolLookup SYMBOL_LOOKUP = SymbolLookup.loaderLookup()
                    .or(Linker.nativeLinker().defaultLookup());

            private static class io_uring_submit {
                public static final FunctionDescriptor DESC = FunctionDescriptor.of(
                    liburing_h.C_INT,
                    liburing_h.C_POINTER
                );

                public static final MemorySegment ADDR = SYMBOL_LOOKUP.findOrThrow("io_uring_submit");

                public static final MethodHandle HANDLE = Linker.nativeLinker().downcallHandle(ADDR, DESC);
            }

            public static MethodHandle io_uring_submit$handle() {
                return io_uring_submit.HANDLE;
            }

            public static int io_uring_submit(MemorySegment ring) {
                try {
                    return (int)io_uring_submit.HANDLE.invokeExact(ring);
                } catch (Throwable ex$) {
                   throw new AssertionError("should not reach here", ex$);
                }
            }
        """);
    Path rewritten = directory.resolve("rewritten");

    Result result = rewrite(printed, rewritten);

    assertThat(result).isEqualTo(new Result(0, ""));
    assertEqualsTheCommittedBindings(rewritten);
  }

  @Test
  void namesThatAreNotListedArePruned() throws Exception {
    Path printed = copyOfTheBindings();
    edit(
        printed,
        "    private static final int IORING_OP_NOP = (int)0L;\n",
        """
            private static final int IORING_OP_ACCEPT = (int)13L;
            /**
             * {@snippet lang=c :
             * enum io_uring_op.IORING_OP_ACCEPT = 13
             * }
             */
            public static int IORING_OP_ACCEPT() {
                return IORING_OP_ACCEPT;
            }
            private static final int IORING_OP_NOP = (int)0L;
        """);
    Path rewritten = directory.resolve("rewritten");

    Result result = rewrite(printed, rewritten);

    assertThat(result).isEqualTo(new Result(0, ""));
    assertEqualsTheCommittedBindings(rewritten);
  }

  @Test
  void aListedNameThatJextractLeftOutIsReportedAndNothingIsReplaced() throws Exception {
    Path printed = copyOfTheBindings();
    edit(printed, "int IORING_OP_FALLOCATE()", "int IORING_OP_RENAMED()");
    Path rewritten = directory.resolve("rewritten");

    Result result = rewrite(printed, rewritten);

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output())
        .contains("not in the bindings: --include-constant IORING_OP_FALLOCATE");
    assertThat(rewritten).doesNotExist();
  }

  private record Result(int exitCode, String output) {}

  private static Result rewrite(Path from, Path to) throws IOException, InterruptedException {
    Process script =
        new ProcessBuilder(
                "bash",
                SOURCES.resolve("regenerate.sh").toString(),
                "--rewrite",
                from.toString(),
                to.toString())
            .redirectErrorStream(true)
            .start();
    script.getOutputStream().close();
    String output = new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Result(script.waitFor(), output);
  }

  private Path copyOfTheBindings() throws IOException {
    Path copy = directory.resolve("printed");
    for (Path file : javaFiles(SOURCES)) {
      Path target = copy.resolve(file);
      Files.createDirectories(target.getParent());
      Files.copy(SOURCES.resolve(file), target);
    }
    return copy;
  }

  private static void edit(Path bindings, String text, String replacement) throws IOException {
    Path file = bindings.resolve(MAIN_CLASS);
    String before = Files.readString(file);
    assertThat(before).containsOnlyOnce(text);
    Files.writeString(file, before.replace(text, replacement));
  }

  private static void assertEqualsTheCommittedBindings(Path rewritten) throws IOException {
    assertThat(javaFiles(rewritten)).isNotEmpty().isEqualTo(javaFiles(SOURCES));
    for (Path file : javaFiles(rewritten)) {
      assertThat(Files.mismatch(rewritten.resolve(file), SOURCES.resolve(file)))
          .as("first byte of %s that differs from the committed one", file)
          .isEqualTo(-1);
    }
  }

  private static List<Path> javaFiles(Path root) throws IOException {
    try (Stream<Path> paths = Files.walk(root)) {
      return paths
          .filter(path -> path.toString().endsWith(".java"))
          .map(root::relativize)
          .sorted()
          .toList();
    }
  }
}
