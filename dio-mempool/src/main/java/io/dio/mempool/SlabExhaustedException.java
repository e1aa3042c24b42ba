// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.mempool;

import java.io.Serial;

/**
 * Thrown if all slots of a {@link SlabPool} are in use. This is not misuse, and the state ends as
 * soon as a slot is released. A caller that can wait should pause and try again.
 */
public final class SlabExhaustedException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  SlabExhaustedException(String message) {
    super(message);
  }
}
