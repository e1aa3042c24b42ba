// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Fixed-capacity pools of page-aligned memory. */
module io.dio.mempool {
  requires transitive io.dio.align;

  exports io.dio.mempool;
}
