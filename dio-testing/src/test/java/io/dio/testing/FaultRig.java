// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.testing;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.dio.sys.DioFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files and wrapped schedulers for tests of faults. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class FaultRig {
  static final Duration LONG = Duration.ofSeconds(50);

  @TempDir Path folder;
  private final AtomicInteger names = new AtomicInteger();
  private final Arena arena = Arena.ofAuto();

  final Path newPath() {
    return folder.resolve("file" + names.incrementAndGet());
  }

  final DioFile newFile(OpenOption... more) throws IOException {
    List<OpenOption> options = new ArrayList<>(List.of(READ, WRITE, CREATE));
    Collections.addAll(options, more);
    return DioFile.open(newPath(), options.toArray(OpenOption[]::new));
  }

  final MemorySegment memory(long byteSize, int fill) {
    return arena.allocate(byteSize, 4096).fill((byte) fill);
  }

  static FaultInjectingScheduler over(TestedBackend backend) {
    return FaultInjectingScheduler.over(backend.open());
  }
}
