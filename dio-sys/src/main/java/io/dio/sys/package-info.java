// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Files for direct I/O.
 *
 * <p>{@link io.dio.sys.DioFile} reads and writes native memory and can bypass the page cache. It
 * reports the alignment that the file system needs. It reserves and releases storage. It defines
 * when data is durable, and reports when durability can no longer be promised.
 */
package io.dio.sys;
