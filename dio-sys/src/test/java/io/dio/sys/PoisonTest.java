// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.internal.BlockingSync;
import io.dio.sys.internal.DurableCalls;
import io.dio.sys.internal.Poison;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PoisonTest {
  private final Poison poison = new Poison("a file");

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
  void aFailureThatNobodyCouldDescribeRefusesAllTheSame() {
    poison.note("fdatasync", Errno.EIO);
    poison.note("fsync", Errno.ENOSPC);
    assertThat(poison.isRecorded()).isTrue();
    assertThatThrownBy(() -> poison.refuse("fsync"))
        .hasMessage(
            "fdatasync(operands not on record; earlier failure, written data may be lost, fsync not"
                + " issued): EIO (Input/output error)")
        .hasNoCause();
    poison.clear();
    assertThat(poison.isRecorded()).isFalse();
    assertThat(poison.refusalOf("fsync")).isNull();
  }

  @Test
  void aFailureThatWasNotTriedIsNotNoted() {
    poison.note("fdatasync", Errno.EINTR);
    poison.note("pwrite", Errno.EFBIG);
    assertThat(poison.isRecorded()).isFalse();
  }

  /** A caller that reports a failure says that data may be lost, whatever the error is called. */
  @Test
  void aFailureThatACallerReportsCountsWithEveryErrorAndOnlyOnce() {
    ErrnoException reported = new ErrnoException("syncfs", Errno.EAGAIN, "path=/data");
    poison.inflict(reported);
    poison.inflict(new ErrnoException("fsync", Errno.EIO, "path=/data"));
    assertThat(poison.isRecorded()).isTrue();
    assertThatThrownBy(() -> poison.refuse("fsync"))
        .hasMessageContaining("syncfs(path=/data; earlier failure")
        .hasCause(reported);
  }

  @Test
  void aFailureThatIsNotedAndThenDescribedIsTold() {
    ErrnoException failure = new ErrnoException("fdatasync", Errno.EIO, "path=/data");
    poison.note(failure.call(), failure.errno());
    poison.record(failure);
    assertThat(poison.refusal("x")).hasCause(failure).hasMessageContaining("path=/data");
  }

  /** Stands for a heap that is too full for the exception. */
  @Test
  void aSyncWhoseFailureCannotBeDescribedPoisonsBeforeItEnds() {
    DurableCalls calls = new DurableCalls(true);
    long beside = calls.begin(true);
    AtomicBoolean knownAtTheEnd = new AtomicBoolean();
    assertThatThrownBy(() ->
            BlockingSync.issue(
                poison,
                calls,
                "fsync",
                () -> {
                  boolean atOnce =
                      calls.endSucceeded(
                          beside, true, () -> knownAtTheEnd.set(poison.isRecorded()));
                  assertThat(atOnce).isFalse();
                  return -Errno.EIO;
                },
                errno -> {
                  throw new OutOfMemoryError("on purpose");
                }))
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessage("on purpose");
    assertThat(knownAtTheEnd).as("when the sync beside it was believed").isTrue();
    assertThatThrownBy(() -> poison.refuse("fdatasync"))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("fdatasync not issued")
        .hasMessageContaining("EIO");
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
