// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.coordinator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class OpenerThreadsTest {
  private final OpenerThreads openers = new OpenerThreads("test-ring");

  @Test
  void theFirstCallStartsAThreadThatIsNamedAfterTheScheduler() throws Exception {
    CompletableFuture<Thread> by = new CompletableFuture<>();
    openers.execute(() -> by.complete(Thread.currentThread()));

    Thread thread = by.get(30, TimeUnit.SECONDS);
    assertThat(thread.getName()).isEqualTo("test-ring-opener-1");
    assertThat(thread.isDaemon()).isTrue();
    openers.shutDown();
    openers.awaitEnd();
    assertThat(thread.isAlive()).isFalse();
  }

  @Test
  void threadsThatWereNeverNeededEndAtOnce() {
    openers.shutDown();
    openers.awaitEnd();
  }

  @Test
  void afterTheEndACallIsRefusedThoughNoThreadWasEverStarted() {
    openers.shutDown();

    assertThatThrownBy(() -> openers.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
    openers.awaitEnd();
  }

  @Test
  void callsThatWereAcceptedBeforeTheEndAreMade() throws Exception {
    CompletableFuture<Void> made = new CompletableFuture<>();
    openers.execute(() -> made.complete(null));
    openers.shutDown();
    openers.awaitEnd();

    assertThat(made).isDone();
    made.get();
  }
}
