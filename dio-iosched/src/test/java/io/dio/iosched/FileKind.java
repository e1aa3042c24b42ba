// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DirectMode;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;

/** How a test's file is opened. */
enum FileKind {
  BUFFERED,
  DIRECT;

  OpenOption[] newFile() {
    return this == DIRECT
        ? new OpenOption[] {
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          DirectMode.PREFERRED
        }
        : new OpenOption[] {
          StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE
        };
  }
}
