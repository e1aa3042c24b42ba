// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/** Alignment arithmetic and page-aligned off-heap memory for direct I/O. */
@SuppressWarnings("module") // the siblings are compiled after this module and are not visible yet
module io.dio.align {
  exports io.dio.align;
  exports io.dio.align.foreign to
      io.dio.mempool,
      io.dio.sys,
      io.dio.iosched;
}
