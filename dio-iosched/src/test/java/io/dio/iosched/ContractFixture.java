// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.iosched.testing.FrozenFileSystem;
import io.dio.sys.DioFile;
import io.dio.testing.fixtures.OpenDescriptors;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The fixtures of a class of the contract: a subclass chooses the backend and the clauses.
 *
 * <p>After each test every file must close at once, so a leaked hold fails the test that leaked it.
 * No descriptor may be left.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class ContractFixture implements BackendContract {
  private static final AtomicInteger NAMES = new AtomicInteger();

  @TempDir private static Path directory;
  private static FrozenFileSystem frozen;

  private final List<DioFile> files = new ArrayList<>();
  private final List<IoScheduler> schedulers = new ArrayList<>();
  private Arena arena;
  private IoScheduler scheduler;

  /** {@return a scheduler over the backend under test} */
  abstract IoScheduler openBackend(SchedulerOptions options);

  @BeforeEach
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @SuppressWarnings("MustBeClosedChecker") // closed in releaseEverything
  void openScheduler() {
    arena = Arena.ofShared();
    scheduler = open(SchedulerOptions.defaults());
  }

  @AfterEach
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void releaseEverything() throws IOException {
    if (frozen != null) {
      frozen.thaw();
    }
    schedulers.forEach(IoScheduler::close);
    for (DioFile file : files) {
      file.close();
    }
    for (DioFile file : files) {
      assertThat(OpenDescriptors.of(file.path())).isEmpty();
    }
    arena.close();
  }

  @AfterAll
  @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  static void unmount() {
    if (frozen != null) {
      FrozenFileSystem mounted = frozen;
      frozen = null;
      mounted.close();
    }
  }

  @Override
  public IoScheduler scheduler() {
    return scheduler;
  }

  @Override
  public IoScheduler open(SchedulerOptions options) {
    IoScheduler opened = openBackend(options);
    schedulers.add(opened);
    return opened;
  }

  @Override
  public Path directory() {
    return directory;
  }

  @Override
  public Path newPath() {
    return directory.resolve("file" + NAMES.incrementAndGet());
  }

  @Override
  public DioFile open(Path path, OpenOption... options) throws IOException {
    DioFile file = DioFile.open(path, options);
    files.add(file);
    return file;
  }

  @Override
  public Arena arena() {
    return arena;
  }

  @Override
  public FrozenFileSystem frozen() {
    if (frozen == null) {
      frozen = FrozenFileSystem.mount();
    }
    return frozen;
  }
}
