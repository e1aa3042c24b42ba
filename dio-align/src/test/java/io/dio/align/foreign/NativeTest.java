// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class NativeTest {

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryIsFoundByItsNameOrNotAtAll() {
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup libc = Native.library("libc.so.6", arena).orElseThrow();
      PlainCall getpid = PlainCall.in(libc, "getpid");
      assertThat((int) getpid.call()).isEqualTo((int) ProcessHandle.current().pid());
      PlainCall missing = PlainCall.in(libc, "no_such_function");
      assertThatExceptionOfType(UnsupportedOperationException.class).isThrownBy(missing::call);
      assertThat(Native.library("libdoes-not-exist.so.9", arena)).isEmpty();
    }
    assertThatNullPointerException().isThrownBy(() -> Native.library(null, Arena.global()));
    assertThatNullPointerException().isThrownBy(() -> Native.library("libc.so.6", null));
  }

  @Test
  void aSegmentRunsItsCleanupOnceWhenItsArenaCloses() {
    AtomicInteger cleanups = new AtomicInteger();
    MemorySegment segment;
    try (Arena arena = Arena.ofShared()) {
      segment = Native.segment(4096, 64, arena, _ -> cleanups.incrementAndGet());
      assertThat(segment.address()).isEqualTo(4096);
      assertThat(segment.byteSize()).isEqualTo(64);
      assertThat(cleanups).hasValue(0);
    }
    assertThat(cleanups).hasValue(1);
    assertThat(segment.scope().isAlive()).isFalse();
  }

  @Test
  void aSegmentThatCannotBeMadeDoesNotRunItsCleanup() throws Exception {
    AtomicInteger cleanups = new AtomicInteger();
    Arena closed;
    try (Arena arena = Arena.ofShared()) {
      closed = arena;
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> Native.segment(4096, 64, closed, _ -> cleanups.incrementAndGet()));
    try (Arena confined = Arena.ofConfined()) {
      FutureTask<MemorySegment> elsewhere =
          new FutureTask<>(
              () -> Native.segment(4096, 64, confined, _ -> cleanups.incrementAndGet()));
      Thread.ofPlatform().start(elsewhere).join();
      assertThat(elsewhere.exceptionNow()).isInstanceOf(WrongThreadException.class);
    }
    assertThat(cleanups).hasValue(0);
  }

  @Test
  void aSegmentWithoutAnArenaLivesForEver() {
    MemorySegment segment = Native.segment(4096, 64);
    assertThat(segment.byteSize()).isEqualTo(64);
    assertThat(segment.scope()).isEqualTo(Arena.global().scope());
  }

  @Test
  void whatAHandleThrowsIsPassedOnUnlessItIsChecked() {
    IllegalStateException unchecked = new IllegalStateException("closed");
    assertThatThrownBy(() -> Native.unexpected(unchecked)).isSameAs(unchecked);
    StackOverflowError error = new StackOverflowError();
    assertThatThrownBy(() -> Native.unexpected(error)).isSameAs(error);
    IOException checked = new IOException();
    assertThat(Native.unexpected(checked)).isInstanceOf(AssertionError.class).hasCause(checked);
  }
}
