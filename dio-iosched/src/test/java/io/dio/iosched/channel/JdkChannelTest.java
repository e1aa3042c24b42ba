// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;

/** The contract over the channels of the JDK, which shows that it is that of the JDK. */
final class JdkChannelTest extends OpenedChannelContract {
  @Override
  FileChannel openChannel(Path path, OpenOption... options) throws IOException {
    return FileChannel.open(path, options);
  }
}
