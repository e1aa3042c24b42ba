// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class LateCleanerTest {

  @Test
  void aThreadThatIsRefusedIsAskedForAgainByTheNextCall() {
    AtomicInteger asked = new AtomicInteger();
    LateCleaner cleaner =
        new LateCleaner(work -> {
          if (asked.incrementAndGet() == 1) {
            throw new OutOfMemoryError("unable to create native thread");
          }
          Thread thread = new Thread(work, "late-cleaner-test");
          thread.setDaemon(true);
          return thread;
        });
    AtomicInteger cleaned = new AtomicInteger();
    Object watched = new Object();
    assertThat(asked).as("nothing is started before it is needed").hasValue(0);
    assertThatThrownBy(() -> cleaner.register(watched, cleaned::incrementAndGet))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("unable to create native thread");
    cleaner.register(watched, cleaned::incrementAndGet).clean();
    cleaner.register(watched, cleaned::incrementAndGet).clean();
    assertThat(cleaned).hasValue(2);
    assertThat(asked).hasValue(2);
  }
}
