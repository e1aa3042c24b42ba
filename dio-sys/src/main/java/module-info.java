// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Files for direct I/O: open, read, write, allocate, punch, advise, sync. */
module io.dio.sys {
  requires transitive io.dio.align;
}
