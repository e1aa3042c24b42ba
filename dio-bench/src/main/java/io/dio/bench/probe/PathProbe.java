// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import io.dio.bench.probe.ProbeReport.PathFacts;
import io.dio.bench.process.FailureText;
import io.dio.bench.process.TemporaryFile;
import io.dio.sys.DioFile;
import io.dio.sys.DirectAlignment;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens a file at a place, direct if possible, and reads its properties. */
final class PathProbe {
  private PathProbe() {}

  /** {@return the properties of an existing file, or of a new one in an existing folder} */
  static PathFacts of(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    Mount mount = Mount.of(absolute);
    return Files.isDirectory(absolute)
        ? ofFolder(absolute, mount)
        : ofFile(absolute, absolute.toString(), mount);
  }

  private static PathFacts ofFolder(Path folder, Mount mount) {
    try (TemporaryFile file = TemporaryFile.in(folder, ".dio-probe-")) {
      return ofFile(file.path(), folder.toString(), mount);
    } catch (IOException e) {
      return unknown(
          folder.toString(),
          mount,
          "no file can be created in this folder (%s); name a file in it that you may read"
              .formatted(FailureText.of(e)));
    }
  }

  /** {@return the properties of an existing file, with its title in the report} */
  static PathFacts ofFile(Path path, String title, Mount mount) {
    try (DioFile file = DioFile.open(path, StandardOpenOption.READ, DirectMode.PREFERRED)) {
      DirectAlignment alignment = file.alignment();
      return new PathFacts(
          title,
          mount.fileSystem(),
          mount.device(),
          file.isDirect(),
          file.fallbackReason().orElse(null),
          alignment.memory(),
          alignment.offset(),
          alignment.readOffset(),
          alignment.source().name());
    } catch (IOException e) {
      return unknown(title, mount, "the file cannot be opened: " + FailureText.of(e));
    }
  }

  private static PathFacts unknown(String title, Mount mount, String reason) {
    return new PathFacts(
        title, mount.fileSystem(), mount.device(), null, reason, null, null, null, null);
  }
}
