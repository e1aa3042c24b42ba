// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.iosched.internal.ring.Ring;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** The worker thread that a ring asks the kernel for when it is opened. */
class KernelWorkerTest {

  /** {@return a ring on which the kernel answers the request for a worker in the given way} */
  private static Ring answering(int result) {
    return (Ring)
        Proxy.newProxyInstance(
            KernelWorkerTest.class.getClassLoader(),
            new Class<?>[] {Ring.class},
            (_, method, arguments) ->
                switch (method.getName()) {
                  case "placeWorkerStart", "hasCompletions" -> true;
                  case "enter" -> 1;
                  case "reap" -> {
                    ((Ring.CompletionSink) arguments[0]).completed(Ring.WORKER_START, result);
                    yield 1;
                  }
                  default -> throw new AssertionError(method);
                });
  }

  @Test
  void aWorkerThatStartsIsNoDegradation() {
    KernelWorker worker = new KernelWorker(answering(0));
    assertThat(worker.start()).isZero();
    assertThat(worker.degradation()).isEmpty();
  }

  @Test
  void aWorkerThatTheKernelCannotStartIsToldWithItsErrorAndRemedy() {
    KernelWorker worker = new KernelWorker(answering(-Errno.EAGAIN));
    assertThat(worker.start()).isZero();
    Degradation missing = worker.degradation().orElseThrow();
    assertThat(missing.what()).isEqualTo("a worker thread of the kernel");
    assertThat(missing.cause()).isEqualTo(Degradation.Cause.LIMIT);
    assertThat(missing.failure().orElseThrow().errno()).isEqualTo(Errno.EAGAIN);
    assertThat(missing.reason())
        .contains("could start none for this ring")
        .endsWith(
            "io_uring_enter(IORING_OP_NOP with IOSQE_ASYNC): EAGAIN (Resource temporarily"
                + " unavailable)");
    assertThat(missing.remedy()).contains("ulimit -u", "pids.max");
  }
}
