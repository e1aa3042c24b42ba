// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.fixtures.LoopDevice;
import java.io.IOException;
import java.nio.file.Path;

/**
 * A block device whose writes hang while a {@link FrozenFileSystem} is frozen, because its image is
 * there. Buffered writes to it go to the page cache and succeed. Only the sync hangs.
 */
public final class StuckDevice implements AutoCloseable {
  private static final long BYTE_SIZE = 1 << 20;

  private final LoopDevice device;

  private StuckDevice(LoopDevice device) {
    this.device = device;
  }

  /** Creates one on {@code fileSystem} before that is frozen. */
  public static StuckDevice on(FrozenFileSystem fileSystem) throws IOException {
    return new StuckDevice(LoopDevice.attach(fileSystem.root(), BYTE_SIZE, 512));
  }

  /** {@return the path of the device} */
  public Path path() {
    return device.path();
  }

  /** The file system must be thawed and the device closed before this. */
  @Override
  public void close() throws IOException {
    device.close();
  }
}
