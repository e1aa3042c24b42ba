// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.observe;

import io.dio.sys.DioFile;

/** Names what an operation works on. */
final class Targets {
  private Targets() {}

  /** {@return the path of a file, and the text of anything else} */
  static String text(Object target) {
    return target instanceof DioFile file ? file.path().toString() : String.valueOf(target);
  }
}
