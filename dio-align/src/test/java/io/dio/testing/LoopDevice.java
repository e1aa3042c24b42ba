// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;

/** A block device over a file of zeros, with the sector size that a test wants. */
public final class LoopDevice implements AutoCloseable {
  private final Path image;
  private final Path device;

  private LoopDevice(Path image, Path device) {
    this.image = image;
    this.device = device;
  }

  /**
   * Attaches a device, or skips the test if that is not possible.
   *
   * @param folder the folder of the file with the sectors, which is sparse
   * @param byteSize size of the device
   * @param sectorBytes size of its logical sectors: 512, 1024, 2048 or 4096
   */
  public static LoopDevice attach(Path folder, long byteSize, int sectorBytes) throws IOException {
    Commands.assumeMayMount();
    String losetup = Commands.assumeInstalled("losetup");
    Path image = Files.createTempFile(folder, "loop", ".img");
    try {
      try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
        file.setLength(byteSize);
      }
      String device =
          Commands.run(
              losetup,
              "--find",
              "--show",
              "--sector-size",
              String.valueOf(sectorBytes),
              image.toString());
      return new LoopDevice(image, Path.of(device));
    } catch (IOException | RuntimeException | Error e) {
      Files.delete(image);
      throw e;
    }
  }

  /** {@return its name, such as {@code /dev/loop0}} */
  public Path path() {
    return device;
  }

  @Override
  public void close() throws IOException {
    Commands.run(Commands.assumeInstalled("losetup"), "--detach", device.toString());
    Files.delete(image);
  }
}
