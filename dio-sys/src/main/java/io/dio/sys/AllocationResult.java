// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

/**
 * The result of a request to reserve storage, see {@link DioFile#allocate}.
 *
 * @since 0.1.0
 */
public enum AllocationResult {
  /** The storage is reserved, and the file is at least as large as requested. */
  ALLOCATED,
  /**
   * The file system cannot reserve storage, or a seccomp filter denies fallocate to this process.
   * Nothing was changed. Writes still work, but can fail because the disk is full.
   */
  UNSUPPORTED
}
