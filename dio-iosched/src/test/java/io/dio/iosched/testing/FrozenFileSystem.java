// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.testing;

import io.dio.testing.fixtures.LoopFileSystem;
import io.dio.testing.fixtures.LoopFileSystem.Kind;
import io.dio.testing.fixtures.TimeLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An ext4 of its own that can be frozen, as for a snapshot: writes then hang inside the kernel
 * until it is thawed, however long that takes, while reads go on.
 *
 * <p>A thread that hangs there cannot even be killed. So a process beside the JVM thaws when the
 * JVM has ended, or after {@value #LONGEST_SECONDS} seconds.
 */
public final class FrozenFileSystem implements AutoCloseable {
  private static final int LONGEST_SECONDS = 120;
  private static final Duration LONGEST_UNMOUNT = TimeLimits.ofSeconds(20);

  private final LoopFileSystem fileSystem;
  private Process watchdog;

  private FrozenFileSystem(LoopFileSystem fileSystem) {
    this.fileSystem = fileSystem;
  }

  /** Mounts one that is not frozen yet, or skips the test if that is not possible. */
  public static FrozenFileSystem mount() {
    try {
      return new FrozenFileSystem(LoopFileSystem.mount(Kind.EXT4));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return its root directory} */
  public Path root() {
    return fileSystem.root();
  }

  /** From now on writes hang. Earlier writes are on the device. */
  public void freeze() {
    try {
      watchdog =
          new ProcessBuilder(
                  "sh",
                  "-c",
                  "timeout " + LONGEST_SECONDS + " cat > /dev/null; fsfreeze --unfreeze \"$0\"",
                  root().toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    fileSystem.freeze();
  }

  /** Lets writes go on. Does nothing if it is not frozen. */
  public void thaw() {
    if (watchdog == null) {
      return;
    }
    Process thawing = watchdog;
    watchdog = null;
    try {
      thawing.getOutputStream().close();
      int exitCode = thawing.waitFor();
      if (exitCode != 0) {
        throw new IllegalStateException("thawing " + root() + " gave " + exitCode);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Thaws and unmounts it. No file on it may be open any more. The kernel may take a while to
   * release the files of a ring that was closed with operations in flight.
   */
  @Override
  public void close() {
    thaw();
    try {
      fileSystem.closeWithin(LONGEST_UNMOUNT);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
