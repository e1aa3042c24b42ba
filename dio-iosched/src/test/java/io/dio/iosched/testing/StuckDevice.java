// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.LoopDevice;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A block device whose writes hang as long as a {@link FrozenFileSystem} is frozen, on which its
 * image lies. Buffered writes to it fill the page cache and succeed; it is the sync that hangs.
 */
public final class StuckDevice implements AutoCloseable {
  private static final long BYTE_SIZE = 1 << 20;

  private final LoopDevice device;

  private StuckDevice(LoopDevice device) {
    this.device = device;
  }

  /** Makes one on {@code fileSystem}, before that is frozen. */
  public static StuckDevice on(FrozenFileSystem fileSystem) throws IOException {
    return new StuckDevice(LoopDevice.attach(fileSystem.root(), BYTE_SIZE, 512));
  }

  /** {@return the path of the device} */
  public Path path() {
    return device.path();
  }

  /** Once thawed, and closed by whoever opened it. */
  @Override
  public void close() throws IOException {
    device.close();
  }
}
