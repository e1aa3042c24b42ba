// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.crash;

import io.dio.bench.loop.LoopFileSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** The place where rounds happen, and the way in which they end. */
public abstract class Crash {
  /** How long the writers may take to notice that their file system is gone. */
  private static final Duration LONGEST_END = Duration.ofSeconds(20);

  private final Path root;
  private final String title;

  private Crash(Path root, String title) {
    this.root = root;
    this.title = title;
  }

  /** {@return the end of a file system without a flush} */
  public static Crash powerLoss(LoopFileSystem fileSystem) {
    return new PowerLoss(fileSystem);
  }

  /**
   * {@return the end of the process by SIGKILL}
   *
   * @param folder where the writers write
   */
  public static Crash kill(Path folder) {
    return new Kill(folder);
  }

  /** {@return the folder in which the writers write} */
  Path root() {
    return root;
  }

  /** {@return the name in reports} */
  String title() {
    return title;
  }

  /** Ends the round. {@return what was acknowledged and has to be there} */
  abstract Acknowledged strike(WriterProcess writers) throws IOException, InterruptedException;

  /** Waits until no process uses the files. {@return what was wrong with that} */
  abstract Optional<String> settle(WriterProcess writers) throws InterruptedException;

  /** Makes the files readable again. */
  abstract void recover() throws IOException, InterruptedException;

  private static final class PowerLoss extends Crash {
    private final LoopFileSystem fileSystem;

    PowerLoss(LoopFileSystem fileSystem) {
      super(fileSystem.root(), "power loss");
      this.fileSystem = fileSystem;
    }

    /** A sync that races with the call may report success, so only earlier ones count. */
    @Override
    Acknowledged strike(WriterProcess writers) throws IOException {
      Acknowledged before = writers.acknowledged();
      fileSystem.losePower();
      return before;
    }

    @Override
    Optional<String> settle(WriterProcess writers) throws InterruptedException {
      return writers.awaitEnd(LONGEST_END)
          ? Optional.empty()
          : Optional.of("the writers hung after the loss of power");
    }

    @Override
    void recover() throws IOException, InterruptedException {
      fileSystem.mountAgain();
    }
  }

  private static final class Kill extends Crash {
    Kill(Path folder) {
      super(folder, "kill");
    }

    /** The page cache survives, so everything counts that the process could still say. */
    @Override
    Acknowledged strike(WriterProcess writers) throws InterruptedException {
      writers.kill();
      return writers.acknowledged();
    }

    @Override
    Optional<String> settle(WriterProcess writers) {
      return Optional.empty();
    }

    @Override
    void recover() {
      // Nothing is lost with a process.
    }
  }
}
