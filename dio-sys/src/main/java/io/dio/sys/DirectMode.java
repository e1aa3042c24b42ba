// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import java.nio.file.OpenOption;

/**
 * Asks for direct I/O when a file is opened. Without either of these a file is buffered, that is,
 * its transfers go through the page cache.
 *
 * <p>Direct I/O is O_DIRECT on Linux and F_NOCACHE on macOS. On Linux a file counts as direct when
 * its file system accepts O_DIRECT and does not report that the file's transfers are buffered all
 * the same (as ext4 with data=journal does). It is a request to the file system and no promise by
 * it: btrfs, for one, buffers direct reads of files with checksums where it has to, and reports
 * nothing.
 */
public enum DirectMode implements OpenOption {
  /** Direct or not at all: opening fails where the file system has no direct I/O for this file. */
  REQUIRED,
  /**
   * Direct where possible, else buffered: {@link DioFile#isDirect()} and {@link
   * DioFile#fallbackReason()} tell which it became and why.
   */
  PREFERRED
}
