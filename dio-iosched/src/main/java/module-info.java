// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** I/O scheduler over io_uring or POSIX calls. */
@SuppressWarnings("module") // the tool for tests is compiled after this module and is not visible
module io.dio.iosched {
  requires transitive io.dio.mempool;
  requires transitive io.dio.sys;
  // Events are recorded, and statistics shown as MXBeans, if the runtime has these modules.
  requires static java.management;
  requires static jdk.jfr;

  exports io.dio.iosched;
  exports io.dio.iosched.channel;
  exports io.dio.iosched.internal.wrapping to
      io.dio.testing;
  exports io.dio.iosched.management;
  exports io.dio.iosched.stream;
}
