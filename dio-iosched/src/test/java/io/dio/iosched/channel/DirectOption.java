// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.nio.file.OpenOption;
import java.util.Arrays;

/** {@code ExtendedOpenOption.DIRECT}, whose package javac warns about. */
final class DirectOption {
  private DirectOption() {}

  static OpenOption ofJdk() {
    try {
      return (OpenOption)
          Arrays.stream(Class.forName("com.sun.nio.file.ExtendedOpenOption").getEnumConstants())
              .filter(option -> option.toString().equals("DIRECT"))
              .findAny()
              .orElseThrow();
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return the options and one more} */
  static OpenOption[] with(OpenOption[] options, OpenOption more) {
    OpenOption[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = more;
    return all;
  }
}
