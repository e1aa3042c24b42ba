// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.extension.AnnotatedElementContext;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDirFactory;

/**
 * Creates the temporary folders of tests on a disk. Many systems keep {@code /tmp} in memory
 * (tmpfs). Files there have no direct I/O with an alignment and no pages that can be dropped. If
 * there is no disk, tests that need one skip themselves.
 */
public final class DiskFolders implements TempDirFactory {
  private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

  @Override
  public Path createTempDirectory(AnnotatedElementContext element, ExtensionContext extension)
      throws IOException {
    Path wanted = Path.of(System.getProperty("java.io.tmpdir"));
    for (Path parent : List.of(wanted, Path.of("/var/tmp"), Path.of("target").toAbsolutePath())) {
      if (Files.isWritable(parent) && isOnDisk(parent)) {
        return Files.createTempDirectory(parent, "junit-");
      }
    }
    return Files.createTempDirectory(wanted, "junit-");
  }

  /** {@return whether the files of a folder are not kept in memory alone} */
  public static boolean isOnDisk(Path folder) throws IOException {
    return !IN_MEMORY.contains(Files.getFileStore(folder).type());
  }
}
