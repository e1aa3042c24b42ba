// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.LiburingSource;
import io.dio.iosched.Rings;
import io.dio.sys.DirectMode;
import java.nio.file.OpenOption;

/** The contract over a ring and direct files. */
final class ChannelOverRingTest extends ChannelOfFileContract {
  @Override
  IoScheduler openScheduler() {
    return Rings.open(LiburingSource.EMBEDDED);
  }

  @Override
  OpenOption[] forFile(OpenOption... options) {
    return DirectOption.with(options, DirectMode.REQUIRED);
  }
}
