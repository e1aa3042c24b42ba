// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/** What the options of an open ask of each write. */
enum Durability {
  NONE,
  /** DSYNC: the data, and what is needed to read it back. */
  DATA_SYNC,
  /** SYNC: all metadata as well. */
  SYNC
}
