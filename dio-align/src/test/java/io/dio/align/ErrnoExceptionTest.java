// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import org.junit.jupiter.api.Test;

class ErrnoExceptionTest {

  @Test
  void namesCallOperandsAndError() {
    ErrnoException e = new ErrnoException("pwrite", Errno.EINVAL, "fd=7, length=4096, offset=512");
    assertThat(e)
        .isInstanceOf(IOException.class)
        .hasMessage("pwrite(fd=7, length=4096, offset=512): EINVAL (Invalid argument)");
    assertThat(e.call()).isEqualTo("pwrite");
    assertThat(e.errno()).isEqualTo(Errno.EINVAL);
    assertThat(e.errnoName()).isEqualTo("EINVAL");
    assertThat(e.operands()).isEqualTo("fd=7, length=4096, offset=512");
  }

  @Test
  void anUnknownErrorKeepsItsNumber() {
    assertThat(new ErrnoException("ioctl", 4000, "fd=7")).hasMessage("ioctl(fd=7): errno 4000");
  }

  @Test
  void whatMayPassByItselfIsTransient() {
    int[] transientErrors = {
      Errno.EINTR, Errno.EAGAIN, Errno.EBUSY, Errno.EMFILE, Errno.ENFILE, Errno.ENOMEM
    };
    for (int errno : transientErrors) {
      assertThat(new ErrnoException("open", errno, "").isTransient())
          .as(Errno.name(errno))
          .isTrue();
    }
    int[] lastingErrors = {
      Errno.EIO,
      Errno.ENOSPC,
      Errno.EDQUOT,
      Errno.EINVAL,
      Errno.ENOENT,
      Errno.EBADF,
      Errno.ECANCELED
    };
    for (int errno : lastingErrors) {
      assertThat(new ErrnoException("fsync", errno, "").isTransient())
          .as(Errno.name(errno))
          .isFalse();
    }
  }

  @Test
  void aResultPassedInsteadOfAnErrnoIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ErrnoException("read", -22, "fd=1"))
        .withMessage("errno is -22, must be positive");
    assertThatIllegalArgumentException().isThrownBy(() -> new ErrnoException("read", 0, ""));
    assertThatNullPointerException().isThrownBy(() -> new ErrnoException(null, 1, ""));
    assertThatNullPointerException().isThrownBy(() -> new ErrnoException("read", 1, null));
  }

  @Test
  void isFoundBehindWhatItCaused() {
    ErrnoException call = new ErrnoException("open", Errno.EMFILE, "path=/x");
    IOException path = new FileSystemException("/x", null, "reason");
    path.initCause(call);
    assertThat(ErrnoException.find(call)).containsSame(call);
    assertThat(ErrnoException.find(new UncheckedIOException(path))).containsSame(call);
    assertThat(ErrnoException.find(new IOException("no cause"))).isEmpty();
    IOException first = new IOException("first");
    IOException second = new IOException("second", first);
    first.initCause(second); // a cycle
    assertThat(ErrnoException.find(first)).isEmpty();
    assertThatNullPointerException().isThrownBy(() -> ErrnoException.find(null));
  }
}
