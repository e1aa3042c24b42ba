// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** bin/dio, run by the system's shell with fake JDKs that print how they are called. */
class ScriptTest {
  private record Outcome(int exitCode, String out, String err) {}

  @TempDir private Path folder;
  private Path script;

  @BeforeEach
  void aBuiltProject() throws IOException {
    Path original = Path.of("bin/dio").toAbsolutePath();
    assertThat(original).exists();
    Path bin = Files.createDirectories(folder.resolve("a project/dio-bench/bin"));
    script = Files.copy(original, bin.resolve("dio"));
    Files.createFile(Files.createDirectory(bin.resolveSibling("target")).resolve("dio.jar"));
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    executable(
        java,
        """
        [ "$1" = -version ] && echo 'openjdk version "%s" 2026-01-01' >&2 && exit
        echo "%s"
        for argument; do echo "$argument"; done
        """
            .formatted(version, name));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    return home;
  }

  private static void executable(Path file, String commands) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Outcome run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(Map.of("PATH", toolsOnly(), "DIO_JVM_FOLDERS", ""));
    builder.environment().putAll(environment);
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    return new Outcome(process.waitFor(), Files.readString(out), Files.readString(err));
  }

  /** A PATH that has the tools of the script itself, but no java. */
  private String toolsOnly() throws IOException {
    Path tools = folder.resolve("tools");
    if (!Files.exists(tools)) {
      Files.createDirectory(tools);
      for (String tool : List.of("dirname", "basename", "readlink", "sed", "head")) {
        Path found = Path.of("/usr/bin", tool);
        Path place = Files.exists(found) ? found : Path.of("/bin", tool);
        assumeThat(place).as("tool of the script").exists();
        executable(tools.resolve(tool), "exec " + place + " \"$@\"");
      }
    }
    return tools.toString();
  }

  @Test
  void javaHomeComesFirstIfItIsNewEnough() throws Exception {
    Path home = jdk("home jdk", "25.0.1");
    Path other = jdk("jvms/other", "26");
    Outcome outcome =
        run(
            Map.of("JAVA_HOME", home.toString(), "DIO_JVM_FOLDERS", other.getParent().toString()),
            "run",
            "--json",
            "two words");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out().lines().toList())
        .startsWith("home jdk", "--enable-native-access=ALL-UNNAMED")
        .endsWith("run", "--json", "two words");
  }

  @Test
  void anOldJavaHomeAndAnOldJavaOnPathArePassedOver() throws Exception {
    Path old = jdk("old", "17.0.2");
    Path ancient = jdk("ancient", "1.8.0_392");
    jdk("jvms/17", "17.0.2");
    jdk("jvms/25", "25");
    Path jvms = folder.resolve("jvms");
    Outcome outcome =
        run(
            Map.of(
                "JAVA_HOME", ancient.toString(),
                "PATH", old.resolve("bin") + ":" + toolsOnly(),
                "DIO_JVM_FOLDERS", "/no/such/folder:" + jvms));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.out()).startsWith("jvms/25");
  }

  @Test
  void aLinkOnPathLeadsToItsJdk() throws Exception {
    Path jdk = jdk("linked", "25.0.3");
    Path bin = Files.createDirectory(folder.resolve("links"));
    Files.createSymbolicLink(bin.resolve("java"), jdk.resolve("bin/java"));
    Outcome outcome = run(Map.of("PATH", bin + ":" + toolsOnly()));
    assertThat(outcome.out()).as(outcome.err()).startsWith("linked");
  }

  @Test
  void aJdkWithoutReleaseFileIsAskedItself() throws Exception {
    Path jdk = jdk("plain", "27-ea");
    Files.delete(jdk.resolve("release"));
    Outcome outcome = run(Map.of("JAVA_HOME", jdk.toString()));
    assertThat(outcome.out()).as(outcome.err()).startsWith("plain");
  }

  @Test
  void theScriptMayBeCalledThroughALink() throws Exception {
    Path jdk = jdk("jdk", "25");
    Path link = folder.resolve("dio-link");
    Files.createSymbolicLink(link, Path.of("a project/dio-bench/bin/dio"));
    script = link;
    Outcome outcome = run(Map.of("JAVA_HOME", jdk.toString()));
    assertThat(outcome.out()).as(outcome.err()).contains("a project/dio-bench/target/dio.jar");
  }

  @Test
  void withoutAnyJdkItSaysWhereItLooked() throws Exception {
    Path old = jdk("old", "21");
    Outcome outcome =
        run(Map.of("JAVA_HOME", old.toString(), "DIO_JVM_FOLDERS", "/no/such/folder"));
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("no JDK 25", old.toString(), "/no/such/folder");
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void withoutTheJarItSaysHowToBuildIt() throws Exception {
    Path jdk = jdk("jdk", "25");
    Files.delete(folder.resolve("a project/dio-bench/target/dio.jar"));
    Outcome outcome = run(Map.of("JAVA_HOME", jdk.toString()));
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("not built", "mvn", "package");
  }

  @Test
  void furtherJvmOptionsComeBeforeTheJar() throws Exception {
    Path jdk = jdk("jdk", "25");
    Outcome outcome =
        run(Map.of("JAVA_HOME", jdk.toString(), "DIO_JAVA_OPTIONS", "-Xmx64m -ea"), "run");
    assertThat(outcome.out()).contains("-Xmx64m\n-ea\n-jar\n");
  }
}
