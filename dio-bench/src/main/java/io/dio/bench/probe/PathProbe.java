// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import io.dio.bench.probe.ProbeReport.PathFacts;
import io.dio.sys.DioFile;
import io.dio.sys.DirectAlignment;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens a file at a place, direct if that is possible, and asks it. */
final class PathProbe {
  private PathProbe() {}

  /** {@return what is known of an existing file, or of a new one in an existing folder} */
  static PathFacts of(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Mount mount = Mount.of(absolute);
    try {
      return Files.isDirectory(absolute)
          ? ofFolder(absolute, mount)
          : ofFile(absolute, absolute, mount);
    } catch (IOException e) {
      return new PathFacts(
          absolute.toString(),
          mount.fileSystem(),
          mount.device(),
          false,
          reason(e),
          null,
          null,
          null,
          null);
    }
  }

  private static PathFacts ofFolder(Path folder, Mount mount) throws IOException {
    Path file = Files.createTempFile(folder, ".dio-probe-", null);
    try {
      return ofFile(folder, file, mount);
    } finally {
      Files.delete(file);
    }
  }

  private static PathFacts ofFile(Path place, Path path, Mount mount) throws IOException {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ, DirectMode.PREFERRED)) {
      DirectAlignment alignment = file.alignment();
      return new PathFacts(
          place.toString(),
          mount.fileSystem(),
          mount.device(),
          file.isDirect(),
          file.fallbackReason().orElse(null),
          alignment.memory(),
          alignment.offset(),
          alignment.readOffset(),
          alignment.source().name());
    }
  }

  /** NIO puts what went wrong into the type, and only the path into the message. */
  private static String reason(IOException e) {
    return e.getClass().getPackageName().startsWith("java.") ? e.toString() : e.getMessage();
  }
}
