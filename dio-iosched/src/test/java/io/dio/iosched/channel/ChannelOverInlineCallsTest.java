// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.iosched.IoScheduler;
import io.dio.sys.DirectMode;
import java.nio.file.OpenOption;

/** The contract over inline calls and direct files. */
final class ChannelOverInlineCallsTest extends ChannelOfFileContract {
  @Override
  IoScheduler openScheduler() {
    return IoScheduler.posix();
  }

  @Override
  OpenOption[] forFile(OpenOption... options) {
    return DirectOption.with(options, DirectMode.REQUIRED);
  }
}
