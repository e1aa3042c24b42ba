// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.ErrnoException;
import io.dio.align.foreign.Errno;
import io.dio.sys.internal.Poison;
import org.junit.jupiter.api.Test;

class PoisonTest {
  private final Poison poison = new Poison();

  @Test
  void nothingIsRefusedBeforeAFailure() {
    assertThatCode(() -> poison.refuse("fsync")).doesNotThrowAnyException();
    assertThatCode(() -> poison.refuseAfterwards("fsync")).doesNotThrowAnyException();
    assertThat(poison.refusal("never")).isNull();
  }

  @Test
  void anEmptiedSlotHasNoFailure() {
    poison.record(new ErrnoException("fdatasync", Errno.EIO, "slot 0"));
    assertThat(poison.refusalOf("fsync"))
        .hasMessageContaining("fsync not issued or not to be relied on");
    poison.clear();
    assertThat(poison.isRecorded()).isFalse();
    assertThat(poison.refusalOf("fsync")).isNull();
  }

  @Test
  void eachRefusalIsAFreshExceptionThatTellsTheFirstFailure() {
    ErrnoException failure = new ErrnoException("fdatasync", Errno.EIO, "path=/data");
    poison.record(failure);
    assertThatThrownBy(() -> poison.refuse("fsync"))
        .hasMessage(
            "fdatasync(path=/data; earlier failure, written data may be lost, fsync not issued):"
                + " EIO (Input/output error)")
        .hasCause(failure)
        .isNotSameAs(failure);
    assertThatThrownBy(() -> poison.refuseAfterwards("fsync"))
        .hasMessageContaining("fsync not to be relied on")
        .hasCause(failure);
    assertThat(poison.refusal("x")).isNotSameAs(poison.refusal("x"));
  }
}
