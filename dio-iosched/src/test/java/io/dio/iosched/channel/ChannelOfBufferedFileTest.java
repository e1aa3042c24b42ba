// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.nio.file.OpenOption;

/** The contract over buffered files that the user opened. */
final class ChannelOfBufferedFileTest extends ChannelOfFileContract {
  @Override
  OpenOption[] forFile(OpenOption... options) {
    return options;
  }
}
