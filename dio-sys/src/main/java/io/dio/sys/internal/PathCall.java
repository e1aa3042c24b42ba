// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys.internal;

import java.io.IOException;

/**
 * A change of names, or a sync of a directory, with checked paths. A scheduler makes it later, as
 * often as it is asked to. Immutable.
 */
public interface PathCall {

  /** {@return the paths, for messages} */
  String operands();

  /**
   * Makes the call on this thread, which may block.
   *
   * @throws IOException as the method of {@link io.dio.sys.DioFile} for this call throws
   */
  void execute() throws IOException;

  /**
   * {@return the addresses of the NUL-terminated paths, in the order of the system call's
   * arguments} They are valid while this object is reachable. The array is empty if it takes more
   * than one system call.
   */
  long[] addresses();

  /** {@return the exception for a system call that a ring made and that failed} */
  IOException failure(String call, int errno);
}
