// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** The contract over channels that dio opens with the direct option of the JDK. */
final class OpenedDirectChannelTest extends OpenedChannelContract {
  @Override
  FileChannel openChannel(Path path, OpenOption... options) throws IOException {
    return DioChannels.open(path, DirectOption.with(options, DirectOption.ofJdk()));
  }
}
