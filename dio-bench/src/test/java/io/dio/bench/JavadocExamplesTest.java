// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The examples in the Javadoc of public types compile, and each type says since when it exists. */
class JavadocExamplesTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** The folders of the public packages. */
  private static final List<String> PACKAGES =
      List.of(
          "dio-align/src/main/java/io/dio/align",
          "dio-mempool/src/main/java/io/dio/mempool",
          "dio-sys/src/main/java/io/dio/sys",
          "dio-iosched/src/main/java/io/dio/iosched",
          "dio-iosched/src/main/java/io/dio/iosched/channel",
          "dio-iosched/src/main/java/io/dio/iosched/stream",
          "dio-testing/src/main/java/io/dio/testing");

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile(
          "^ *public (?:(?:static|final|abstract|sealed|non-sealed)"
              + " )*(?:class|interface|enum|record) (\\w+)",
          Pattern.MULTILINE);

  /** The beginning of a line inside a comment. */
  private static final Pattern MARGIN = Pattern.compile("^ *\\* ?", Pattern.MULTILINE);

  /** The names that examples use without declaring them. */
  private static final String FRAME =
      """
      import static java.nio.charset.StandardCharsets.UTF_8;
      import static java.nio.file.StandardOpenOption.*;
      import io.dio.align.*;
      import io.dio.iosched.*;
      import io.dio.iosched.channel.*;
      import io.dio.iosched.stream.*;
      import io.dio.mempool.*;
      import io.dio.sys.*;
      import io.dio.testing.*;
      import java.io.*;
      import java.lang.foreign.*;
      import java.nio.ByteBuffer;
      import java.nio.channels.FileChannel;
      import java.nio.file.Path;
      import java.util.*;
      import java.util.concurrent.atomic.*;
      abstract class Snippet {
        interface Log {
          void warn(String message);
        }
        Log log;
        Path path;
        DioFile file;
        IoScheduler scheduler;
        MmapPool pool;
        SlabPool slab;
        MmapBuffer buffer;
        List<MmapBuffer> pages;
        MemorySegment record;
        MemorySegment payload;
        MemorySegment contents;
        FileSlot slot;
        Path target;
        long fileOffset;
        long byteSize;
        abstract void freeSpace();
        abstract void prepareNextRequest();
        abstract void log(String message);
        abstract void handle(Object any);
        abstract long encode(MemorySegment segment);
        abstract Object parse(MemorySegment segment);
        abstract Object miss();
        abstract void runTheProgramUnderTest(IoScheduler scheduler, Path... paths);
        abstract void checkThatAllIsThereThatWasAcknowledged(IoScheduler scheduler, Path root);
        Object run() throws Exception {
          if (true) {
      EXAMPLE
          }
          return null;
        }
      }
      """;

  /** {@return the sources of the public packages, by the name of the type} */
  private static Map<String, String> sources() throws IOException {
    Map<String, String> sources = new TreeMap<>();
    for (String folder : PACKAGES) {
      try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
        for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
          sources.put(file.getFileName().toString().replace(".java", ""), read(file));
        }
      }
    }
    return sources;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the examples in the comments of a source file} */
  private static List<String> examples(String source) {
    List<String> found = new ArrayList<>();
    for (String opening : List.of("{@snippet :\n", "<pre>{@code\n")) {
      int at = source.indexOf(opening);
      while (at >= 0) {
        int begin = at + opening.length();
        int end = closingBrace(source, begin);
        found.add(MARGIN.matcher(source.substring(begin, end)).replaceAll(""));
        at = source.indexOf(opening, end);
      }
    }
    return found;
  }

  /** {@return where the brace is closed that was opened before {@code begin}} */
  private static int closingBrace(String source, int begin) {
    int depth = 1;
    for (int i = begin; i < source.length(); i++) {
      char c = source.charAt(i);
      depth += c == '{' ? 1 : c == '}' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    throw new AssertionError("an example without an end");
  }

  @TestFactory
  Stream<DynamicTest> everyExampleCompiles(@TempDir Path output) throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    sources()
        .forEach((type, source) -> {
          List<String> examples = examples(source);
          for (int i = 0; i < examples.size(); i++) {
            String example = examples.get(i);
            tests.add(
                DynamicTest.dynamicTest(
                    type + " " + (i + 1),
                    () ->
                        assertThat(
                                SnippetCompiler.compile(FRAME.replace("EXAMPLE", example), output))
                            .isEmpty()));
          }
        });
    assertThat(tests).hasSizeGreaterThanOrEqualTo(12);
    return tests.stream();
  }

  @Test
  void theTypesThatUsersBeginWithHaveAnExample() throws IOException {
    Map<String, String> sources = sources();
    assertThat(
            List.of(
                "Op",
                "IoScheduler",
                "IoBatch",
                "Ticket",
                "DioFile",
                "MmapPool",
                "DioChannels",
                "SequentialReader",
                "FaultInjectingScheduler",
                "SimulatedDisk"))
        .allSatisfy(type -> assertThat(examples(sources.get(type))).as(type).isNotEmpty());
  }

  /** The contract tests run this wrapper on every backend. */
  @Test
  void theWrapperOfTheExampleIsTheOneThatIsTested() throws IOException {
    String tested =
        read(ROOT.resolve("dio-iosched/src/test/java/io/dio/iosched/FailingSyncs.java"));
    assertThat(examples(sources().get("IoScheduler")))
        .anySatisfy(example ->
            assertThat(tested).endsWith("\n" + example.strip() + "\n").contains("FailingSyncs"));
  }

  @Test
  void everyPublicTypeSaysSinceWhenItExists() throws IOException {
    List<String> undated = new ArrayList<>();
    sources()
        .forEach((name, source) ->
            PUBLIC_TYPE
                .matcher(source)
                .results()
                .filter(type -> {
                  String before = source.substring(0, type.start());
                  return !before.substring(before.lastIndexOf("/**")).contains(" * @since ");
                })
                .forEach(type -> undated.add(name + ": " + type.group(1))));
    assertThat(undated).isEmpty();
  }
}
