// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.engine.wal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTailTest {
  @Test
  void recordsLieSideBySideUntilTheLogIsFull() throws InterruptedException {
    LogTail tail = new LogTail(10_000, 4096);
    assertThat(tail.next()).isZero();
    assertThat(tail.awaitEnd(0)).isFalse();
    assertThat(tail.next()).isEqualTo(4096);
    assertThat(tail.next()).isNegative();
    assertThat(tail.next()).isNegative();
    assertThat(tail.awaitEnd(0)).isTrue();
    assertThat(tail.byteSize()).as("places that were refused are not counted").isEqualTo(8192);
  }

  @Test
  void aStoppedLogGivesNoPlace() throws InterruptedException {
    LogTail tail = new LogTail(10_000, 4096);
    tail.next();
    tail.stop();
    assertThat(tail.next()).isNegative();
    assertThat(tail.byteSize()).isEqualTo(4096);
    assertThat(tail.awaitEnd(0)).isTrue();
  }
}
