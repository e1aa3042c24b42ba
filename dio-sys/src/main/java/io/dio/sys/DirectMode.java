// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.nio.file.OpenOption;

/**
 * An open option that requests direct I/O. Without it a file is buffered: its transfers go through
 * the page cache.
 *
 * <p>Direct I/O is O_DIRECT on Linux and F_NOCACHE on macOS. On Linux a file counts as direct when
 * its file system accepts O_DIRECT and does not report that the file's transfers are buffered
 * anyway (as ext4 with data=journal does). Direct I/O is a request, and the file system does not
 * promise to follow it. For example, btrfs sometimes has to buffer direct reads of files with
 * checksums, and does not report it.
 *
 * @since 0.1.0
 */
public enum DirectMode implements OpenOption {
  /** Direct I/O is required: opening fails if the file system does not support it for this file. */
  REQUIRED,
  /**
   * Direct I/O is used if possible; otherwise the file is buffered. {@link DioFile#isDirect()}
   * tells which one is used, and {@link DioFile#fallbackReason()} gives the reason for buffering.
   */
  PREFERRED
}
