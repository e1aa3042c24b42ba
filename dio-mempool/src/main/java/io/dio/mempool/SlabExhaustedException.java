// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.io.Serial;

/**
 * All slots of a {@link SlabPool} are out. Not misuse and not the end: it passes as soon as
 * somebody releases one, so those who can should back off and try again.
 */
public final class SlabExhaustedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  SlabExhaustedException(String message) {
    super(message);
  }
}
