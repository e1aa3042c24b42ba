// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class HelperThreadsTest {
  private final HelperThreads helpers = new HelperThreads("test-ring");

  @Test
  void theFirstCallStartsAThreadThatIsNamedAfterTheScheduler() throws Exception {
    CompletableFuture<Thread> by = new CompletableFuture<>();
    helpers.execute(() -> by.complete(Thread.currentThread()));

    Thread thread = by.get(30, TimeUnit.SECONDS);
    assertThat(thread.getName()).isEqualTo("test-ring-helper-1");
    assertThat(thread.isDaemon()).isTrue();
    helpers.shutDown();
    helpers.awaitEnd();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void threadsThatWereNeverNeededEndAtOnce() {
    helpers.shutDown();
    helpers.awaitEnd();
  }

  @Test
  void afterTheEndACallIsRefusedThoughNoThreadWasEverStarted() {
    helpers.shutDown();

    assertThatThrownBy(() -> helpers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    helpers.awaitEnd();
  }

  @Test
  void callsThatWereAcceptedBeforeTheEndAreMade() throws Exception {
    CompletableFuture<Void> made = new CompletableFuture<>();
    helpers.execute(() -> made.complete(null));
    helpers.shutDown();
    helpers.awaitEnd();

    assertThat(made).isDone();
    made.get();
  }
}
