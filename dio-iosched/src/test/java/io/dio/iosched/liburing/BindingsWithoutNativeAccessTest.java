// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.liburing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.TimeLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Only io.dio.align may need native access: reading these bindings must not. */
final class BindingsWithoutNativeAccessTest {
  @TempDir Path directory;

  @Test
  void everyConstantLayoutOffsetAndDescriptorCanBeReadWhereNativeAccessIsDenied() throws Exception {
    SortedSet<String> classes = LiburingBindingsTest.bindingClasses();
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--illegal-native-access=deny");
    command.addAll(pathOptions());
    command.addAll(classes);

    Process child =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(child.waitFor(TimeLimits.ofSeconds(60))).as("child JVM ended in time").isTrue();
    } finally {
      child.destroyForcibly();
    }

    // Nothing else: a JVM that only warned would have said so on the same stream.
    assertThat(Files.readAllLines(output))
        .containsExactly("IORING_OP_READ=22", "io_uring_sqe=64", "classes=" + classes.size());
    assertThat(child.exitValue()).isZero();
  }

  /** How this JVM finds the module (or, started on a class path, the classes), and no more. */
  private static List<String> pathOptions() {
    Class<?> main = ReadBindings.class;
    Module module = main.getModule();
    if (!module.isNamed()) {
      return List.of("-cp", System.getProperty("java.class.path"), main.getName());
    }
    return List.of(
        "--module-path",
        System.getProperty("jdk.module.path"),
        "--patch-module",
        module.getName() + "=" + Path.of("target", "test-classes").toAbsolutePath(),
        "--module",
        module.getName() + "/" + main.getName());
  }
}
