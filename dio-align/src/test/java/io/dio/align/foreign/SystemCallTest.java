// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.dio.align.Errno;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class SystemCallTest {

  private static final SystemCall CLOSE = SystemCall.returningInt("close");
  private static final SystemCall LSEEK = SystemCall.returningLong("lseek");
  private static final SystemCall ACCESS = SystemCall.returningInt("access");

  @Test
  void aCallAnswersTheResultOfItsFunction() {
    SystemCall getpid = SystemCall.returningInt("getpid");
    assertThat(getpid.call()).isEqualTo(ProcessHandle.current().pid());
    assertThat(getpid.call()).as("found by the first call").isEqualTo(getpid.call());
  }

  @Test
  void aCallThatFailsAnswersMinusErrno() {
    assertThat(CLOSE.call(-1)).isEqualTo(-Errno.EBADF);
    assertThat(LSEEK.call(-1, 0, 0)).isEqualTo(-Errno.EBADF);
    try (Arena arena = Arena.ofConfined()) {
      long path = arena.allocateFrom("/does/not/exist").address();
      assertThat(ACCESS.call(path, 0)).isEqualTo(-Errno.ENOENT);
    }
  }

  /** A C function leaves anything in the upper half of the register of an int. */
  @Test
  void onlyTheLowerHalfOfAnIntCounts() {
    SystemCall abs = SystemCall.returningInt("abs");
    assertThat(abs.call((0x1234L << 32) | 7)).isEqualTo(7);
    assertThat(abs.call(-7)).isEqualTo(7);
  }

  /** A pointer is larger than an int. */
  @Test
  void aLongResultIsWhole() {
    SystemCall labs = SystemCall.returningLong("labs");
    assertThat(labs.call(-(1L << 40))).isEqualTo(1L << 40);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theLastOfSevenParametersArrives() {
    SystemCall syscall = SystemCall.returningLong("syscall");
    boolean arm = System.getProperty("os.arch").equals("aarch64");
    long mmap = arm ? 222 : 9;
    int offsetThatIsNoPage = 1;
    int flags = Mapping.MAP_PRIVATE | Mapping.MAP_ANONYMOUS;
    long mapped = syscall.call(mmap, 0, 4096, Mapping.PROT_READ, flags, -1, 0);
    assertThat(mapped).isPositive();
    assertThat(Mapping.munmap(mapped, 4096)).isZero();
    assertThat(syscall.call(mmap, 0, 4096, Mapping.PROT_READ, flags, -1, offsetThatIsNoPage))
        .isEqualTo(-Errno.EINVAL);
  }

  @Test
  void aFunctionWithAVariableNumberOfParametersGetsThem() {
    SystemCall fcntl = SystemCall.variadicAfterTwo("fcntl");
    int getDescriptorFlags = 1;
    assertThat(fcntl.call(-1, getDescriptorFlags, 0)).isEqualTo(-Errno.EBADF);
    int duplicateFrom = 0; // F_DUPFD
    long duplicate = fcntl.call(0, duplicateFrom, 100);
    assertThat(duplicate).isGreaterThanOrEqualTo(100);
    assertThat(CLOSE.call(duplicate)).isZero();
  }

  @Test
  void aMissingFunctionSaysSoEachTimeItIsCalled() {
    SystemCall missing = SystemCall.returningInt("no_such_function");
    PlainCall missingToo = PlainCall.of("no_such_function");
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(missing::call)
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageStartingWith(
              "the function no_such_function is not in the C library of this host, "
                  + System.getProperty("os.name"));
      assertThatThrownBy(missingToo::call).isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  void aMissingOptionalFunctionAnswersThatTheKernelLacksIt() {
    SystemCall missing = SystemCall.returningIntIfPresent("no_such_function");
    assertThat(missing.call(1)).isEqualTo(-Errno.ENOSYS);
    assertThat(missing.call(1)).isEqualTo(-Errno.ENOSYS);
    assertThat(SystemCall.returningIntIfPresent("close").call(-1)).isEqualTo(-Errno.EBADF);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFunctionThatReturnsItsErrorIsPassedOnUnchanged() {
    assertThat((int) PlainCall.of("posix_fadvise").call(-1, 0, 0, 0)).isEqualTo(Errno.EBADF);
  }

  @Test
  void aNameIsNeeded() {
    assertThatNullPointerException().isThrownBy(() -> SystemCall.returningInt(null));
    assertThatNullPointerException().isThrownBy(() -> PlainCall.of(null));
    assertThatNullPointerException().isThrownBy(() -> PlainCall.in(null, "getpid"));
  }
}
