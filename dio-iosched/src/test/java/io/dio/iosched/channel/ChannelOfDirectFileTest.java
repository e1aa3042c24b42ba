// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.sys.DirectMode;
import java.nio.file.OpenOption;

/** The contract over direct files that the user opened. */
final class ChannelOfDirectFileTest extends ChannelOfFileContract {
  @Override
  OpenOption[] forFile(OpenOption... options) {
    return DirectOption.with(options, DirectMode.REQUIRED);
  }
}
