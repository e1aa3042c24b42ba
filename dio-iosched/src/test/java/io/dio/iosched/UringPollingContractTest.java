// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.sys.DioFile;
import io.dio.sys.internal.FileAccess;
import io.dio.testing.fixtures.Skip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The contract over two rings, one of which polls the device for completions. It needs a device
 * with queues for polling under the folder for temporary files; {@link PollingTest} needs none.
 */
final class UringPollingContractTest extends UringContract {
  /** Skips the class, and prints the reason once. */
  @BeforeAll
  static void requirePolling() throws IOException {
    Rings.open(LiburingSource.EMBEDDED, SchedulerOptions.defaults()).close();
    Path path = Files.createTempFile("dio-polling", "");
    try (DioFile file = DioFile.open(path)) {
      Skip.unless(
          FileAccess.instance().devicePolling(file).isPossible(),
          "needs a device with queues for polling (nvme.poll_queues) under java.io.tmpdir");
    } finally {
      Files.delete(path);
    }
  }

  @Override
  LiburingSource liburing() {
    return LiburingSource.EMBEDDED;
  }

  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return super.openBackend(options.withPolling(Polling.BUSY));
  }

  /**
   * The kernel does not wait for a write that its own worker makes. So the ring asks 64 times, and
   * then it sleeps 50 us and asks again, which are two calls.
   */
  @Override
  public long mostSystemCallsOfARun(long nanos) {
    return super.mostSystemCallsOfARun(nanos) + 64 + 2 * (nanos / 50_000);
  }

  @Test
  void theKernelGrantedTheSecondRing() {
    try (IoScheduler scheduler = openBackend(SchedulerOptions.defaults())) {
      assertThat(scheduler.degradations()).isEmpty();
      assertThat(scheduler.describe()).contains("beside it").contains("IOPOLL");
    }
  }
}
