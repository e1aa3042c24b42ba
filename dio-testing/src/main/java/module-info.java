// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Faults and losses of power for the tests of programs that use dio.
 *
 * <p>Add this module to the tests of a program only. It has no effect on schedulers and files that
 * are not given to it.
 */
module io.dio.testing {
  requires transitive io.dio.iosched;

  exports io.dio.testing;
}
