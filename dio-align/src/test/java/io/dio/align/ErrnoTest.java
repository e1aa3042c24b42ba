// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.align;

import static org.assertj.core.api.Assertions.assertThat;

import io.dio.align.foreign.ErrnoTable;
import io.dio.align.foreign.Native;
import io.dio.align.foreign.PlainCall;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrnoTest {

  private static final int HIGHEST_ON_LINUX = 133;
  private static final int HIGHEST_ON_DARWIN = 106;

  // The numbers 41 and 58 have no name. They once belonged to EWOULDBLOCK and EDEADLOCK.
  private static final List<Integer> UNUSED_ON_LINUX = List.of(41, 58);

  @Test
  void describesANumberByNameAndText() {
    assertThat(Errno.name(Errno.EINVAL)).isEqualTo("EINVAL");
    assertThat(Errno.describe(Errno.EINVAL)).isEqualTo("EINVAL (Invalid argument)");
    assertThat(Errno.describe(Errno.EAGAIN)).isEqualTo("EAGAIN (Resource temporarily unavailable)");
  }

  @Test
  void anUnknownNumberIsGivenAsNumber() {
    assertThat(Errno.name(4095)).isEqualTo("errno 4095");
    assertThat(Errno.describe(4095)).isEqualTo("errno 4095");
    assertThat(Errno.describe(0)).isEqualTo("errno 0");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void namesAndTextsOfLinuxAreThoseOfItsCLibrary() {
    PlainCall nameOf = PlainCall.of("strerrorname_np");
    PlainCall textOf = PlainCall.of("strerror");
    for (int errno = 1; errno <= HIGHEST_ON_LINUX; errno++) {
      if (UNUSED_ON_LINUX.contains(errno)) {
        assertThat(ErrnoTable.linux().name(errno)).isEqualTo("errno " + errno);
        continue;
      }
      String name = string(nameOf.call(errno));
      String text = string(textOf.call(errno));
      // EOPNOTSUPP and ENOTSUP are one number on Linux. glibc uses the name ENOTSUP.
      assertThat(ErrnoTable.linux().describe(errno))
          .isEqualTo((name.equals("ENOTSUP") ? "EOPNOTSUPP" : name) + " (" + text + ")");
      assertThat(ErrnoTable.linux().number(name)).as(name).isEqualTo(errno);
    }
  }

  private static String string(long address) {
    return Native.segment(address, 100).getString(0);
  }

  @Test
  void darwinHasANameForEachOfItsNumbers() {
    for (int errno = 1; errno <= HIGHEST_ON_DARWIN; errno++) {
      String name = ErrnoTable.darwin().name(errno);
      assertThat(name).startsWith("E");
      assertThat(ErrnoTable.darwin().number(name)).isEqualTo(errno);
    }
    assertThat(ErrnoTable.darwin().name(HIGHEST_ON_DARWIN + 1)).isEqualTo("errno 107");
  }

  @ParameterizedTest
  @CsvSource({
    "EIO, 5, 5",
    "ERANGE, 34, 34",
    "EAGAIN, 11, 35",
    "EDEADLK, 35, 11",
    "ENOSYS, 38, 78",
    "ENOTSUP, 95, 45",
    "EOPNOTSUPP, 95, 102",
    "ETIMEDOUT, 110, 60",
    "EOVERFLOW, 75, 84",
    "EDQUOT, 122, 69",
    "ECANCELED, 125, 89",
    "ENOBUFS, 105, 55"
  })
  void numbersDifferBetweenLinuxAndDarwin(String name, int onLinux, int onDarwin) {
    assertThat(ErrnoTable.linux().number(name)).isEqualTo(onLinux);
    assertThat(ErrnoTable.darwin().number(name)).isEqualTo(onDarwin);
  }

  @Test
  void aNameThatAHostLacksMatchesNoResult() {
    assertThat(ErrnoTable.darwin().number("EBADR")).isEqualTo(Errno.ABSENT);
    assertThat(ErrnoTable.linux().number("EBADR")).isEqualTo(53);
    assertThat(-Errno.ABSENT).as("no kernel returns that").isLessThan(-4095);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void everyConstantIsTheNumberOfItsName() {
    assertThat(constants())
        .hasSizeGreaterThan(40)
        .allSatisfy(constant ->
            assertThat(constant.getInt(null))
                .as(constant.getName())
                .isEqualTo(ErrnoTable.linux().number(constant.getName()))
                .isBetween(1, HIGHEST_ON_LINUX));
  }

  private static List<Field> constants() {
    return Stream.of(Errno.class.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> !field.getName().equals("ABSENT"))
        .toList();
  }
}
