// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.IoScheduler;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A scheduler over io_uring for all threads; without io_uring the benchmark fails with the cause.
 */
@State(Scope.Benchmark)
public class RingScheduler {
  IoScheduler scheduler;

  @Setup
  public void open() {
    scheduler = IoScheduler.uring();
  }

  @TearDown
  public void close() {
    scheduler.close();
  }
}
