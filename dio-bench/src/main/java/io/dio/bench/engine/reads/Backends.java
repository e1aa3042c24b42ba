// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.reads;

import io.dio.bench.backend.Backend;
import io.dio.bench.backend.BackendKind;
import io.dio.bench.backend.BackendUnavailableException;
import io.dio.bench.backend.Features;
import io.dio.bench.backend.OpenRequest;
import io.dio.bench.engine.Findings;
import java.io.IOException;
import java.nio.file.Path;

/** Opens a file for random reads over a backend of {@code dio run} that has no scheduler. */
final class Backends {
  private Backends() {}

  /**
   * Opens a backend and records what it has.
   *
   * @param direct whether to bypass the page cache
   * @throws BackendUnavailableException if this machine does not support it, or a FileChannel that
   *     was to be direct is not
   */
  static Backend open(BackendKind kind, Path path, boolean direct, Findings findings)
      throws IOException, BackendUnavailableException {
    Backend backend = kind.open(new OpenRequest(path, direct, false, true, 1, 1, 0, Features.NONE));
    findings.opened(backend.isDirect(), backend.degradations());
    if (kind == BackendKind.FILECHANNEL && direct && !backend.isDirect()) {
      String cause = backend.degradations().getFirst().toString();
      backend.close();
      throw new BackendUnavailableException(cause, null);
    }
    return backend;
  }
}
