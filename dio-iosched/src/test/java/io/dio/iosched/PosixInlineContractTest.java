// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.CompletionThread;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The contract over POSIX calls made by the submitting thread. */
final class PosixInlineContractTest extends SchedulerContract {
  @Override
  IoScheduler openBackend(SchedulerOptions options) {
    return IoScheduler.posix(options);
  }

  @Override
  public boolean isInline() {
    return true;
  }

  /** One for each thread that submits. */
  @Override
  public int mostInFlight() {
    return Integer.MAX_VALUE;
  }

  @Test
  void itSaysWhatItIsAndThatNothingElseWasWanted() {
    assertThat(scheduler().backend()).isEqualTo(Backend.POSIX_INLINE);
    assertThat(scheduler().fallbackReason()).isEmpty();
    assertThat(scheduler().toString()).startsWith("dio-posix-");
  }

  @Test
  void aTicketIsDoneWhenItIsHandedOut() throws Exception {
    assertThat(scheduler().submit(Op.write(newFile(FileKind.BUFFERED), memory(10), 0)).isDone())
        .isTrue();
  }

  @Test
  void aDirectExecutorRunsCallbacksOnTheThreadThatAsks() throws Exception {
    IoScheduler direct = open(SchedulerOptions.defaults().withCallbackExecutor(Runnable::run));
    AtomicReference<Thread> ranOn = new AtomicReference<>();
    direct
        .submit(Op.sync(newFile(FileKind.BUFFERED)))
        .onCompletion(_ -> ranOn.set(Thread.currentThread()));
    assertThat(ranOn).hasValue(Thread.currentThread());
    assertThat(ranOn.get()).isNotInstanceOf(CompletionThread.class);
  }
}
