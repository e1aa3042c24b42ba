// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.channel;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;

/** A lock that the inner channel holds for a channel of dio. */
final class ChannelLock extends FileLock {
  private final FileLock inner;

  ChannelLock(FileChannel channel, FileLock inner) {
    super(channel, inner.position(), inner.size(), inner.isShared());
    this.inner = inner;
  }

  @Override
  public boolean isValid() {
    return acquiredBy().isOpen() && inner.isValid();
  }

  @Override
  public void release() throws IOException {
    if (!acquiredBy().isOpen()) {
      throw new ClosedChannelException();
    }
    inner.release();
  }
}
