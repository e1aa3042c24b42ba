// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs a main class in a JVM of its own. Tests use it for things that depend on the flags of a JVM,
 * or may end or block the JVM. A child that does not end within two and a half minutes is killed.
 */
public final class ChildJvm {

  private static final long TIMEOUT_SECONDS = 150;

  /**
   * How a child ended.
   *
   * @param exitCode its exit code: 128 + signal if it was killed by one
   * @param output what it wrote to standard output and standard error
   */
  public record Result(int exitCode, String output) {}

  private ChildJvm() {}

  /**
   * Runs a main class with everything on the class path that this JVM has on its module path or its
   * class path.
   *
   * @param jvmFlags flags for the JVM
   * @param main the class
   * @param arguments its arguments
   */
  public static Result onClassPath(List<String> jvmFlags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(List.of(), classPathCommand(jvmFlags, List.of(), main, arguments));
  }

  /**
   * Runs a main class, whose module becomes the main module, with this JVM's module path.
   *
   * @param jvmFlags flags for the JVM
   * @param main a test class of the module
   * @param arguments its arguments
   */
  public static Result onModulePath(List<String> jvmFlags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    Module module = main.getModule();
    if (!module.isNamed()) {
      throw new IllegalStateException(main + " is not in a named module: run on the module path");
    }
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(jvmFlags);
    command.addAll(List.of("--module-path", modulePath(module)));
    command.addAll(List.of("--patch-module", module.getName() + "=" + root(main)));
    command.addAll(List.of("--module", module.getName() + "/" + main.getName()));
    command.addAll(List.of(arguments));
    return run(List.of(), command);
  }

  /**
   * Runs a main class as {@link #onClassPath} does, started by another command, such as a shell
   * that sets a limit first.
   *
   * @param prefix the command, which executes its arguments
   */
  public static Result onClassPathBehind(
      List<String> prefix, List<String> jvmFlags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    return run(prefix, classPathCommand(jvmFlags, List.of(), main, arguments));
  }

  /**
   * Runs a main class as {@link #onClassPathBehind} does, started by another main class in the same
   * JVM.
   *
   * @param launcher the name of the other class and its arguments, before the name of the main
   *     class
   */
  public static Result onClassPathThrough(
      List<String> prefix,
      List<String> jvmFlags,
      List<String> launcher,
      Class<?> main,
      String... arguments)
      throws IOException, InterruptedException {
    return run(prefix, classPathCommand(jvmFlags, launcher, main, arguments));
  }

  /**
   * Runs a main class with {@code java -jar}, by a jar whose manifest refers to the same class path
   * as {@link #onClassPath}, and enables native access.
   *
   * @param jar the jar, which is created
   * @param jvmFlags flags for the JVM
   * @param main the class
   * @param arguments its arguments
   */
  public static Result onExecutableJar(
      Path jar, List<String> jvmFlags, Class<?> main, String... arguments)
      throws IOException, InterruptedException {
    String classPath =
        Stream.of(classPath(main).split(File.pathSeparator, -1))
            .map(entry -> Path.of(entry).toUri().toString())
            .collect(Collectors.joining(" "));
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, main.getName());
    attributes.put(Attributes.Name.CLASS_PATH, classPath);
    attributes.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(jvmFlags);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    return run(List.of(), command);
  }

  private static List<String> classPathCommand(
      List<String> jvmFlags, List<String> launcher, Class<?> main, String... arguments) {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(jvmFlags);
    command.addAll(List.of("--class-path", classPath(main)));
    command.addAll(launcher);
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private static String classPath(Class<?> main) {
    return Stream.of(
            root(main).toString(),
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path", ""))
        .filter(entries -> !entries.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Result run(List<String> prefix, List<String> command)
      throws IOException, InterruptedException {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    // The output goes to a file and not to a pipe, so no thread has to read while the child runs.
    Path output = Files.createTempFile("dio-child", ".out");
    try {
      Process process =
          new ProcessBuilder(whole)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      try {
        if (!process.waitFor(TimeLimits.ofSeconds(TIMEOUT_SECONDS))) {
          throw new AssertionError(
              "not finished after " + TIMEOUT_SECONDS + " s, killed. " + Files.readString(output));
        }
        return new Result(process.exitValue(), Files.readString(output));
      } finally {
        process.destroyForcibly().waitFor();
      }
    } finally {
      Files.delete(output);
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String modulePath(Module module) {
    return module.getLayer().configuration().modules().stream()
        .flatMap(resolved -> resolved.reference().location().stream())
        .filter(location -> location.getScheme().equals("file"))
        .map(location -> Path.of(location).toString())
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** {@return the folder or jar that a class was loaded from, also if it patches a module} */
  private static Path root(Class<?> type) {
    String name = type.getName().replace('.', '/') + ".class";
    try {
      URI file = type.getResource("/" + name).toURI();
      if (file.getScheme().equals("jar")) {
        String jar = file.getSchemeSpecificPart();
        return Path.of(URI.create(jar.substring(0, jar.indexOf("!/"))));
      }
      Path path = Path.of(file);
      return path.getRoot().resolve(path.subpath(0, path.getNameCount() - name.split("/").length));
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
