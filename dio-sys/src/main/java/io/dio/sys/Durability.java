// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/** The durability that the open options require for each write. */
enum Durability {
  NONE,
  /** DSYNC: the data, and the metadata that is needed to read it back. */
  DATA_SYNC,
  /** SYNC: all metadata as well. */
  SYNC
}
