// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.sys;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.Errno;
import io.dio.align.ErrnoException;
import io.dio.sys.internal.Poison;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** For every error number and every call that makes data durable: whether it poisons. */
class UntriedCallsTest {
  private static final int LARGEST_ERRNO = 133;

  private static final Set<String> UNTRIED_SYNC =
      Set.of("EINTR", "ECANCELED", "EAGAIN", "EBADF", "EINVAL", "EROFS", "EOPNOTSUPP", "ENOSYS");

  private static final Set<String> UNTRIED_WRITE_TOO =
      Set.of("EPERM", "EFAULT", "EFBIG", "ESPIPE", "ETXTBSY");

  private static Set<String> harmlessFor(String call) {
    Set<String> harmless = new TreeSet<>();
    IntStream.rangeClosed(1, LARGEST_ERRNO)
        .forEach(errno -> {
          Poison poison = new Poison("a file");
          poison.record(new ErrnoException(call, errno, "path=/data"));
          if (!poison.isRecorded()) {
            harmless.add(Errno.name(errno));
          }
        });
    return harmless;
  }

  @ParameterizedTest
  @ValueSource(strings = {"fsync", "fdatasync", "sync_file_range"})
  void everyFailureOfASyncPoisonsUnlessItWasNotTried(String call) {
    assertThat(harmlessFor(call)).containsExactlyInAnyOrderElementsOf(UNTRIED_SYNC);
  }

  @ParameterizedTest
  @ValueSource(strings = {"pwrite", "pwritev", "copy_file_range"})
  void everyFailureOfADurableWritePoisonsUnlessItWasNotTried(String call) {
    Set<String> expected = new TreeSet<>(UNTRIED_SYNC);
    expected.addAll(UNTRIED_WRITE_TOO);
    assertThat(harmlessFor(call)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"fdatasync", "pwrite"})
  void anErrorThatNobodyKnowsPoisons(String call) {
    Poison poison = new Poison("a file");
    poison.record(new ErrnoException(call, 4000, "path=/data"));
    assertThat(poison.isRecorded()).isTrue();
  }
}
