// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

/** Who makes the ring's system calls. */
public enum LiburingSource {
  /** The system's liburing where there is one of version 2.3 or later, else {@link #EMBEDDED}. */
  AUTO,
  /** The system's {@code liburing.so.2}; opening a scheduler fails without it. */
  SYSTEM,
  /** The library's own three system calls; nothing needs to be installed. */
  EMBEDDED
}
