// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

/**
 * Files for direct I/O.
 *
 * <p>{@link io.dio.sys.DioFile} reads and writes native memory without the page cache in between,
 * knows the alignment that its file system asks for, reserves and returns storage, and says plainly
 * when data is durable and when it no longer can be.
 */
package io.dio.sys;
