// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import io.dio.sys.DirectMode;
import java.nio.file.OpenOption;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract over worker threads and direct files, on virtual threads. */
@ExtendWith(OnVirtualThread.class)
final class ChannelOverWorkersTest extends ChannelOfFileContract {
  @Override
  IoScheduler openScheduler() {
    return IoScheduler.posix(SchedulerOptions.defaults().withWorkers(4));
  }

  @Override
  OpenOption[] forFile(OpenOption... options) {
    return DirectOption.with(options, DirectMode.REQUIRED);
  }
}
