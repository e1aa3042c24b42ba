// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.dio.align.Degradation;
import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.iosched.UnavailabilityCause.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cause of a missing ring is the degradation of a scheduler that works without one. */
final class UnavailabilityCauseTest {
  private final ErrnoException failure =
      new ErrnoException("io_uring_setup", Errno.EMFILE, "entries=256");

  @ParameterizedTest
  @CsvSource({
    "NOT_LINUX, NOT_SUPPORTED",
    "NO_IO_URING, KERNEL_TOO_OLD",
    "DISABLED_BY_SYSCTL, FORBIDDEN",
    "NATIVE_ACCESS_DENIED, FORBIDDEN",
    "NO_DESCRIPTOR, LIMIT",
    "OTHER, OTHER"
  })
  void itSaysTheSameAsADegradation(Kind kind, Degradation.Cause cause) {
    UnavailabilityCause why = UnavailabilityCause.of(kind, "message", "remedy");
    Degradation missing = why.withFailure(failure).toDegradation();
    assertThat(missing.cause()).isEqualTo(cause);
    assertThat(missing).hasToString("io_uring, because message; remedy");
    assertThat(missing.failure()).containsSame(failure);
    assertThat(why.failure()).isEmpty();
    assertThat(why.toDegradation().failure()).isEmpty();
  }

  @Test
  void itTravelsWithTheExceptionThatHasIt() throws Exception {
    UnavailabilityCause why =
        UnavailabilityCause.of(Kind.NO_DESCRIPTOR, "message", "remedy").withFailure(failure);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new IoUringUnavailableException("no ring", why, failure));
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      IoUringUnavailableException read = (IoUringUnavailableException) in.readObject();
      assertThat(read.unavailabilityCause()).isEqualTo(why).hasSameHashCodeAs(why);
      assertThat(read.unavailabilityCause().failure().orElseThrow().errno())
          .isEqualTo(Errno.EMFILE);
    }
  }

  @Test
  void nothingOfItIsMissing() {
    assertThatNullPointerException()
        .isThrownBy(() -> UnavailabilityCause.of(null, "message", "remedy"))
        .withMessage("kind");
    assertThatNullPointerException()
        .isThrownBy(() -> UnavailabilityCause.of(Kind.OTHER, null, "remedy"))
        .withMessage("message");
    assertThatNullPointerException()
        .isThrownBy(() -> UnavailabilityCause.of(Kind.OTHER, "message", null))
        .withMessage("remedy");
  }
}
