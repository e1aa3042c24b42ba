// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.liburing;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Compares the committed bindings with their include list and with the values that a C compiler
 * prints.
 */
final class LiburingBindingsTest {
  static final Path SOURCES = Path.of("src/generated/java");

  private static final String PACKAGE = LiburingBindingsTest.class.getPackageName();

  @Test
  void constantsAreExactlyTheListedOnes() throws IOException {
    assertThat(namesOf(liburing_h.class, name -> !name.endsWith("$descriptor")))
        .isEqualTo(listed("constant"));
  }

  @Test
  void functionDescriptorsAreExactlyTheListedOnes() throws IOException {
    SortedSet<String> described = new TreeSet<>();
    namesOf(liburing_h.class, name -> name.endsWith("$descriptor"))
        .forEach(name -> described.add(name.substring(0, name.indexOf('$'))));

    assertThat(described).isEqualTo(listed("function"));
  }

  @Test
  void structsAreExactlyTheListedOnes() throws IOException {
    SortedSet<String> expected = listed("struct");
    expected.add("liburing_h");
    expected.add("liburing_h$shared");

    assertThat(bindingClasses()).isEqualTo(expected);
  }

  @TestFactory
  Stream<DynamicTest> agreesWithTheCCompiler() throws IOException {
    return facts().stream().map(fact -> DynamicTest.dynamicTest(fact[1], () -> assertAgrees(fact)));
  }

  @Test
  void theCompilerWasAskedForEveryConstantStructAndField() throws Exception {
    Map<String, SortedSet<String>> asked = new HashMap<>();
    for (String[] fact : facts()) {
      asked.computeIfAbsent(fact[0], kind -> new TreeSet<>()).add(fact[1]);
    }
    SortedSet<String> fields = new TreeSet<>();
    for (String struct : listed("struct")) {
      namesOf(bindingClass(struct), name -> name.endsWith("$offset"))
          .forEach(name -> fields.add(struct + "." + name.substring(0, name.lastIndexOf('$'))));
    }

    assertThat(asked.get("constant")).isEqualTo(listed("constant"));
    assertThat(asked.get("struct")).isEqualTo(listed("struct"));
    assertThat(asked.get("field")).isEqualTo(fields);
  }

  @Test
  void accessorsWriteWhereTheHeaderSays() {
    MemorySegment sqe = MemorySegment.ofArray(new long[8]);

    io_uring_sqe.opcode(sqe, (byte) liburing_h.IORING_OP_READ_FIXED());
    io_uring_sqe.fd(sqe, 7);
    io_uring_sqe.off(sqe, 0x1122334455667788L);
    io_uring_sqe.buf_index(sqe, (short) 3);

    assertThat(sqe.get(liburing_h.C_CHAR, 0)).isEqualTo((byte) 4);
    assertThat(sqe.get(liburing_h.C_INT, 4)).isEqualTo(7);
    assertThat(sqe.get(liburing_h.C_LONG_LONG, 8)).isEqualTo(0x1122334455667788L);
    assertThat(sqe.get(liburing_h.C_SHORT, 40)).isEqualTo((short) 3);
  }

  @Test
  void descriptorsMatchThePrototypes() {
    assertThat(liburing_h.io_uring_submit_and_wait$descriptor())
        .isEqualTo(FunctionDescriptor.of(liburing_h.C_INT, liburing_h.C_POINTER, liburing_h.C_INT));
    assertThat(liburing_h.io_uring_queue_exit$descriptor())
        .isEqualTo(FunctionDescriptor.ofVoid(liburing_h.C_POINTER));
    assertThat(liburing_h.io_uring_register$descriptor())
        .isEqualTo(
            FunctionDescriptor.of(
                liburing_h.C_INT,
                liburing_h.C_INT,
                liburing_h.C_INT,
                liburing_h.C_POINTER,
                liburing_h.C_INT));
  }

  /** {@return the simple names of the generated classes, by their source files} */
  static SortedSet<String> bindingClasses() throws IOException {
    try (Stream<Path> files = Files.list(SOURCES.resolve(PACKAGE.replace('.', '/')))) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.java$", ""))
          .collect(toCollection(TreeSet::new));
    }
  }

  private static void assertAgrees(String[] fact) throws ReflectiveOperationException {
    long expected = Long.parseLong(fact[2]);
    switch (fact[0]) {
      case "constant" ->
          assertThat((Number) call(liburing_h.class, fact[1]))
              .as(fact[1])
              .extracting(Number::longValue)
              .isEqualTo(expected);
      case "struct" -> {
        assertThat(call(bindingClass(fact[1]), "sizeof")).as(fact[1]).isEqualTo(expected);
        assertThat(layout(bindingClass(fact[1]), "layout").byteSize())
            .as(fact[1])
            .isEqualTo(expected);
      }
      case "field" -> {
        String[] member = fact[1].split("\\.", -1);
        Class<?> struct = bindingClass(member[0]);
        assertThat(call(struct, member[1] + "$offset"))
            .as("offset of " + fact[1])
            .isEqualTo(expected);
        assertThat(layout(struct, member[1] + "$layout").byteSize())
            .as("size of " + fact[1])
            .isEqualTo(Long.parseLong(fact[3]));
      }
      default -> throw new AssertionError("unknown kind of fact: " + fact[0]);
    }
  }

  private static MemoryLayout layout(Class<?> struct, String method)
      throws ReflectiveOperationException {
    return (MemoryLayout) call(struct, method);
  }

  private static Object call(Class<?> type, String method) throws ReflectiveOperationException {
    return type.getMethod(method).invoke(null);
  }

  private static Class<?> bindingClass(String simpleName) throws ClassNotFoundException {
    return Class.forName(PACKAGE + "." + simpleName);
  }

  private static SortedSet<String> namesOf(Class<?> type, Predicate<String> wanted) {
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> Modifier.isPublic(method.getModifiers()))
        .map(Method::getName)
        .filter(wanted)
        .collect(toCollection(TreeSet::new));
  }

  private static SortedSet<String> listed(String kind) throws IOException {
    String option = "--include-" + kind + " ";
    try (Stream<String> lines = Files.lines(SOURCES.resolve("includes.txt"))) {
      return lines
          .filter(line -> line.startsWith(option))
          .map(line -> line.substring(option.length()))
          .collect(toCollection(TreeSet::new));
    }
  }

  private static List<String[]> facts() throws IOException {
    List<String[]> facts = new ArrayList<>();
    try (InputStream in = LiburingBindingsTest.class.getResourceAsStream("liburing-2.15.tsv")) {
      assertThat(in).as("liburing-2.15.tsv").isNotNull();
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .forEach(line -> facts.add(line.split("\t", -1)));
    }
    return facts;
  }
}
