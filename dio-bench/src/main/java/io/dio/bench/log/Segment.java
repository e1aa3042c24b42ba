// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.log;

import io.dio.sys.DioFile;
import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An open segment.
 *
 * @param id its number
 * @param file its file
 * @param byteSize its size, all of which is allocated and written
 */
record Segment(long id, DioFile file, long byteSize) {

  /** {@return an existing file of a log, open for reading and writing} */
  static DioFile open(Path path, boolean direct) throws IOException {
    return DioFile.open(path, options(direct, List.of()));
  }

  /** {@return a new file, or an existing one that is now empty} */
  static DioFile create(Path path, boolean direct) throws IOException {
    return DioFile.open(
        path,
        options(direct, List.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING)));
  }

  private static Set<OpenOption> options(boolean direct, List<OpenOption> more) {
    Set<OpenOption> options =
        new HashSet<>(List.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    options.addAll(more);
    if (direct) {
      options.add(DirectMode.PREFERRED);
    }
    return options;
  }
}
