// Copyright 2026 The dio for Java authors. SPDX-License-Identifier: Apache-2.0

package io.dio.iosched.internal.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The version of liburing: in the names of mapped files, and whether it is new enough. */
final class MappedVersionTest {
  private static final String LINE =
      "7f00-7f10 r-xp 00000000 08:01 42                 /usr/lib/x86_64-linux-gnu/liburing.so.";

  @Test
  void twoNumbersFollowTheName() {
    assertThat(SystemRingCalls.mappedVersion("...\n" + LINE + "2.3.0\n...")).containsExactly(2, 3);
    assertThat(SystemRingCalls.mappedVersion(LINE + "2.14")).containsExactly(2, 14);
  }

  @Test
  void eachNumberHasAllItsDigits() {
    assertThat(SystemRingCalls.mappedVersion(LINE + "12.9\n")).containsExactly(12, 9);
    assertThat(SystemRingCalls.mappedVersion(LINE + "2.10")).containsExactly(2, 10);
    assertThat(SystemRingCalls.mappedVersion(LINE + "2.3:1")).containsExactly(2, 3);
    assertThat(SystemRingCalls.mappedVersion(LINE + "2.3/1")).containsExactly(2, 3);
  }

  @Test
  void anotherLibraryIsPassedOver() {
    assertThat(SystemRingCalls.mappedVersion("/usr/lib/myliburing.so.9.9\n" + LINE + "2.5"))
        .containsExactly(2, 5);
  }

  @Test
  void aNameWithoutTwoNumbersIsPassedOver() {
    assertThat(SystemRingCalls.mappedVersion(LINE + "2\n" + LINE + "x\n" + LINE + "2.5.1"))
        .containsExactly(2, 5);
  }

  @Test
  void withoutSuchANameThereIsNoVersion() {
    assertThat(SystemRingCalls.mappedVersion("")).containsExactly(0, 0);
    assertThat(SystemRingCalls.mappedVersion(LINE + "2")).containsExactly(0, 0);
    assertThat(SystemRingCalls.mappedVersion(LINE + "2.")).containsExactly(0, 0);
    assertThat(SystemRingCalls.mappedVersion(LINE + ".3")).containsExactly(0, 0);
    assertThat(SystemRingCalls.mappedVersion("/usr/lib/libother.so.2.3")).containsExactly(0, 0);
  }

  @Test
  void aLibraryThatLacksFunctionsIsRefusedByItsVersion() {
    assertThat(SystemRingCalls.judge(2, 2).calls()).isEmpty();
    assertThat(SystemRingCalls.judge(2, 2).reason())
        .isEqualTo("liburing.so.2 is version 2.2, older than 2.3");
    assertThat(SystemRingCalls.judge(1, 9).calls()).isEmpty();
    assertThat(SystemRingCalls.judge(0, 0).calls()).as("a version that nobody knows").isEmpty();
    assertThat(SystemRingCalls.judge(2, 3).calls()).isPresent();
    assertThat(SystemRingCalls.judge(3, 0).calls()).isPresent();
    assertThat(SystemRingCalls.judge(2, 14).calls())
        .hasValueSatisfying(calls -> assertThat(calls.version()).isEqualTo("2.14"));
  }
}
