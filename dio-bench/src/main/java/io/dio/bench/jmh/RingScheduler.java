// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.jmh;

import io.dio.iosched.IoScheduler;
import io.dio.iosched.SchedulerOptions;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * A scheduler over io_uring for all threads. Without io_uring the benchmark fails and gives the
 * cause.
 */
@State(Scope.Benchmark)
public class RingScheduler {
  /**
   * Whether the submitting thread serves cached reads. Schedulers do so by default, but these
   * benchmarks measure the ring. {@code -p inlineReads=true,false} shows both.
   */
  @Param("false")
  private boolean inlineReads;

  IoScheduler scheduler;

  @Setup
  public void open() {
    scheduler = IoScheduler.uring(SchedulerOptions.defaults().withInlineReads(inlineReads));
  }

  @TearDown
  public void close() {
    scheduler.close();
  }
}
