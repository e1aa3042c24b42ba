// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.liburing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.testing.fixtures.TimeLimits;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reading these bindings must not need native access, because only io.dio.align may need it. */
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

    // The output has no other line. A JVM that only warns would have printed a warning to the same
    // stream.
    assertThat(Files.readAllLines(output))
        .containsExactly("IORING_OP_READ=22", "io_uring_sqe=64", "classes=" + classes.size());
    assertThat(child.exitValue()).isZero();
  }

  /**
   * The flags by which this JVM finds the module (or, if it was started on a class path, the
   * classes), and no other flags.
   */
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
