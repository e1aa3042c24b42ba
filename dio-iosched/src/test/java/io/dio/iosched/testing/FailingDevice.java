// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.fixtures.LoopDevice;
import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.TimeLimits;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A block device that claims more space than it has. Its sparse image is on a full tmpfs. So a
 * write to it fails with EIO when the page cache writes it back.
 */
public final class FailingDevice implements AutoCloseable {
  private static final long BYTE_SIZE = 1 << 20;
  private static final int ROOM_BYTES = 64 << 10;
  private static final Duration LONGEST_UNMOUNT = TimeLimits.ofSeconds(20);

  private final LoopFileSystem room;
  private final LoopDevice device;

  private FailingDevice(LoopFileSystem room, LoopDevice device) {
    this.room = room;
    this.device = device;
  }

  /** Creates one, or skips the test if that is not possible. */
  public static FailingDevice create() throws IOException {
    LoopFileSystem room =
        LoopFileSystem.mount(Kind.TMPFS, 512, ROOM_BYTES, Path.of("")); // no image
    boolean created = false;
    try {
      LoopDevice device = LoopDevice.attach(room.root(), BYTE_SIZE, 512);
      fill(room.root().resolve("filler"));
      created = true;
      return new FailingDevice(room, device);
    } finally {
      if (!created) {
        room.close();
      }
    }
  }

  private static void fill(Path filler) throws IOException {
    try (OutputStream file = Files.newOutputStream(filler)) {
      byte[] page = new byte[4096];
      while (true) {
        file.write(page);
      }
    } catch (IOException e) {
      if (!e.getMessage().contains("No space left")) {
        throw e;
      }
    }
  }

  /** {@return the path of the device} */
  public Path path() {
    return device.path();
  }

  /**
   * The device must be closed by the test before this. The kernel may take a while to release a
   * file that a ring had in a slot.
   */
  @Override
  public void close() throws IOException {
    device.close();
    room.closeWithin(LONGEST_UNMOUNT);
  }
}
