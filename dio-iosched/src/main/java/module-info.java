// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** I/O scheduler over io_uring or POSIX calls. */
module io.dio.iosched {
  requires transitive io.dio.mempool;
  requires transitive io.dio.sys;

  exports io.dio.iosched;
  exports io.dio.iosched.channel;
}
