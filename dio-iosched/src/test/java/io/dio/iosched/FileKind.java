// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import io.dio.sys.DirectMode;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** How a test's file is opened. */
public enum FileKind {
  BUFFERED,
  DIRECT;

  /** {@return as {@link #newFile}, for an existing file} */
  OpenOption[] existingFile() {
    return Arrays.stream(newFile())
        .filter(option -> option != StandardOpenOption.CREATE_NEW)
        .toArray(OpenOption[]::new);
  }

  public OpenOption[] newFile() {
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
