// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;

/**
 * The access that a channel has.
 *
 * @param reads whether it reads
 * @param writes whether it writes
 * @param appends whether each write goes to the end of the file
 */
record Access(boolean reads, boolean writes, boolean appends) {

  /** {@return what the opening of a file permits} */
  static Access of(DioFile file) {
    return new Access(permits(file, false), permits(file, true), false);
  }

  private static boolean permits(DioFile file, boolean write) {
    try {
      FileAccess.instance().checkAccess(file, write);
      return true;
    } catch (IllegalStateException _) {
      return false;
    }
  }
}
