// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import io.dio.sys.DirectMode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on virtual threads, which use the scheduler of the process. */
@ExtendWith(OnVirtualThread.class)
final class DirectChannelOnVirtualThreadTest extends OpenedChannelContract {
  @Override
  FileChannel openChannel(Path path, OpenOption... options) throws IOException {
    return DioChannels.open(path, DirectOption.with(options, DirectMode.REQUIRED));
  }
}
