// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTextTest {
  @Test
  void aReasonThatIsOnlyInTheTypeIsPutIntoWords() {
    assertThat(FailureText.of(new AccessDeniedException("/x/y.html")))
        .isEqualTo("/x/y.html: permission denied");
    assertThat(FailureText.of(new NoSuchFileException("/x")))
        .isEqualTo("/x: no such file or folder");
  }

  @Test
  void aReasonInWordsIsTaken() {
    assertThat(FailureText.of(new FileSystemException("/x", null, "Read-only file system")))
        .isEqualTo("/x: Read-only file system");
    assertThat(FailureText.of(new NoSuchFileException("/x", null, "open: ENOENT")))
        .isEqualTo("/x: open: ENOENT");
    assertThat(FailureText.of(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
  }

  @Test
  void withoutAMessageTheTypeIsBetterThanNothing() {
    assertThat(FailureText.of(new IllegalStateException()))
        .isEqualTo("java.lang.IllegalStateException");
  }
}
