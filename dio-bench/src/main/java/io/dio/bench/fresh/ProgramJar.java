// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.fresh;

import io.dio.align.AlignedBuffer;
import io.dio.iosched.IoScheduler;
import io.dio.mempool.SlabPool;
import io.dio.sys.DioFile;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * A jar that has the programs and the library, and nothing else. The jar of the command is much
 * larger, and a JVM would spend time on its table of contents. Also, an AOT cache needs jars.
 */
final class ProgramJar {
  private ProgramJar() {}

  /** Writes the jar to {@code target}, which does not exist. */
  static void write(Path target) throws IOException {
    Map<String, byte[]> classes = new TreeMap<>();
    for (Class<?> member :
        List.of(
            ProgramJar.class,
            AlignedBuffer.class,
            SlabPool.class,
            DioFile.class,
            IoScheduler.class)) {
      collect(member, classes);
    }
    try (OutputStream file = Files.newOutputStream(target);
        JarOutputStream jar = new JarOutputStream(file)) {
      for (Map.Entry<String, byte[]> each : classes.entrySet()) {
        jar.putNextEntry(new ZipEntry(each.getKey()));
        jar.write(each.getValue());
        jar.closeEntry();
      }
    }
  }

  /** Collects the classes of the package of {@code member}, and of the packages below. */
  private static void collect(Class<?> member, Map<String, byte[]> classes) throws IOException {
    Path source = source(member);
    if (Files.isDirectory(source)) {
      collect(source, member, classes);
      return;
    }
    try (FileSystem jar = FileSystems.newFileSystem(source)) {
      collect(jar.getPath("/"), member, classes);
    }
  }

  private static void collect(Path root, Class<?> member, Map<String, byte[]> classes)
      throws IOException {
    Path folder = root.resolve(member.getPackageName().replace('.', '/'));
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(file -> file.toString().endsWith(".class")).toList()) {
        classes.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
      }
    }
  }

  private static Path source(Class<?> member) throws IOException {
    URI location;
    try {
      location = member.getProtectionDomain().getCodeSource().getLocation().toURI();
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
    return Path.of(location);
  }
}
