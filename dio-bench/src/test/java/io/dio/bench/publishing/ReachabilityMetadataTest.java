// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.publishing;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Alignment;
import io.dio.iosched.IoScheduler;
import io.dio.mempool.MmapPool;
import io.dio.sys.DioFile;
import io.dio.testing.SimulatedDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/**
 * The metadata for GraalVM native images in each module says what the compiled classes do: a
 * foreign call of another shape, or a lookup by name, without an entry makes this fail.
 *
 * <p>It compares with the class files. It does not build an image. To write the files anew, run it
 * with {@code -Ddio.reachability.record=true}.
 */
final class ReachabilityMetadataTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  @ParameterizedTest
  @ValueSource(
      classes = {
        Alignment.class,
        MmapPool.class,
        DioFile.class,
        IoScheduler.class,
        SimulatedDisk.class
      })
  void theFileOfAModuleIsWhatItsClassesNeed(Class<?> type) throws Exception {
    Map<String, Object> needed = Reachability.of(type);
    Path file = file(type);
    if (Boolean.getBoolean("dio.reachability.record")) {
      Files.createDirectories(file.getParent());
      DefaultPrettyPrinter printer =
          new DefaultPrettyPrinter()
              .withArrayIndenter(new DefaultIndenter("  ", "\n"))
              .withObjectIndenter(new DefaultIndenter("  ", "\n"));
      Files.writeString(file, JSON.writer().with(printer).writeValueAsString(needed) + "\n");
    }
    assertThat(JSON.readValue(Files.readString(file), Object.class))
        .as("to record it anew, run this test with -Ddio.reachability.record=true")
        .isEqualTo(needed);
  }

  /** The name of the folder is the one under which GraalVM looks, and no other module uses it. */
  private static Path file(Class<?> type) {
    String module = type.getPackageName().replace("io.dio.", "dio-");
    return Path.of("..", module, "src/main/resources/META-INF/native-image/io.dio", module)
        .resolve("reachability-metadata.json");
  }

  @Test
  void allModulesTogetherLinkTwoShapesAndNoUpcall() throws Exception {
    List<String> seven = List.of("jlong", "jlong", "jlong", "jlong", "jlong", "jlong", "jlong");
    assertThat(Reachability.of(Alignment.class))
        .isEqualTo(
            Map.of(
                "foreign",
                Map.of(
                    "downcalls",
                    List.of(
                        Map.of(
                            "returnType",
                            "jlong",
                            "parameterTypes",
                            seven,
                            "options",
                            Map.of("captureCallState", true)),
                        Map.of(
                            "returnType",
                            "jlong",
                            "parameterTypes",
                            seven,
                            "options",
                            Map.of("captureCallState", true, "firstVariadicArg", 2))))));
    for (Class<?> other :
        List.of(MmapPool.class, DioFile.class, IoScheduler.class, SimulatedDisk.class)) {
      assertThat(Reachability.of(other)).doesNotContainKey("foreign");
    }
  }

  @Test
  void aModuleThatFindsAFieldByNameListsIt() throws Exception {
    assertThat(Reachability.of(IoScheduler.class).toString())
        .contains("io.dio.iosched.internal.ring.KernelRing", "systemCalls");
  }
}
