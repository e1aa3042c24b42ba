// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Fixed-capacity pools of page-aligned memory. */
@SuppressWarnings("module") // io.dio.iosched is compiled after this module and is not visible yet
module io.dio.mempool {
  requires transitive io.dio.align;
  // Events of waits are recorded if the runtime has it.
  requires static jdk.jfr;

  exports io.dio.mempool;
  // Registering a slab with the kernel needs its memory and must keep it mapped.
  exports io.dio.mempool.internal to
      io.dio.iosched;
}
