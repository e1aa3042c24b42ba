// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.probe;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The file system that a path is on, as the mount table names it.
 *
 * @param fileSystem its type, such as ext4
 * @param device the mounted device
 */
public record Mount(String fileSystem, String device) {
  private static final Mount UNKNOWN = new Mount("unknown", "unknown");

  /** {@return the mount of an existing path; "unknown" if the table has no entry for it} */
  public static Mount of(Path path) {
    try {
      FileStore store = Files.getFileStore(path);
      return new Mount(store.type().toLowerCase(Locale.ROOT), store.name());
    } catch (IOException e) { // happens in some containers
      return UNKNOWN;
    }
  }
}
